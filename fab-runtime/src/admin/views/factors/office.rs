//! What do administrators see of second factors? Those of one user, with a way to take them away, and who has none.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::pages::href;
use crate::admin::pages::view::{
    EnrolmentView, PersonFactorsLine, RolePolicyLine, UserFactorsView,
};
use crate::admin::views::factors::{lines, sentence};
use crate::admin::views::outcome;
use crate::admin::views::people::user;
use crate::admin::views::reset::site_url;
use crate::models::{
    ActorId, Choice as _, Condition, Key, Model as _, OrderBy, Verb, Violation, Violations,
};
use crate::security::{By, PersonStanding, Role, SecurityError, User};

/// People on one page.
const PEOPLE: u32 = 500;

/// The factors of a user.
pub(crate) async fn show(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (id, key, user) = user(context).await?;
    page(context, StatusCode::OK, (id, &key, &user), None, &Violations::new()).await
}

/// Takes the factors of a user away and makes a link, or makes another link. It is shown on this very page, and stands in no cookie, no
/// address and no log.
pub(crate) async fn reset(context: &mut Context<'_>) -> Result<Response, Fail> {
    let (id, key, user) = user(context).await?;
    let security = &context.site.security;
    let until = security.store().clock().now() + security.enrolment_link_life();
    let by = By::Session(context.session()?);
    let about = (id, &key, &user);
    let reason = context.form.text("reason");
    let made = match context.form.text("do") {
        "link" => security.renew_enrolment_link(id, reason, by).await,
        _ => security.reset_factors(id, reason, by).await,
    };
    match made {
        Ok(token) => {
            let link = format!("{}{}", site_url(context), href::enrol(token.expose()));
            let until = until.format("%Y-%m-%d %H:%M UTC").to_string();
            let none = Violations::new();
            page(context, StatusCode::OK, about, Some((&link, &until)), &none).await
        }
        Err(SecurityError::Invalid(violations)) => {
            page(context, StatusCode::UNPROCESSABLE_ENTITY, about, None, &violations).await
        }
        Err(SecurityError::NoFactors) => {
            let text = "This was done a moment ago, by somebody else or by the user. See what there is now";
            let violations = Violations::of_row(Violation::new("gone", text));
            page(context, StatusCode::CONFLICT, about, None, &violations).await
        }
        Err(error @ SecurityError::Escalation) => {
            outcome::note_escalation(context, &error).await;
            let text = "You cannot do this to yourself, nor to somebody who may do more than you";
            let violations = Violations::at("reason", Violation::new("escalation", text));
            page(context, StatusCode::FORBIDDEN, about, None, &violations).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn page(
    context: &mut Context<'_>,
    status: StatusCode,
    (id, key, user): (ActorId, &Key, &User),
    made: Option<(&str, &str)>,
    violations: &Violations,
) -> Result<Response, Fail> {
    let standing = context.site.security.mfa_standing_of(id).await?;
    let factors = lines(standing.factors);
    let own = context.session()?.user() == Some(id);
    let may_reset = !own && context.allows(&User::RESET_MFA);
    let reason = if made.is_some() { "" } else { context.form.text("reason") }.to_owned();
    answer::page(context, status, |_, pages, frame| {
        let view = UserFactorsView {
            user: &user.username,
            back: &href::show(User::meta(), key),
            action: &href::user_factors(key),
            factors: &factors,
            codes_left: Some(standing.backup_codes_left),
            policy: sentence(standing.level),
            taken_away: standing.taken_away,
            may_reset,
            reason: &reason,
            made,
            violations,
        };
        pages.user_factors(frame, &view)
    })
}

/// Who has a factor, and who should.
pub(crate) async fn enrolment(context: &mut Context<'_>) -> Result<Response, Fail> {
    let order = [OrderBy { column: "username", descending: false }];
    let store = &context.site.store;
    let active = Condition::eq("active", true);
    let found = store.find(User::meta(), &context.scope, &active, &order, PEOPLE + 1).await?;
    let more = found.len() > PEOPLE as usize;
    let ids: Vec<ActorId> = found
        .iter()
        .take(PEOPLE as usize)
        .filter_map(|record| record.get("id").as_int().map(ActorId))
        .collect();
    let mut standings = context.site.security.standings(&ids).await?;
    standings.sort_by_key(|person| !person.is_missing());
    let roles = role_lines(context, &standings).await?;
    let people: Vec<PersonFactorsLine> =
        standings.iter().map(|person| line(context, person)).collect();
    answer::page(context, StatusCode::OK, |_, pages, frame| {
        let view = EnrolmentView {
            roles: &roles,
            people: &people,
            count: standings.len(),
            with_factor: standings.iter().filter(|person| !person.kinds.is_empty()).count(),
            missing: standings.iter().filter(|person| person.is_missing()).count(),
            more,
        };
        pages.enrolment(frame, &view)
    })
}

fn line(context: &Context<'_>, person: &PersonStanding) -> PersonFactorsLine {
    let kinds: Vec<&str> = person.kinds.iter().map(|kind| kind.label()).collect();
    let href = context.may(User::meta(), Verb::Show).then(|| {
        let key = Key::new(vec![person.user.0.into()]);
        href::user_factors(&key)
    });
    PersonFactorsLine {
        name: person.username.clone(),
        href,
        roles: person.roles.join(", "),
        factors: kinds.join(", "),
        missing: person.is_missing(),
    }
}

async fn role_lines(
    context: &Context<'_>,
    people: &[PersonStanding],
) -> Result<Vec<RolePolicyLine>, Fail> {
    let roles = context.site.security.roles().await?;
    let line = |role: Role| {
        let holders = || people.iter().filter(|person| person.roles.contains(&role.name));
        let key = Key::new(vec![role.id.into()]);
        RolePolicyLine {
            href: context.may(Role::meta(), Verb::Edit).then(|| href::edit(Role::meta(), &key)),
            level: role.mfa.label(),
            grace_days: i64::from(role.mfa_grace_days),
            people: holders().count(),
            with_factor: holders().filter(|person| !person.kinds.is_empty()).count(),
            name: role.name,
        }
    };
    Ok(roles.into_iter().map(line).collect())
}
