//! Does an operator learn whether messages arrive, and nobody anything else by it?

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fab::clock::ManualClock;
use fab::crypto::AppSecret;
use fab::models::{Choice as _, Condition, Scope};
use fab::secret::Secret;
use fab::security::{
    AuditEntry, AuditEvent, KeptMessage, MessageState, PasswordCost, SecurityOptions,
};
use fab::services::http::{ClientSettings, PlainHttp, PrivateAddresses};
use fab::services::notify::Address;
use fab::services::notify::email::{Mailer, SmtpSecurity, SmtpSettings};
use fab::services::notify::sms::{Sender, Texts, Twilio, TwilioSettings};
use fab::testing::TestDb;
use fab_tests::client::Client;
use fab_tests::databases::{each_database, required};
use fab_tests::peer::AIOSMTPD;
use fab_tests::postbox::{Instead, Postbox, Privacy};
use fab_tests::provider::{Provider, Reply};
use fab_tests::site::{PASSWORD, Served};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{entries, watched};
use crate::factor_pages::{hidden, pairs};

const STARTED: i64 = 1_790_000_000;

/// A site that writes to people: through two mail servers and a provider of text messages.
struct Desk {
    site: Served,
    clock: ManualClock,
    worker: JoinHandle<()>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.worker.abort();
    }
}

fn smtp(port: u16) -> SmtpSettings {
    let security = SmtpSecurity::PlainOnLoopback;
    SmtpSettings { port, security, ..SmtpSettings::new("localhost") }
}

impl Desk {
    async fn on(db: &TestDb, mail: &[u16], texts: Option<u16>) -> Self {
        let clock = ManualClock::at(STARTED);
        let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
        "Shop".clone_into(&mut options.app_name);
        options.password_cost = PasswordCost::CHEAPEST;
        options.post.poll = Duration::from_millis(50);
        let from = Address::new("shop@example.com").unwrap();
        let mailer = Mailer::new(from, Arc::new(clock.clone()));
        let mailer = mail.iter().fold(mailer, |mailer, port| mailer.server(smtp(*port)).unwrap());
        if !mail.is_empty() {
            options.post.mail = Some(Arc::new(mailer));
        }
        if let Some(port) = texts {
            let sender = Sender::Number("+15005550006".parse().unwrap());
            let settings = TwilioSettings {
                base: format!("http://127.0.0.1:{port}"),
                client: ClientSettings {
                    hosts: vec![format!("127.0.0.1:{port}")],
                    private: PrivateAddresses::Allowed,
                    plain: PlainHttp::OnLoopback,
                    ..ClientSettings::default()
                },
                ..TwilioSettings::new("AC0123", Secret::new("hunter2".to_owned()), sender)
            };
            let texts = Texts::new(Arc::new(clock.clone()));
            let texts = texts.provider(Twilio::new(settings).unwrap()).unwrap();
            options.post.texts = Some(Arc::new(texts));
        }
        let by = Arc::new(clock.clone());
        let site = Served::start_secured_by(&watched().0, db, options, by).await;
        let security = site.security.clone();
        let worker =
            tokio::spawn(async move { security.deliver_messages(std::future::pending()).await });
        Self { site, clock, worker }
    }

    /// An operator who looks at the page.
    async fn operator(&self, name: &str) -> Client {
        let mut client = self.site.person(name, &["Operator"]).await;
        client.get("/services").await;
        client
    }

    /// Waits until the newest test message is as it should be.
    async fn until(&self, so: impl Fn(&KeptMessage) -> bool) -> KeptMessage {
        let found = async {
            loop {
                let all = self.site.security.test_messages(10).await.unwrap();
                if let Some(found) = all.into_iter().next().filter(&so) {
                    return found;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), found).await.unwrap()
    }

    async fn count(&self) -> usize {
        self.site.security.test_messages(100).await.unwrap().len()
    }
}

fn mail(address: &str) -> [(&str, &str); 2] {
    [("do", "test_mail"), ("address", address)]
}

fn text(number: &str) -> [(&str, &str); 2] {
    [("do", "test_text"), ("number", number)]
}

#[tokio::test]
async fn a_test_message_arrives_through_the_second_server_and_the_page_says_so() {
    each_database(|db| async move {
        let (first, second) =
            (Postbox::start(Privacy::None).await, Postbox::start(Privacy::None).await);
        first.at("GREETING", Instead::Say("421 not today"));
        let ports = [first.address().port(), second.address().port()];
        let desk = Desk::on(&db, &ports, None).await;
        let mut operator = desk.operator("otto").await;
        let page = operator.get("/services").await.body;
        assert!(page.contains("Send a test e-mail"), "{page}");
        assert!(!page.contains("Send a test text message"), "nobody takes them");
        let answer = operator.post("/services", &mail(" ann@example.com ")).await;
        assert_eq!((answer.status, answer.location()), (303, "/services"), "{}", answer.body);
        let sent = desk.until(|found| found.state == MessageState::Sent).await;
        let page = operator.get("/services").await.body;
        let by = format!("taken over by email.localhost:{}", second.address().port());
        for words in ["A test message to a..@example.com is on its way", "Sent", by.as_str()] {
            assert!(page.contains(words), "no {words} in {page}");
        }
        assert!(!page.contains("ann@example.com"), "{page}");

        let received = second.received().remove(0);
        assert!(received.to[0].contains("<ann@example.com>"), "{:?}", received.to);
        for words in ["Subject: Shop: a test message", "Nothing needs to be done."] {
            assert!(received.data.contains(words), "{}", received.data);
        }
        assert!(received.data.contains(&format!("Message-ID: <{}@", sent.id)));
        let noted = entries(&desk.site, AuditEvent::MessageTested).await.remove(0);
        assert_eq!(noted.actor, "otto");
        assert!(noted.facts.contains("a..@example.com"), "{}", noted.facts);
        assert!(!noted.facts.contains("ann@"), "{}", noted.facts);
    })
    .await;
}

fn arrived(mailbox: &Path) -> Vec<String> {
    let files = std::fs::read_dir(mailbox.join("new")).unwrap();
    files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect()
}

#[tokio::test]
async fn a_mail_server_of_others_gets_a_test_message() {
    if let Some(reason) = AIOSMTPD.missing() {
        assert!(!required(AIOSMTPD.name), "{} is required, but: {reason}", AIOSMTPD.name);
        return;
    }
    each_database(|db| async move {
        let mailbox = std::env::temp_dir().join(format!("fab-test-{}", Uuid::now_v7()));
        let folder = mailbox.display().to_string();
        let handler = "aiosmtpd.handlers.Mailbox";
        let start = AIOSMTPD.start(|port| {
            let listen = format!("127.0.0.1:{port}");
            ["-n", "-l", &listen, "-c", handler, &folder].map(str::to_owned).to_vec()
        });
        let peer = start.await.unwrap();
        let desk = Desk::on(&db, &[peer.address.port()], None).await;
        let mut operator = desk.operator("otto").await;
        operator.post("/services", &mail("ann@example.com")).await;
        desk.until(|found| found.state == MessageState::Sent).await;
        let messages = arrived(&mailbox);
        assert_eq!(messages.len(), 1);
        assert!(messages[0].contains("Subject: Shop: a test message"), "{}", messages[0]);
        let _ = std::fs::remove_dir_all(&mailbox);
    })
    .await;
}

#[tokio::test]
async fn what_becomes_of_a_test_message_that_does_not_arrive_is_seen_and_why() {
    each_database(|db| async move {
        let postbox = Postbox::start(Privacy::None).await;
        let desk = Desk::on(&db, &[postbox.address().port()], None).await;
        let mut operator = desk.operator("otto").await;
        postbox.at("RCPT", Instead::Say("550 nobody here"));
        operator.post("/services", &mail("ann@example.com")).await;
        desk.until(|found| found.state == MessageState::Refused).await;
        let page = operator.get("/services").await.body;
        assert!(page.contains("nobody can be reached there; tried once"), "{page}");
        assert!(page.contains("1 message was refused and waits for a person."), "{page}");
        // It is not sent again past the budget of test messages.
        assert!(!page.contains("Send once more") && page.contains("send another one"), "{page}");
        let id = desk.site.security.test_messages(1).await.unwrap()[0].id.to_string();
        let again = [("do", "resend"), ("message", id.as_str())];
        assert_eq!(operator.post("/services", &again).await.status, 303);
        assert_eq!(desk.until(|_| true).await.state, MessageState::Refused);

        postbox.at("GREETING", Instead::Say("421 not today"));
        operator.post("/services", &mail("bob@example.com")).await;
        desk.until(|found| found.problem.is_some() && found.state == MessageState::Waiting).await;
        let page = operator.get("/services").await.body;
        for words in ["the mail server answered 421", "tried once, next in", "Waiting"] {
            assert!(page.contains(words), "no {words} in {page}");
        }
        // An hour later nobody waits for it any more.
        desk.clock.advance(3_600);
        desk.until(|found| found.state == MessageState::Expired).await;
        let mut watcher = desk.site.person("wanda", &["Watcher"]).await;
        let page = watcher.get("/services").await.body;
        assert!(page.contains("it could not be sent in time"), "{page}");
        assert!(!page.contains("test_mail"), "who only sees sends nothing");
        assert_eq!(watcher.post("/services", &mail("ann@example.com")).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_test_text_message_goes_out_and_its_number_is_shown_nowhere() {
    each_database(|db| async move {
        let taken = r#"{"sid": "SM0123456789", "status": "queued"}"#;
        let provider = Provider::plain(move |_| Reply::Answer(201, "", taken.to_owned())).await;
        let desk = Desk::on(&db, &[], Some(provider.address().port())).await;
        let mut operator = desk.operator("otto").await;
        let answer = operator.post("/services", &text("+49 (151) 2345-6789")).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        desk.until(|found| found.state == MessageState::Sent).await;
        let asked = provider.asked().remove(0).body;
        assert!(
            asked.contains("To=%2B4915123456789")
                && asked.contains("A%20test%20message%20of%20Shop"),
            "{asked}"
        );
        let page = operator.get("/services").await.body;
        for words in ["+..89", "taken over by sms.twilio, which calls it SM0123456789"] {
            assert!(page.contains(words), "no {words} in {page}");
        }
        let all = desk.site.security.store().all(&Scope::system(), &Condition::Everything).await;
        let all: Vec<AuditEntry> = all.unwrap();
        assert!(all.iter().any(|entry| entry.event == AuditEvent::MessageTested));
        let noted = format!("{page}{:?}", all.iter().map(|entry| &entry.facts).collect::<Vec<_>>());
        assert!(!noted.contains("4915123456789") && noted.contains("+..89"), "{noted}");
    })
    .await;
}

#[tokio::test]
async fn few_test_messages_are_sent_and_none_to_what_is_no_address() {
    each_database(|db| async move {
        let postbox = Postbox::start(Privacy::None).await;
        let provider = Provider::plain(|_| Reply::Answer(500, "", "{}".to_owned())).await;
        let ports = [postbox.address().port()];
        let desk = Desk::on(&db, &ports, Some(provider.address().port())).await;
        let mut operator = desk.operator("otto").await;
        for (form, said) in [
            (mail("ann"), "Write an address such as ann@example.com"),
            (mail("a@example.com, b@example.com"), "Write an address such as"),
            (mail("a@example.com\r\nBcc: b@example.com"), "Write an address such as"),
            (text("0151 2345678"), "Write the number with + and the country first"),
        ] {
            let refused = operator.post("/services", &form).await;
            assert_eq!(refused.status, 422, "{form:?}: {}", refused.body);
            assert!(refused.body.contains(said), "{form:?}: {}", refused.body);
        }
        let refused = operator.post("/services", &mail("<b>ann")).await;
        assert!(refused.body.contains("value=\"&lt;b&gt;ann\""), "{}", refused.body);
        assert_eq!(desk.count().await, 0);

        for number in 0..5 {
            let address = format!("ann{number}@example.com");
            assert_eq!(operator.post("/services", &mail(&address)).await.status, 303);
        }
        for form in [mail("bob@example.com"), text("+4915123456789")] {
            let refused = operator.post("/services", &form).await;
            assert_eq!(refused.status, 429, "one person sends so many");
            assert!(
                refused.body.contains("too many attempts")
                    || refused.body.contains("Too many attempts")
            );
        }
        // Nor do several people to one address.
        for name in ["olga", "olaf"] {
            let mut other = desk.operator(name).await;
            let status = if name == "olga" { 303 } else { 429 };
            for round in 0..3 {
                let status = if round == 2 { status } else { 303 };
                let answer = other.post("/services", &mail("Cem@example.com")).await;
                assert_eq!(answer.status, status, "{name}, {round}: {}", answer.body);
            }
        }
        assert_eq!(desk.count().await, 5 + 5);
        assert_eq!(entries(&desk.site, AuditEvent::MessageTested).await.len(), 10);
        desk.clock.advance(3_600);
        let mut operator = desk.operator("ove").await;
        assert_eq!(operator.post("/services", &mail("cem@example.com")).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_test_message_waits_for_a_fresh_proof_and_needs_somebody_who_takes_it() {
    each_database(|db| async move {
        let postbox = Postbox::start(Privacy::None).await;
        let desk = Desk::on(&db, &[postbox.address().port()], None).await;
        let mut operator = desk.operator("otto").await;
        desk.clock.advance(11 * 60);
        let asked = operator.post("/services", &mail("ann@example.com")).await;
        assert_eq!(asked.status, 403);
        assert!(asked.body.contains("Confirm that it is you"), "{}", asked.body);
        assert_eq!(desk.count().await, 0);
        let mut fields = hidden(&asked);
        fields.push(("password".to_owned(), PASSWORD.to_owned()));
        let resumed = operator.post("/account/confirm", &pairs(&fields)).await;
        assert!(resumed.body.contains("value=\"ann@example.com\""), "{}", resumed.body);
        let fields = hidden(&resumed);
        operator.get("/services").await;
        assert_eq!(operator.post("/services", &pairs(&fields)).await.status, 303);
        assert_eq!(desk.count().await, 1);
        assert_eq!(operator.post("/services", &text("+4915123456789")).await.status, 404);
        let forged = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 12\r\n";
        assert_eq!(operator.request("POST", "/services", forged, "do=test_mail").await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn without_a_mail_server_the_page_says_so() {
    let db = TestDb::sqlite().await.unwrap();
    let desk = Desk::on(&db, &[], None).await;
    let mut operator = desk.operator("otto").await;
    let page = operator.get("/services").await.body;
    assert!(page.contains("No mail server and no provider of text messages"), "{page}");
    assert_eq!(operator.post("/services", &mail("ann@example.com")).await.status, 404);
    let wanted = AuditEvent::MessageTested.as_str();
    let found: Vec<AuditEntry> = desk
        .site
        .security
        .store()
        .all(&Scope::system(), &Condition::eq("event", wanted))
        .await
        .unwrap();
    assert!(found.is_empty());
}
