//! Do codes by message lead in where they should: this person, this session, this factor, this once?

use std::sync::Arc;
use std::time::Duration;

use fab::clock::Clock as _;
use fab::crypto::AppSecret;
use fab::security::{Channel, Depot, PasswordCost, SecurityOptions};
use fab::services::notify::{Outbox as _, Sent, Settlement};
use fab_tests::client::{Answer, Client};
use fab_tests::databases::each_database;
use fab_tests::pigeons::{Mood, Pigeons, read};
use fab_tests::site::Served;

use super::programs::Program;
use super::{Site, WRONG, app, codes, each_site, factor, hidden, pairs};

pub(super) const NUMBER: &str = "+49 151 2345 6789";
const ADDRESS: &str = "grace@mail.example";

/// Who takes the messages of a site.
#[derive(Clone)]
pub(super) struct Post {
    texts: Arc<Pigeons>,
    mail: Arc<Pigeons>,
    options: SecurityOptions,
}

/// Runs `test` with a site that sends messages, on every database.
pub(super) async fn each_posting_site<F, Fut>(test: F)
where
    F: Fn(Site, Post) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    each_database(move |db| {
        let test = test.clone();
        async move {
            let (texts, mail) = (Pigeons::new(), Pigeons::new());
            let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
            options.password_cost = PasswordCost::CHEAPEST;
            options.post.texts = Some(texts.clone());
            options.post.mail = Some(mail.clone());
            options.post.poll = Duration::from_millis(50);
            let post = Post { texts, mail, options: options.clone() };
            test(Site::under(db, options).await, post).await;
        }
    })
    .await;
}

impl Site {
    /// The newest code that waits to be sent on that way; what waits is sent then.
    pub(super) async fn sent(&self, channel: Channel) -> Option<String> {
        let depot = Depot::new(self.served.security.store().clone(), channel);
        let claims = depot.claim(self.clock.now(), Duration::from_mins(2), 50).await.unwrap();
        let digits = if channel == Channel::Text { 6 } else { 8 };
        let mut found = None;
        for claim in claims {
            let text = read(&claim.message).1;
            let mut groups = text.split(|letter: char| !letter.is_ascii_digit());
            found = groups.find(|group| group.len() == digits).map(str::to_owned).or(found);
            let sent = Settlement::Sent(Sent::by("test".into(), None));
            assert!(depot.settle(&claim, &sent).await.unwrap());
        }
        found
    }

    /// Goes the way to a telephone or an address, as its pages lead; its number, and backup codes with the first one.
    async fn set_up(&self, client: &mut Client, kind: &str, to: &str) -> (String, Vec<String>) {
        let page = client.get(&format!("/mfa/setup?kind={kind}")).await;
        assert!(page.body.contains("name=\"destination\""), "{}", page.body);
        let fields = [("kind", kind), ("name", "Mine"), ("destination", to)];
        let begun = client.post("/mfa/setup", &fields).await;
        assert_eq!((begun.status, begun.location()), (303, "/mfa/setup/confirm"), "{}", begun.body);
        let page = client.get("/mfa/setup/confirm").await;
        assert!(page.body.contains(shown(kind)) && !page.body.contains(to), "{}", page.body);
        let code = self.sent(channel(kind)).await.unwrap();
        let factor = factor(&page);
        let fields = [("factor", factor.as_str()), ("code", code.as_str())];
        let done = client.post("/mfa/setup/confirm", &fields).await;
        let backup = if done.status == 200 { codes(&done) } else { Vec::new() };
        assert!(matches!(done.status, 200 | 303), "{}", done.body);
        client.get("/account/security").await;
        self.clock.advance(61);
        (factor, backup)
    }

    /// Somebody with both kinds, signed in: the numbers of the telephone and of the address, and backup codes.
    async fn caller(&self) -> (Client, String, String, Vec<String>) {
        let (mut client, _) = self.person("bo", &["Clerk"]).await;
        let (phone, backup) = self.set_up(&mut client, "sms", NUMBER).await;
        let (mail, none) = self.set_up(&mut client, "email", ADDRESS).await;
        assert_eq!((backup.len(), none.len()), (10, 0));
        (client, phone, mail, backup)
    }

    /// Half a session in which a code was sent, and that code.
    async fn asked(&self, factor: &str, channel: Channel) -> (Client, String) {
        let mut client = self.half("bo").await;
        client.get("/mfa").await;
        let sent = client.post("/mfa/send", &[("way", factor)]).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        (client, self.sent(channel).await.unwrap())
    }
}

fn channel(kind: &str) -> Channel {
    if kind == "sms" { Channel::Text } else { Channel::Mail }
}

fn shown(kind: &str) -> &'static str {
    if kind == "sms" { "<strong>+..89</strong>" } else { "<strong>g..@mail.example</strong>" }
}

async fn say(client: &mut Client, path: &str, way: &str, code: &str) -> Answer {
    client.post(path, &[("way", way), ("code", code)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn m12_m15_a_telephone_or_an_address_is_set_up_and_signs_in_once_with_each_code() {
    each_posting_site(|site, _| async move {
        for (username, kind, to) in [("ann", "sms", NUMBER), ("bo", "email", ADDRESS)] {
            let (mut client, _) = site.person(username, &["Clerk"]).await;
            let page = client.get("/mfa/setup").await.body;
            let place = |word: &str| page.find(&format!("?kind={word}")).unwrap();
            assert!(place("totp") < place("email") && place("email") < place("sms"), "m15: {page}");
            assert_eq!(page.matches("Weaker than an app").count(), 2, "m15: {page}");
            let (factor, _) = site.set_up(&mut client, kind, to).await;
            let page = client.get("/account/security").await;
            assert!(!page.body.contains(to), "{}", page.body);

            let mut client = site.half(username).await;
            let page = client.get("/mfa?next=/treasures").await;
            assert!(page.body.contains(shown(kind)) && page.body.contains("Send code"));
            assert!(!page.body.contains("one-time-code"), "nothing was sent yet");
            assert_eq!(site.sent(channel(kind)).await, None, "asking for the page sends nothing");
            let fields = [("way", factor.as_str()), ("next", "/treasures")];
            let page = client.post("/mfa/send", &fields).await;
            assert_eq!(page.status, 200, "{}", page.body);
            for text in [shown(kind), "It works until", "Send another code", "value=\"/treasures\""]
            {
                assert!(page.body.contains(text), "{text}: {}", page.body);
            }
            let page = client.get(&format!("/mfa?way={factor}")).await;
            assert!(page.body.contains("It works until"), "also when the page is asked for again");
            let code = site.sent(channel(kind)).await.unwrap();
            let refused = say(&mut client, "/mfa", &factor, WRONG).await;
            assert_eq!(refused.status, 422);
            assert!(refused.body.contains("id=\"code-error\""), "{}", refused.body);
            site.clock.advance(2);
            let fields = [("way", factor.as_str()), ("code", &code), ("next", "/treasures")];
            let answer = client.post("/mfa", &fields).await;
            assert_eq!((answer.status, answer.location()), (303, "/treasures"), "{}", answer.body);
            let mut again = site.half(username).await;
            again.get("/mfa").await;
            assert_eq!(say(&mut again, "/mfa", &factor, &code).await.status, 422, "once");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m16_mail_to_the_address_of_the_account_is_no_way_in_and_the_pages_say_why() {
    each_posting_site(|site, _| async move {
        let (mut client, phone, mail, backup) = site.caller().await;
        let statement = fab::db::SqlWriter::new(site.db.dialect())
            .push("UPDATE fab_users SET email = 'grace@mail.example' WHERE username = 'bo'")
            .finish(&[]);
        site.db.execute(statement).await.unwrap();
        let page = client.get("/account/security").await.body;
        assert!(page.contains("not taken</span>"), "{page}");
        let fields = [("kind", "email"), ("name", "Two"), ("destination", ADDRESS)];
        let refused = client.post("/mfa/setup", &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("write another address, or use an app"), "{}", refused.body);

        let mut client = site.half("bo").await;
        let page = client.get("/mfa").await.body;
        assert!(page.contains("No code is sent to Mine"), "{page}");
        assert!(!page.contains("E-mail to"), "{page}");
        let sent = client.post("/mfa/send", &[("way", mail.as_str())]).await;
        assert_eq!(sent.status, 409, "{}", sent.body);
        let mut program = Program::of(client).await;
        let session = program.get("/api/auth/session").await;
        let ways = serde_json::json!([phone, "backup"]);
        assert_eq!(session["ways"], ways);
        let factor: i64 = mail.parse().unwrap();
        let asked = serde_json::json!({ "factor": factor });
        let (status, refused) = program.post("/api/auth/send", &asked).await;
        assert_eq!((status, refused["code"].as_str()), (409, Some("one_mailbox")), "{refused}");
        assert_eq!(refused["field"], "destination");
        let mut client = program.client;
        client.get("/mfa").await;
        assert_eq!(say(&mut client, "/mfa", "backup", &backup[0]).await.status, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m10_m14_another_code_takes_a_minute_and_voids_the_one_before() {
    each_posting_site(|site, _| async move {
        let (_, phone, _, _) = site.caller().await;
        let (mut client, first) = site.asked(&phone, Channel::Text).await;
        let early = client.post("/mfa/send", &[("way", &phone)]).await;
        assert_eq!((early.status, early.header("retry-after")), (429, Some("60")));
        assert!(early.body.contains("Another code can be sent in 60 seconds"), "{}", early.body);
        assert!(early.body.contains("one-time-code"), "the code before can still be typed");
        assert_eq!(site.sent(Channel::Text).await, None);
        site.clock.advance(60);
        assert_eq!(client.post("/mfa/send", &[("way", &phone)]).await.status, 200);
        let second = site.sent(Channel::Text).await.unwrap();
        if first != second {
            assert_eq!(say(&mut client, "/mfa", &phone, &first).await.status, 422);
            site.clock.advance(2);
        }
        assert_eq!(say(&mut client, "/mfa", &phone, &second).await.status, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at10_a_code_counts_for_its_factor_its_session_and_its_purpose_only() {
    each_posting_site(|site, _| async move {
        let (_, phone, mail, backup) = site.caller().await;
        // Of the one factor for the other.
        let (mut client, mailed) = site.asked(&mail, Channel::Mail).await;
        assert_eq!(say(&mut client, "/mfa", &phone, &mailed).await.status, 422);
        assert_eq!(say(&mut client, "/mfa", &phone, &mailed[..6]).await.status, 422);
        assert_eq!(say(&mut client, "/mfa", "totp", &mailed).await.status, 422);
        site.clock.advance(61);
        // Of one session for another.
        let (mut one, code) = site.asked(&phone, Channel::Text).await;
        let mut two = site.half("bo").await;
        two.get("/mfa").await;
        assert_eq!(say(&mut two, "/mfa", &phone, &code).await.status, 422);
        site.clock.advance(61);
        // Of the sign-in for what asks once more.
        assert_eq!(say(&mut one, "/mfa", "backup", &backup[0]).await.status, 303);
        one.get("/account/confirm").await;
        assert_eq!(say(&mut one, "/account/confirm", &phone, &code).await.status, 422);
        site.clock.advance(61);
        // In its own place it counts.
        let (mut client, code) = site.asked(&phone, Channel::Text).await;
        assert_eq!(say(&mut client, "/mfa", &phone, &code).await.status, 303);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m19_what_matters_asks_by_message_as_well_and_the_form_waits_meanwhile() {
    each_posting_site(|site, _| async move {
        let (mut client, _, mail, _) = site.caller().await;
        site.clock.advance(11 * 60);
        client.get("/treasures/add").await;
        let asked = client.post("/treasures/1/edit", &[("name", "Sceptre")]).await;
        assert_eq!(asked.status, 403);
        assert!(asked.body.contains("formaction=\"/account/confirm/send\""), "{}", asked.body);
        assert!(asked.body.contains("E-mail to g..@mail.example"), "{}", asked.body);
        let mut fields = hidden(&asked);
        fields.push(("other".to_owned(), mail.clone()));
        let other = client.post("/account/confirm", &pairs(&fields)).await;
        assert!(other.body.contains(shown("email")), "{}", other.body);
        assert!(other.body.contains("Text message to +..89"), "{}", other.body);
        let fields = hidden(&other);
        let sent = client.post("/account/confirm/send", &pairs(&fields)).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        assert_eq!(site.sent(Channel::Text).await, None, "only where it was asked for");
        let mut fields = hidden(&sent);
        assert!(fields.iter().any(|(name, value)| name == "way" && *value == mail), "{fields:?}");
        fields.push(("code".to_owned(), site.sent(Channel::Mail).await.unwrap()));
        let resumed = client.post("/account/confirm", &pairs(&fields)).await;
        assert_eq!(resumed.status, 200, "{}", resumed.body);
        assert!(resumed.body.contains("value=\"Sceptre\""), "{}", resumed.body);
        assert_eq!(client.get("/treasures/1/edit").await.status, 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m15_wrong_places_are_told_at_the_field_and_the_form_is_kept() {
    each_posting_site(|site, _| async move {
        let (mut client, _) = site.person("bo", &["Clerk"]).await;
        client.get("/mfa/setup").await;
        for (kind, to) in [("sms", "0151 23"), ("email", "nobody"), ("sms", "")] {
            let fields = [("kind", kind), ("name", "Old one"), ("destination", to)];
            let refused = client.post("/mfa/setup", &fields).await;
            assert_eq!(refused.status, 422, "{to}");
            assert!(refused.body.contains("id=\"destination-error\""), "{}", refused.body);
            assert!(refused.body.contains(&format!("value=\"{to}\"")), "{}", refused.body);
            assert!(refused.body.contains("value=\"Old one\""), "{}", refused.body);
        }
        let fields = [("kind", "sms"), ("name", "Mobile"), ("destination", NUMBER)];
        assert_eq!(client.post("/mfa/setup", &fields).await.status, 303);
        let early = client.post("/mfa/setup", &fields).await;
        assert_eq!((early.status, early.header("retry-after")), (429, Some("60")));
        assert!(early.body.contains(&format!("value=\"{NUMBER}\"")), "{}", early.body);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m10_a_first_code_can_be_sent_again_and_what_was_given_up_leads_back() {
    each_posting_site(|site, _| async move {
        let (mut client, _) = site.person("bo", &["Clerk"]).await;
        client.get("/mfa/setup").await;
        let fields = [("kind", "sms"), ("name", "Mobile"), ("destination", NUMBER)];
        client.post("/mfa/setup", &fields).await;
        let page = client.get("/mfa/setup/confirm").await;
        assert!(page.body.contains("Another one can be sent from"), "{}", page.body);
        let id = factor(&page);
        let first = site.sent(Channel::Text).await.unwrap();
        let early = client.post("/mfa/setup/send", &[("factor", &id)]).await;
        assert_eq!((early.status, early.header("retry-after")), (429, Some("60")));
        assert!(early.body.contains("name=\"factor\""), "the page stays: {}", early.body);
        site.clock.advance(60);
        let again = client.post("/mfa/setup/send", &[("factor", &id)]).await;
        assert_eq!((again.status, again.location()), (303, "/mfa/setup/confirm"));
        let second = site.sent(Channel::Text).await.unwrap();
        if first != second {
            let fields = [("factor", id.as_str()), ("code", first.as_str())];
            let refused = client.post("/mfa/setup/confirm", &fields).await;
            assert_eq!(refused.status, 422, "{}", refused.body);
        }
        site.clock.advance(301);
        let page = client.get("/mfa/setup/confirm").await;
        assert!(page.body.contains("works no more"), "{}", page.body);
        let fields = [("factor", id.as_str()), ("code", second.as_str())];
        assert_eq!(client.post("/mfa/setup/confirm", &fields).await.status, 422, "too late");
        client.post("/mfa/setup", &[("kind", "totp"), ("name", "App")]).await;
        for path in ["/mfa/setup/send", "/mfa/setup/confirm"] {
            let fields = [("factor", id.as_str()), ("code", second.as_str())];
            let void = client.post(path, &fields).await;
            assert_eq!((void.status, void.location()), (303, "/mfa/setup"), "{path}");
        }
        assert_eq!(site.sent(Channel::Text).await, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at57_while_text_messages_do_not_leave_nothing_else_is_sent_and_other_ways_still_lead_in() {
    each_posting_site(|site, post| async move {
        let (_, phone, mail, backup) = site.caller().await;
        while site.sent(Channel::Mail).await.is_some() {}
        post.texts.set(Mood::Away);
        let security = site.served.security.clone();
        let deliver =
            tokio::spawn(async move { security.deliver_messages(std::future::pending()).await });
        let mut client = site.half("bo").await;
        client.get("/mfa").await;
        let sent = client.post("/mfa/send", &[("way", &phone)]).await;
        assert_eq!(sent.status, 200, "it is accepted: {}", sent.body);
        for _ in 0..200 {
            if post.texts.asked() > 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(post.texts.asked() > 0, "it was tried");
        tokio::time::sleep(Duration::from_millis(200)).await;
        let codes = post.mail.taken().iter().filter(|message| read(message).0 == ADDRESS).count();
        assert_eq!((post.texts.taken().len(), codes), (0, 0), "nothing goes another way");
        assert!(sent.body.contains("E-mail to g..@mail.example"), "{}", sent.body);
        assert!(sent.body.contains("Backup code"), "{}", sent.body);
        assert_eq!(say(&mut client, "/mfa", "backup", &backup[0]).await.status, 303);

        deliver.abort();
        assert!(deliver.await.unwrap_err().is_cancelled());

        // Nobody takes text messages any more.
        let mut options = post.options.clone();
        options.post.texts = None;
        let by = Arc::new(site.clock.clone());
        let site = Site { served: Served::restart(&app(), &site.db, options, by).await, ..site };
        site.clock.advance(61);
        let mut client = site.half("bo").await;
        let page = client.get("/mfa").await;
        assert!(page.body.contains("No codes can be sent to <strong>+..89"), "{}", page.body);
        let asked = client.post("/mfa/send", &[("way", &phone)]).await;
        assert_eq!(asked.status, 503);
        assert!(asked.body.contains("another way that you set up before"), "{}", asked.body);
        assert!(asked.body.contains("E-mail to g..@mail.example"), "{}", asked.body);
        assert_eq!(site.sent(Channel::Mail).await, None, "nothing switches silently");
        let sent = client.post("/mfa/send", &[("way", &mail)]).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        let code = site.sent(Channel::Mail).await.unwrap();
        assert_eq!(say(&mut client, "/mfa", &mail, &code).await.status, 303);
        let page = client.get("/mfa/setup").await;
        assert!(!page.body.contains("?kind=sms") && page.body.contains("?kind=email"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m15_where_nobody_takes_messages_no_kind_is_offered_that_needs_them() {
    each_site(|site| async move {
        let (mut client, _) = site.person("bo", &["Clerk"]).await;
        let page = client.get("/mfa/setup?kind=sms").await;
        assert!(!page.body.contains("name=\"destination\""), "{}", page.body);
        let fields = [("kind", "sms"), ("name", "Mobile"), ("destination", NUMBER)];
        assert_eq!(client.post("/mfa/setup", &fields).await.status, 400);
        client.get("/mfa/setup").await;
        assert_eq!(client.post("/account/confirm/send", &[("way", "x")]).await.status, 400);
        assert_eq!(client.post("/account/confirm/send", &[("way", "77")]).await.status, 404);
    })
    .await;
}
