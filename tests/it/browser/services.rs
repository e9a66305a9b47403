//! Can an operator look after services at night, in any browser?

use std::sync::Arc;
use std::time::Duration;

use fab::admin::App;
use fab::clock::SystemClock;
use fab::crypto::AppSecret;
use fab::security::{MessageState, PasswordCost, SecurityOptions};
use fab::services::resilience::{Circuit, CircuitSettings, Fault, Outcome};
use fab_tests::pigeons::{Mood, Pigeons};
use fab_tests::site::Served;

use super::{Page, Scripts, at_site, enter};

/// A site on a bad night, with somebody at it who looks after it.
pub(crate) fn at_services(
    scripts: Scripts,
    test: impl AsyncFnOnce(&Page<'_>, &Served, &Arc<Pigeons>),
) {
    let app = App::new("Corner shop");
    let names = [
        "email.mail.example.com:587",
        "email.backup.example.net:465",
        "rates.ecb",
        "sms.sns",
        "sms.twilio",
    ];
    for name in names {
        let settings = CircuitSettings { minimum_calls: 5, ..CircuitSettings::default() };
        let circuit = Circuit::new(name, settings, Arc::new(SystemClock)).unwrap();
        let ends = match name {
            "sms.twilio" => [Outcome::TimedOut; 5],
            "sms.sns" => [Outcome::Fault(Fault::Credentials); 5],
            _ => [Outcome::Success; 5],
        };
        for end in ends {
            if let Ok(permit) = circuit.admit() {
                permit.end(end);
            }
        }
        if name.starts_with("email.backup") {
            circuit.force_open();
        }
        app.circuits().add(circuit);
    }
    let pigeons = Pigeons::new();
    let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
    "Corner shop".clone_into(&mut options.app_name);
    options.password_cost = PasswordCost::CHEAPEST;
    options.post.mail = Some(pigeons.clone());
    options.post.texts = Some(pigeons.clone());
    at_site(&app, options, scripts, async |page, served| {
        enter(page).await;
        page.sees("Services").await;
        page.open("/services").await;
        test(page, served, &pigeons).await;
    });
}

/// Sends a test message on the page, and lets the outbox look after it.
pub(crate) async fn try_mail(page: &Page<'_>, served: &Served, address: &str) {
    page.fill("address", address).await;
    page.press("Send a test e-mail").await;
    page.sees("is on its way").await;
    served.security.deliver_messages(tokio::time::sleep(Duration::from_millis(300))).await;
}

#[test]
fn an_operator_tries_whether_mail_arrives_and_leaves_a_service_alone_without_scripts() {
    at_services(Scripts::Off, async |page, served, pigeons| {
        page.sees("sms.sns is left alone for").await;
        page.sees("email.backup.example.net:465: left alone by an operator.").await;
        page.fill("number", "0151 2345678").await;
        page.press("Send a test text message").await;
        page.sees("Write the number with + and the country first, as in").await;
        try_mail(page, served, "ann@example.com").await;
        page.follow("Look again").await;
        page.sees("taken over by pigeons, which calls it 4711").await;
        page.sees("a..@example.com").await;
        assert_eq!(pigeons.taken().len(), 1);

        pigeons.set(Mood::Refusing);
        try_mail(page, served, "bob@example.com").await;
        page.follow("Look again").await;
        page.sees("1 message was refused and waits for a person.").await;
        // A test message is never sent once more: another one is.
        page.sees("send another one").await;
        page.misses("Send once more").await;
        pigeons.set(Mood::Willing);
        try_mail(page, served, "bob@example.com").await;
        let sent = served.security.messages(MessageState::Sent, 10).await.unwrap();
        assert_eq!(sent.len(), 2);
        page.follow_css("button[value='open']").await;
        page.sees("is left alone until further notice.").await;
    });
}
