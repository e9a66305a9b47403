//! Does an e-mail arrive, once and whole, whatever mail servers do?

use std::sync::Arc;
use std::time::{Duration, Instant};

use fab::clock::SystemClock;
use fab::secret::Secret;
use fab::services::notify::email::{Mailer, SmtpSecurity, SmtpSettings};
use fab::services::notify::{Address, Mail, NotSent, Refusal};
use fab::services::resilience::State;
use fab_tests::postbox::{Instead, Postbox, Privacy};
use fab_tests::proxy::{Proxy, Weather};
use fab_tests::tls::CERTIFICATES;
use uuid::Uuid;

use super::{hasty, patient};

fn server(port: u16, security: SmtpSecurity) -> SmtpSettings {
    SmtpSettings {
        port,
        security,
        roots: CERTIFICATES.root.clone().into_bytes(),
        guard: patient(),
        ..SmtpSettings::new("localhost")
    }
}

fn plain(postbox: &Postbox) -> SmtpSettings {
    server(postbox.address().port(), SmtpSecurity::PlainOnLoopback)
}

fn mailer() -> Mailer {
    let from = Address::new("shop@example.com").unwrap().named("Shop");
    Mailer::new(from, Arc::new(SystemClock))
}

fn mail() -> Mail {
    let to = Address::new("ann@example.com").unwrap().named("Ann");
    Mail::new(to, "Grüße", "Hello\n.\nand goodbye").unwrap()
}

#[tokio::test]
async fn an_email_arrives_over_tls_of_both_kinds() {
    for (privacy, security) in [
        (Privacy::Implicit, SmtpSecurity::ImplicitTls),
        (Privacy::StartTls, SmtpSecurity::StartTls),
    ] {
        let postbox = Postbox::start(privacy).await;
        let settings = server(postbox.address().port(), security);
        let settings = settings.login("shop", Secret::new("hunter2".to_owned()));
        let mailer = mailer().server(settings).unwrap();
        let sent = mailer.send(Uuid::from_u128(7), &mail()).await.unwrap();
        assert_eq!(sent.reference.as_deref(), Some("queued as 4711"));
        let received = postbox.received();
        assert_eq!(received.len(), 1);
        assert_eq!(received[0].from.split(' ').nth(1), Some("FROM:<shop@example.com>"));
        assert_eq!(received[0].to, ["RCPT TO:<ann@example.com>"]);
        assert!(received[0].data.contains("\nSubject: =?utf-8?"), "{}", received[0].data);
        assert!(received[0].data.contains("\nHello\n.\nand goodbye\n"), "{}", received[0].data);
        assert_eq!(postbox.logins().len(), 1, "{privacy:?}");
    }
}

#[tokio::test]
async fn a_password_is_never_said_in_the_open() {
    // It offers no TLS, as if somebody in between had taken the offer away.
    let postbox = Postbox::start(Privacy::None).await;
    let settings = server(postbox.address().port(), SmtpSecurity::StartTls);
    let mailer =
        mailer().server(settings.login("shop", Secret::new("hunter2".to_owned()))).unwrap();
    let error = mailer.send(Uuid::nil(), &mail()).await.unwrap_err();
    assert!(matches!(error, NotSent::Unavailable { .. }), "{error}");
    assert!(postbox.logins().is_empty() && postbox.received().is_empty());
}

#[tokio::test]
async fn a_mail_server_that_nobody_vouches_for_gets_nothing() {
    let postbox = Postbox::start(Privacy::StartTls).await;
    let settings = server(postbox.address().port(), SmtpSecurity::StartTls);
    let settings = SmtpSettings { roots: Vec::new(), ..settings };
    let mailer =
        mailer().server(settings.login("shop", Secret::new("hunter2".to_owned()))).unwrap();
    assert!(mailer.send(Uuid::nil(), &mail()).await.is_err());
    assert!(postbox.logins().is_empty() && postbox.received().is_empty());
}

#[tokio::test]
async fn one_connection_carries_many_messages() {
    let postbox = Postbox::start(Privacy::None).await;
    let mailer = mailer().server(plain(&postbox)).unwrap();
    for number in 0..10 {
        mailer.send(Uuid::from_u128(number), &mail()).await.unwrap();
    }
    assert_eq!((postbox.received().len(), postbox.connections()), (10, 1));
}

#[tokio::test]
async fn a_message_that_is_given_up_halfway_does_not_become_part_of_the_next() {
    let postbox = Postbox::start(Privacy::None).await;
    let mailer = mailer().server(plain(&postbox)).unwrap();
    mailer.send(Uuid::from_u128(1), &mail()).await.unwrap();
    for command in ["MAIL", "RCPT", "DATA", "END"] {
        postbox.at(command, Instead::Hang);
        let abandoned = mail();
        tokio::select! {
            result = mailer.send(Uuid::from_u128(2), &abandoned) => panic!("{command}: {result:?}"),
            () = postbox.hangs() => {}
        }
        postbox.behave();
    }
    mailer.send(Uuid::from_u128(3), &mail()).await.unwrap();
    let received = postbox.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[1].data.matches("Message-ID:").count(), 1, "{}", received[1].data);
    assert!(received[1].data.contains("000000000003@"));
    assert_eq!(mailer.circuits().next().unwrap().snapshot().totals.failed, 0);
}

#[tokio::test]
async fn the_second_server_sends_what_the_first_cannot() {
    let (first, second) =
        (Postbox::start(Privacy::None).await, Postbox::start(Privacy::None).await);
    let impatient = || SmtpSettings { guard: hasty(), ..plain(&first) };
    let mailer = || mailer().server(impatient()).unwrap().server(plain(&second)).unwrap();
    let mut arrived = 0;
    for (command, instead) in [
        ("GREETING", Instead::Say("421 too busy")),
        ("GREETING", Instead::Hang),
        ("GREETING", Instead::HangUp),
        ("GREETING", Instead::Say("HTTP/1.1 400 Bad Request")),
        ("GREETING", Instead::Say("554 5.7.1 client host blocked")),
        ("EHLO", Instead::Say("502 what?")),
        ("EHLO", Instead::Say("550 5.7.1 who are you?")),
        ("MAIL", Instead::Say("451 try again later")),
        ("MAIL", Instead::Say("550 5.7.1 sender not allowed")),
        ("MAIL", Instead::Say("501 5.1.7 no such sender")),
        ("MAIL", Instead::HangUp),
        ("RCPT", Instead::Say("450 grey list")),
        ("RCPT", Instead::Say("452 too many")),
        ("RCPT", Instead::Say("554 5.7.1 <ann@example.com>: relay access denied")),
        ("DATA", Instead::Say("451 disk full")),
        ("DATA", Instead::Hang),
        ("END", Instead::Say("451 disk full")),
        ("END", Instead::HangUp),
    ] {
        first.at(command, instead);
        let sent = mailer().send(Uuid::nil(), &mail()).await;
        let sent = sent.unwrap_or_else(|error| panic!("{command} {instead:?}: {error}"));
        assert!(sent.provider.ends_with(&second.address().port().to_string()));
        first.behave();
        arrived += 1;
        assert_eq!((first.received().len(), second.received().len()), (0, arrived), "{command}");
    }
}

#[tokio::test]
async fn a_recipient_who_does_not_exist_is_not_tried_elsewhere() {
    let (first, second) =
        (Postbox::start(Privacy::None).await, Postbox::start(Privacy::None).await);
    let mailer = mailer().server(plain(&first)).unwrap().server(plain(&second)).unwrap();
    first.at("RCPT", Instead::Say("550 5.1.1 <ann@example.com> unknown"));
    for _ in 0..20 {
        let error = mailer.send(Uuid::nil(), &mail()).await.unwrap_err();
        assert!(!error.to_string().contains("ann"), "{error}");
        let NotSent::Refused { refusal, .. } = error else { panic!("{error}") };
        assert_eq!(refusal, Refusal::Recipient);
    }
    assert_eq!(second.connections(), 0);
    assert_eq!(mailer.circuits().next().unwrap().state(), State::Closed, "it does its work");
}

#[tokio::test]
async fn what_no_message_can_help_opens_the_circuit_of_a_server_and_is_told_by_its_stage() {
    for (command, says, told, most) in [
        ("GREETING", "554 client host blocked", "answered 554 to our greeting", 5),
        ("MAIL", "550 sender not allowed", "answered 550 to our sender", 1),
    ] {
        let postbox = Postbox::start(Privacy::None).await;
        postbox.at(command, Instead::Say(says));
        let mailer = mailer().server(plain(&postbox)).unwrap();
        let error = mailer.send(Uuid::nil(), &mail()).await.unwrap_err();
        assert!(matches!(error, NotSent::Unavailable { .. }), "{command}: it is sent later");
        assert!(error.to_string().contains(told), "{error}");
        for _ in 0..9 {
            mailer.send(Uuid::nil(), &mail()).await.unwrap_err();
        }
        assert_eq!(postbox.connections(), most, "{command}");
        assert_eq!(mailer.circuits().next().unwrap().state(), State::Open, "{command}");
    }
}

#[tokio::test]
async fn a_message_that_is_refused_for_what_it_says_is_not_tried_elsewhere() {
    for (command, says) in
        [("DATA", "554 no"), ("END", "552 5.3.4 too big"), ("END", "550 5.7.1 spam")]
    {
        let (first, second) =
            (Postbox::start(Privacy::None).await, Postbox::start(Privacy::None).await);
        let mailer = mailer().server(plain(&first)).unwrap().server(plain(&second)).unwrap();
        first.at(command, Instead::Say(says));
        let error = mailer.send(Uuid::nil(), &mail()).await.unwrap_err();
        let NotSent::Refused { refusal, .. } = error else { panic!("{says}: {error}") };
        assert_eq!((refusal, second.connections()), (Refusal::Content, 0), "{says}");
    }
}

#[tokio::test]
async fn a_refused_login_opens_the_circuit_at_once() {
    let (first, second) =
        (Postbox::start(Privacy::StartTls).await, Postbox::start(Privacy::None).await);
    first.at("AUTH", Instead::Say("535 5.7.8 no"));
    let settings = server(first.address().port(), SmtpSecurity::StartTls);
    let settings = settings.login("shop", Secret::new("wrong".to_owned()));
    let mailer = mailer().server(settings).unwrap().server(plain(&second)).unwrap();
    for _ in 0..3 {
        mailer.send(Uuid::nil(), &mail()).await.unwrap();
    }
    assert_eq!((first.logins().len(), second.received().len()), (1, 3));
    assert_eq!(mailer.circuits().next().unwrap().state(), State::Open);
}

#[tokio::test]
async fn two_dead_servers_are_said_as_such_and_soon() {
    let postbox = Postbox::start(Privacy::None).await;
    let (first, second) =
        (Proxy::before(postbox.address()).await, Proxy::before(postbox.address()).await);
    first.set(Weather::BlackHole);
    second.set(Weather::Reset);
    let settings = |proxy: &Proxy| SmtpSettings {
        guard: hasty(),
        ..server(proxy.address().port(), SmtpSecurity::PlainOnLoopback)
    };
    let mailer = mailer().server(settings(&first)).unwrap().server(settings(&second)).unwrap();
    let begun = Instant::now();
    let error = mailer.send(Uuid::nil(), &mail()).await.unwrap_err();
    let NotSent::Unavailable { attempts } = &error else { panic!("{error}") };
    assert_eq!(attempts.len(), 2, "{error}");
    assert!(begun.elapsed() < Duration::from_secs(2));
}
