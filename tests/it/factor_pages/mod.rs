//! Do the pages about second factors lead where they should, and nowhere else?

mod changes;
mod devices;
mod messages;
mod passkeys;
mod phone;
mod programs;
mod sign_in;
mod step_up;
mod walk;

use std::sync::Arc;
use std::time::Duration;

use fab::admin::{Action, App, Done};
use fab::clock::{Clock as _, ManualClock};
use fab::crypto::AppSecret;
use fab::db::Selection;
use fab::prelude::*;
use fab::security::{PasswordCost, RoleSpec, SecurityOptions};
use fab::testing::TestDb;
use fab_tests::client::{Answer, Client};
use fab_tests::databases::each_database;
use fab_tests::site::{PASSWORD, Served};

pub(crate) use phone::Phone;

/// What asks for a fresh proof before it is changed.
#[derive(Debug, Clone, PartialEq, AdminModel)]
#[admin(step_up(edit, delete, export))]
pub(crate) struct Treasure {
    #[admin(key)]
    pub(crate) id: i64,
    #[admin(max_length = 40)]
    pub(crate) name: String,
}

fn app() -> App {
    App::new("Shop")
        .model::<Treasure>()
        .action::<Treasure>(
            Action::new("melt", "Melt", async |rows: Selection| {
                Ok(Done::rows(rows.count().await?))
            })
            .step_up(),
        )
        .role(RoleSpec::new("Clerk").grant("treasure.*"))
        .role(RoleSpec::new("Office").grant("treasure.*").grant("user.*").grant("role.*"))
}

/// A served site by a clock that moves when told.
pub(crate) struct Site {
    pub(crate) served: Served,
    pub(crate) clock: ManualClock,
    db: TestDb,
}

/// Runs `test` with a site of its own on every database.
pub(crate) async fn each_site<F, Fut>(test: F)
where
    F: Fn(Site) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    each_database(move |db| {
        let test = test.clone();
        async move { test(Site::on(db).await).await }
    })
    .await;
}

impl Site {
    async fn open() -> Self {
        Self::on(TestDb::sqlite().await.unwrap()).await
    }

    async fn on(db: TestDb) -> Self {
        let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
        options.password_cost = PasswordCost::CHEAPEST;
        Self::under(db, options).await
    }

    /// The same, where browsers may be trusted for so long.
    async fn trusting(db: TestDb, trust: Option<Duration>) -> Self {
        let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
        options.password_cost = PasswordCost::CHEAPEST;
        options.mfa.device_life = trust;
        Self::under(db, options).await
    }

    async fn under(db: TestDb, options: SecurityOptions) -> Self {
        let clock = ManualClock::at(1_790_000_000);
        let by = Arc::new(clock.clone());
        let served = Served::start_secured_by(&app(), &db, options, by).await;
        let treasure = Treasure { id: 0, name: "Crown".to_owned() };
        served.security.store().add(&Scope::system(), &treasure).await.unwrap();
        Self { served, clock, db }
    }

    pub(crate) fn second(&self) -> i64 {
        self.clock.now().timestamp()
    }

    /// Lets so much time pass that no code from before counts.
    fn wait(&self) {
        self.clock.advance(30);
    }

    /// Somebody with these roles, who is signed in, and their key.
    async fn person(&self, username: &str, roles: &[&str]) -> (Client, i64) {
        let client = self.served.person(username, roles).await;
        let all: Vec<fab::security::User> = self
            .served
            .security
            .store()
            .all(&Scope::system(), &fab::models::Condition::eq("username", username))
            .await
            .unwrap();
        (client, all[0].id)
    }

    /// The same, with an authenticator and backup codes, still signed in.
    pub(crate) async fn person_with_phone(&self, username: &str, roles: &[&str]) -> Person {
        let (mut client, id) = self.person(username, roles).await;
        let (phone, codes) = self.enrol(&mut client).await;
        Person { client, id, phone, codes }
    }

    /// Goes the way to an authenticator, as its pages lead.
    async fn enrol(&self, client: &mut Client) -> (Phone, Vec<String>) {
        let page = client.get("/mfa/setup").await;
        assert_eq!(page.status, 200, "{}", page.body);
        let fields = [("kind", "totp"), ("name", "Phone")];
        let begun = client.post("/mfa/setup", &fields).await;
        assert_eq!((begun.status, begun.location()), (303, "/mfa/setup/confirm"), "{}", begun.body);
        let page = client.get("/mfa/setup/confirm").await;
        let phone = Phone::of(&secret(&page));
        let (factor, code) = (factor(&page), phone.code(self.second()));
        let fields = [("factor", factor.as_str()), ("code", &code)];
        let done = client.post("/mfa/setup/confirm", &fields).await;
        assert_eq!(done.status, 200, "{}", done.body);
        self.wait();
        (phone, codes(&done))
    }

    /// Somebody who has given the right password and nothing else.
    pub(crate) async fn half(&self, username: &str) -> Client {
        let mut client = self.served.visitor();
        client.get("/login").await;
        let answer = client.post("/login", &[("username", username), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        assert!(answer.location().starts_with("/mfa"), "{}", answer.location());
        client
    }

    /// Lets a role ask for a second factor, from so many days on.
    async fn require(&self, role: &str, days: &str) {
        self.ask(role, "required", days).await;
    }

    /// Lets a role ask for that.
    async fn ask(&self, role: &str, level: &str, days: &str) {
        let mut office = self.served.administrator().await;
        let roles = self.served.security.roles().await.unwrap();
        let id = roles.iter().find(|found| found.name == role).unwrap().id;
        let path = format!("/roles/{id}/edit");
        office.get(&path).await;
        let fields = [("name", role), ("mfa", level), ("mfa_grace_days", days)];
        let saved = office.post(&path, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
    }
}

pub(crate) struct Person {
    pub(crate) client: Client,
    pub(crate) id: i64,
    pub(crate) phone: Phone,
    pub(crate) codes: Vec<String>,
}

/// What stands between two texts.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}

fn secret(page: &Answer) -> String {
    between(&page.body, "id=\"secret\">", "<").replace(' ', "")
}

fn factor(page: &Answer) -> String {
    between(&page.body, "name=\"factor\" value=\"", "\"").to_owned()
}

pub(crate) fn codes(page: &Answer) -> Vec<String> {
    let list = between(&page.body, "<ol class=\"fab-codes\">", "</ol>");
    let codes = list.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned());
    codes.collect()
}

/// The fields that a page brings back.
pub(crate) fn hidden(page: &Answer) -> Vec<(String, String)> {
    let main = page.body.split_once("<main").unwrap().1;
    let controls = main.split("<input type=\"hidden\"").skip(1);
    let field = |rest: &str| {
        let name = between(rest, "name=\"", "\"").to_owned();
        let value = between(rest, "value=\"", "\"").replace("&amp;", "&");
        (name, value)
    };
    controls.map(field).filter(|(name, _)| name != "_csrf").collect()
}

pub(crate) fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

const WRONG: &str = "000 000";

/// How many entries of that kind the audit log has.
async fn entries(site: &Site, event: &'static str) -> usize {
    let condition = fab::models::Condition::eq("event", event);
    let store = site.served.security.store();
    let all: Vec<fab::security::AuditEntry> =
        store.all(&Scope::system(), &condition).await.unwrap();
    all.len()
}
