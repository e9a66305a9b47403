//! What do those read who watch over the site? Figures; the guard lets nobody else learn that there are any.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::metrics::exposition::{CONTENT_TYPE, Exposition, Sort};
use crate::security::Security;
use crate::services::resilience::{Circuits, Snapshot, State};

/// The figures.
pub(crate) async fn answer(context: &Context<'_>) -> Result<Response, Fail> {
    let site = context.site;
    let mut out = Exposition::default();
    site.requests.write(&mut out);
    people(&mut out, &site.security).await?;
    breakers(&mut out, site.security.circuits());
    let seen = site.security.service_counts();
    let name = "fab_breaker_transitions_total";
    out.family(name, Sort::Counter, "How often a circuit became what it is.");
    for ((service, to), count) in &seen.transitions {
        out.sample(name, &[("service", service), ("to", to)], count);
    }
    let name = "fab_fallback_total";
    out.family(name, Sort::Counter, "How often one provider stood in for another.");
    for ((from, to), count) in &seen.fallbacks {
        out.sample(name, &[("from", from), ("to", to)], count);
    }
    outbox(&mut out, context).await?;
    rates(&mut out, context);
    Ok(Response::builder().status(StatusCode::OK).content_type(CONTENT_TYPE).body(out.finish()))
}

async fn people(out: &mut Exposition, security: &Security) -> Result<(), Fail> {
    let name = "fab_security_events_total";
    out.family(name, Sort::Counter, "Entries of the audit log that this process has made.");
    for ((event, outcome), count) in security.event_counts() {
        out.sample(name, &[("event", event), ("outcome", outcome)], count);
    }
    let name = "fab_sign_ins_total";
    out.family(name, Sort::Counter, "Sign-ins that were tried with this process.");
    let counts = security.event_counts();
    let of = |wanted: &str| -> u64 {
        counts.iter().filter(|((event, _), _)| *event == wanted).map(|(_, count)| count).sum()
    };
    for (outcome, event) in
        [("ok", "sign_in.ok"), ("failed", "sign_in.failed"), ("locked", "sign_in.locked")]
    {
        out.sample(name, &[("outcome", outcome)], of(event));
    }
    let name = "fab_breach_checks_total";
    out.family(name, Sort::Counter, "New passwords that were looked up in a list of breaches.");
    let checks = security.breach_checks();
    for (outcome, count) in
        [("unknown", checks.unknown), ("known", checks.known), ("unanswered", checks.unanswered)]
    {
        out.sample(name, &[("outcome", outcome)], count);
    }
    let name = "fab_sessions";
    out.family(
        name,
        Sort::Gauge,
        "Sessions that are alive, by how far they have proven who they are.",
    );
    for (state, count) in security.session_counts().await? {
        out.sample(name, &[("state", state)], count);
    }
    Ok(())
}

fn breakers(out: &mut Exposition, circuits: &Circuits) {
    let all = circuits.snapshots();
    let name = "fab_breaker_state";
    out.family(name, Sort::Gauge, "1 for the state that the circuit of a service is in.");
    for circuit in &all {
        for (label, state) in
            [("closed", State::Closed), ("open", State::Open), ("half_open", State::HalfOpen)]
        {
            let labels = [("service", circuit.service.as_ref()), ("state", label)];
            out.sample(name, &labels, u8::from(circuit.state == state));
        }
    }
    let name = "fab_breaker_calls_total";
    out.family(name, Sort::Counter, "Calls to a service, by their end.");
    for circuit in &all {
        for (label, count) in ends(circuit) {
            out.sample(name, &[("service", &circuit.service), ("outcome", label)], count);
        }
    }
    for (name, help, figure) in FIGURES {
        out.family(name, Sort::Counter, help);
        for circuit in &all {
            out.sample(name, &[("service", &circuit.service)], figure(circuit));
        }
    }
    let name = "fab_breaker_in_flight";
    out.family(name, Sort::Gauge, "Calls that are under way.");
    for circuit in &all {
        out.sample(name, &[("service", &circuit.service)], circuit.in_flight);
    }
}

type Figure = (&'static str, &'static str, fn(&Snapshot) -> u64);

const FIGURES: [Figure; 2] = [
    ("fab_breaker_rejected_total", "Calls that were not let through.", |c| c.totals.rejected),
    ("fab_breaker_opened_total", "How often a circuit opened by itself.", |c| c.totals.opened),
];

/// How the calls ended; each of them counts once.
fn ends(circuit: &Snapshot) -> [(&'static str, u64); 6] {
    let totals = &circuit.totals;
    [
        ("ok", totals.succeeded),
        ("failed", totals.failed.saturating_sub(totals.timed_out)),
        ("timed_out", totals.timed_out),
        ("refused", totals.refused),
        ("throttled", totals.throttled),
        ("unauthorized", totals.unauthorized),
    ]
}

async fn outbox(out: &mut Exposition, context: &Context<'_>) -> Result<(), Fail> {
    let standing = context.site.security.outbox().await?;
    let now = context.site.store.clock().now();
    let oldest = standing.oldest.map_or(0, |oldest| (now - oldest).num_seconds().max(0));
    for (name, help, value) in [
        ("fab_outbox_depth", "Messages that wait to be sent.", standing.waiting.cast_signed()),
        ("fab_outbox_oldest_seconds", "How long the oldest of them has waited.", oldest),
        ("fab_outbox_refused", "Messages that wait for a person.", standing.refused.cast_signed()),
    ] {
        out.family(name, Sort::Gauge, help);
        out.sample(name, &[], value);
    }
    Ok(())
}

fn rates(out: &mut Exposition, context: &Context<'_>) {
    let name = "fab_fx_rate_age_seconds";
    out.family(name, Sort::Gauge, "How long ago a rate of exchange was confirmed.");
    for rate in context.site.rates.lines() {
        out.sample(name, &[("pair", &rate.pair), ("source", &rate.source)], rate.age_seconds);
    }
}
