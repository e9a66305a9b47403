//! Is everything written down, and is it noticed when somebody alters what was written?

use fab::db::{SqlWriter, StoreError};
use fab::models::{Actor, ActorId, Condition, Key, Model, OrderBy, Scope, Value};
use fab::security::{
    AuditEntry, AuditEvent, AuditNote, AuditProblem, AuditReport, By, Client, Ended, MfaLevel,
    Outcome, Role, SecurityError, User,
};

use super::house::{BETTER, GOOD, House, WRONG, at_once, client, each_house, options, password};
use super::roles::ParsePermission as _;

impl House {
    pub(super) async fn entries(&self) -> Vec<AuditEntry> {
        let (all, order) = (Scope::system(), [OrderBy { column: "seq", descending: false }]);
        let store = self.security.store();
        let found = store
            .find(AuditEntry::meta(), &all, &Condition::Everything, &order, u32::MAX)
            .await
            .unwrap();
        found.into_iter().map(|record| AuditEntry::from_record(record).unwrap()).collect()
    }

    /// What was written down since the entry of that number.
    pub(super) async fn events_after(&self, seq: i64) -> Vec<AuditEvent> {
        let entries = self.entries().await;
        entries.iter().filter(|entry| entry.seq > seq).map(|entry| entry.event).collect()
    }

    pub(super) async fn last_seq(&self) -> i64 {
        self.entries().await.last().map_or(0, |entry| entry.seq)
    }

    async fn verify(&self) -> AuditReport {
        self.security.verify_audit(None, None).await.unwrap()
    }

    async fn whole(&self) {
        let report = self.verify().await;
        assert_eq!(report.broken, None);
        assert_eq!(report.entries, u64::try_from(self.entries().await.len()).unwrap());
    }

    /// Runs a statement past every guard, as somebody with the database would.
    pub(super) async fn run(&self, sql: &'static str) -> u64 {
        let statement = SqlWriter::new(self.db.dialect()).push(sql).finish(&[]);
        self.db.execute(statement).await.unwrap()
    }

    async fn note(&self, count: usize) {
        for number in 0..count {
            let note = AuditNote::new(AuditEvent::ActionRun).fact("number", number);
            self.security.record(note).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_who_write_at_once_leave_a_chain_without_gaps() {
    each_house(|house| async move {
        let before = house.last_seq().await;
        at_once(16, |writer| {
            let security = house.security.clone();
            async move {
                for number in 0..8 {
                    let note = AuditNote::new(AuditEvent::RowsExported)
                        .actor(&Actor::person(ActorId(i64::try_from(writer).unwrap()), "Anna"))
                        .fact("number", number);
                    security.record(note).await.unwrap();
                }
            }
        })
        .await;
        let numbers: Vec<i64> = house.entries().await.iter().map(|entry| entry.seq).collect();
        assert_eq!(numbers, (1..=before + 128).collect::<Vec<i64>>());
        house.whole().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_longer_than_one_batch_is_walked_to_its_end_while_others_write() {
    each_house(|house| async move {
        let mut tx = house.db.begin().await.unwrap();
        let notes = vec![AuditNote::new(AuditEvent::ActionRun); 1100];
        house.security.record_in(&mut tx, &notes).await.unwrap();
        tx.commit().await.unwrap();
        let security = house.security.clone();
        let writer = tokio::spawn(async move {
            for _ in 0..30 {
                security.record(AuditNote::new(AuditEvent::ActionRun)).await.unwrap();
            }
        });
        for _ in 0..4 {
            assert_eq!(house.verify().await.broken, None);
        }
        writer.await.unwrap();
        house.whole().await;
        assert_eq!(house.verify().await.entries, 1130);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_stands_or_falls_with_its_transaction() {
    each_house(|house| async move {
        let mut tx = house.db.begin().await.unwrap();
        let note = AuditNote::new(AuditEvent::ActionRun);
        house.security.record_in(&mut tx, &[note]).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(house.last_seq().await, 0);
        house.note(1).await;
        assert_eq!(house.last_seq().await, 1);
        house.whole().await;
    })
    .await;
}

/// What is altered, how, where it must be found, and what is said.
const WAYS: &[(&str, &[&str], i64, AuditProblem)] = &[
    (
        "a fact",
        &["UPDATE fab_audit SET facts = '{\"number\":7}' WHERE seq = 3"],
        3,
        AuditProblem::Altered,
    ),
    ("who did it", &["UPDATE fab_audit SET actor = 'eve' WHERE seq = 1"], 1, AuditProblem::Altered),
    (
        "NULL into nothing",
        &["UPDATE fab_audit SET subject_key = '' WHERE seq = 2"],
        2,
        AuditProblem::Altered,
    ),
    ("one is taken out", &["DELETE FROM fab_audit WHERE seq = 4"], 4, AuditProblem::Missing),
    (
        "taken out, and the rest moved up",
        &["DELETE FROM fab_audit WHERE seq = 5", "UPDATE fab_audit SET seq = 5 WHERE seq = 6"],
        5,
        AuditProblem::Altered,
    ),
    (
        "two change places",
        &[
            "UPDATE fab_audit SET seq = 100 WHERE seq = 2",
            "UPDATE fab_audit SET seq = 2 WHERE seq = 3",
            "UPDATE fab_audit SET seq = 3 WHERE seq = 100",
        ],
        2,
        AuditProblem::Altered,
    ),
    ("the tail is cut off", &["DELETE FROM fab_audit WHERE seq > 4"], 5, AuditProblem::CutOff),
    (
        "the tail, and the head's count",
        &[
            "DELETE FROM fab_audit WHERE seq > 4",
            "UPDATE fab_audit_head SET entries = 4, last_seal = (SELECT seal FROM fab_audit WHERE seq = 4)",
        ],
        4,
        AuditProblem::Head,
    ),
    ("the head is gone", &["DELETE FROM fab_audit_head"], 6, AuditProblem::Head),
    ("everything", &["DELETE FROM fab_audit"], 1, AuditProblem::CutOff),
    (
        "one is made up",
        &["INSERT INTO fab_audit (seq, at, event, outcome, actor, facts, key_id, seal) \
               SELECT 7, at, event, outcome, actor, facts, key_id, seal FROM fab_audit WHERE seq = 6"],
        7,
        AuditProblem::Altered,
    ),
    (
        "another key",
        &["UPDATE fab_audit SET key_id = 'x' WHERE seq = 2"],
        2,
        AuditProblem::UnknownKey,
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_alter_the_log_is_found_at_its_place() {
    each_house(|house| async move {
        for (what, statements, seq, problem) in WAYS {
            for table in ["DELETE FROM fab_audit", "DELETE FROM fab_audit_head"] {
                house.run(table).await;
            }
            house.security.prepare().await.unwrap();
            house.note(6).await;
            house.whole().await;
            for statement in *statements {
                assert!(house.run(statement).await > 0, "{statement} changed nothing");
            }
            let found = |report: AuditReport, how: &str| match report.broken {
                Some(broken) => broken,
                None => panic!("{what} {how}"),
            };
            let broken = found(house.verify().await, "passed");
            assert_eq!((broken.seq, broken.problem), (*seq, *problem), "{what}");
            // The work goes on, and nothing that is written later covers it up.
            house.note(2).await;
            let broken = found(house.verify().await, "was covered up");
            assert!(broken.seq <= seq + 1, "{what}: {broken}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_state_of_the_whole_log_is_found_by_an_anchor_alone() {
    each_house(|house| async move {
        house.note(3).await;
        house.run("CREATE TABLE older_head AS SELECT * FROM fab_audit_head").await;
        house.note(3).await;
        let anchor = house.verify().await.anchor.unwrap();
        assert_eq!(anchor.seq, 6);
        for statement in [
            "DELETE FROM fab_audit WHERE seq > 3",
            "DELETE FROM fab_audit_head",
            "INSERT INTO fab_audit_head SELECT * FROM older_head",
        ] {
            house.run(statement).await;
        }
        house.whole().await;
        house.clock.advance(60);
        for more in [0, 5] {
            house.note(more).await;
            let report = house.security.verify_audit(Some(&anchor), None).await.unwrap();
            let broken = report.broken.unwrap();
            assert_eq!((broken.seq, broken.problem), (6, AuditProblem::Anchor));
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn seals_of_an_earlier_key_hold_and_those_of_an_unknown_one_do_not() {
    each_house(|house| async move {
        house.note(2).await;
        let fresh = options();
        let known = fab::security::AuditKeys::new(fab::crypto::MacKey::derive(
            &fresh.secret,
            fab::security::AuditKeys::PURPOSE,
        ));
        let before = fab::crypto::MacKey::derive(&house.secret, fab::security::AuditKeys::PURPOSE);
        let mut with_both = options();
        with_both.audit_keys = known.clone().and_earlier(before);
        let both = super::house::open(&house.db, &house.clock, with_both);
        both.record(AuditNote::new(AuditEvent::ActionRun)).await.unwrap();
        assert_eq!(both.verify_audit(None, None).await.unwrap().broken, None);
        let mut with_new = options();
        with_new.audit_keys = known;
        let new = super::house::open(&house.db, &house.clock, with_new);
        let broken = new.verify_audit(None, None).await.unwrap().broken.unwrap();
        assert_eq!((broken.seq, broken.problem), (1, AuditProblem::UnknownKey));
        // Whoever knows that the earlier entries were whole begins behind them.
        let entry = new.audit_entry(2).await.unwrap();
        let after = format!("2:{}", entry.seal).parse().unwrap();
        assert_eq!(new.verify_audit(None, Some(&after)).await.unwrap().broken, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_the_log_through_the_store() {
    each_house(|house| async move {
        house.note(1).await;
        let (store, all) = (house.security.store(), Scope::system());
        let (meta, key) = (AuditEntry::meta(), Key::new(vec![Value::Int(1)]));
        let entry = house.entries().await.remove(0);
        let change = fab::db::Update::new(meta).set("actor", "eve");
        for refused in [
            store.update(&all, &key, change).await.map(drop),
            store.delete(meta, &all, &key, None).await,
            store.add(&all, &AuditEntry { seq: 2, ..entry }).await.map(drop),
        ] {
            let Err(StoreError::Invalid(violations)) = refused else { panic!("{refused:?}") };
            assert_eq!(violations.row()[0].code(), "append_only");
        }
        assert_eq!(
            meta.verbs,
            [fab::models::Verb::List, fab::models::Verb::Show, fab::models::Verb::Export]
        );
        house.whole().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_about_people_and_roles_is_written_down() {
    use AuditEvent as E;

    each_house(|house| async move {
        let security = &house.security;
        let mut seen = 0;
        let mut expect = async |events: &[AuditEvent], what: &str| {
            assert_eq!(house.events_after(seen).await, events, "{what}");
            seen = house.last_seq().await;
        };
        let link = security.setup_link().await.unwrap().unwrap();
        expect(&[E::LinkMade], "a link for the first administrator").await;
        let new = fab::security::NewUser { username: "boss".to_owned(), ..Default::default() };
        let from = client("192.0.2.9");
        let opened =
            security.redeem_setup(link.expose(), new, password(GOOD), &from).await.unwrap();
        expect(&[E::LinkUsed, E::SetupDone, E::RoleGranted, E::SignInOk], "set-up").await;
        let boss = By::Session(&opened.session);

        let sales = house.role("Sales").await;
        let anna = house.user("anna", &["Sales"]).await;
        expect(&[E::UserAdded, E::RoleGranted], "an account").await;
        house.login("anna", WRONG).await.unwrap_err();
        expect(&[E::SignInFailed], "a wrong password").await;
        let session = house.login("anna", GOOD).await.unwrap().session;
        expect(&[E::SignInOk], "the right password").await;
        security.set_roles(anna, &[], boss).await.unwrap();
        expect(&[E::RoleRevoked], "a role is taken").await;
        security.set_roles(anna, &[sales], boss).await.unwrap();
        security.set_roles(anna, &[sales], boss).await.unwrap();
        expect(&[E::RoleGranted], "a role is given, and then nothing changes").await;
        let wanted = ["invoice.list".parse_permission()];
        security.set_grants(sales, &wanted, boss).await.unwrap();
        expect(&[E::PermissionGranted], "a permission is given").await;
        security.set_grants(sales, &[], boss).await.unwrap();
        expect(&[E::PermissionRevoked], "a permission is taken").await;
        let opened =
            security.change_password(&session, password(GOOD), password(BETTER)).await.unwrap();
        expect(&[E::PasswordChanged], "one's own password").await;
        security.end(anna, Ended::All, boss).await.unwrap();
        expect(&[E::SessionEnded], "sessions are ended").await;
        security.set_password(anna, password(GOOD), boss).await.unwrap();
        expect(&[E::PasswordReset], "somebody else's password").await;
        let link = security.reset_link(anna, boss).await.unwrap();
        expect(&[E::LinkMade], "a link").await;
        security.redeem_reset(link.expose(), password(BETTER), &from).await.unwrap();
        expect(&[E::LinkUsed, E::PasswordReset], "a link is used").await;
        security.sign_out(&opened.session).await.unwrap();
        expect(&[], "a session that was over is not signed out").await;
        let session = house.login("anna", BETTER).await.unwrap().session;
        security.sign_out(&session).await.unwrap();
        expect(&[E::SignInOk, E::SignOut], "signed out").await;
        security.deactivate(anna, boss).await.unwrap();
        security.activate(anna, boss).await.unwrap();
        expect(&[E::UserDeactivated, E::UserActivated], "closed and opened").await;

        let (store, scope) = (security.store(), security.scope_for(&opened_by(boss)));
        let key = Key::new(vec![Value::Int(anna.0)]);
        let change = |name, value: Value| fab::db::Update::new(User::meta()).set(name, value);
        store.update(&scope, &key, change("display_name", "Ann".into())).await.unwrap();
        store.update(&scope, &key, change("active", false.into())).await.unwrap();
        expect(&[E::UserChanged, E::UserDeactivated], "by the page of a row").await;
        let role = temporary();
        let role = store.add(&scope, &role).await.unwrap();
        let role_key = Key::new(vec![Value::Int(role.id)]);
        let change = fab::db::Update::new(Role::meta()).set("description", "For now");
        store.update(&scope, &role_key, change).await.unwrap();
        store.delete(Role::meta(), &scope, &role_key, None).await.unwrap();
        expect(&[E::RoleAdded, E::RoleChanged, E::RoleDeleted], "a role").await;
        store.delete(User::meta(), &scope, &key, None).await.unwrap();
        expect(&[E::UserDeleted], "an account is deleted").await;

        // The person is gone; what they did is not.
        let entries = house.entries().await;
        let own: Vec<_> = entries.iter().filter(|entry| entry.actor_id == Some(anna.0)).collect();
        assert!(own.len() >= 4 && own.iter().all(|entry| entry.actor == "anna"), "{own:?}");
        let last = entries.last().unwrap();
        assert_eq!(last.actor, "boss");
        assert_eq!(last.subject_model.as_deref(), Some("user"));
        assert_eq!(last.subject_key, Some(anna.0.to_string()));
        assert_eq!(last.address.as_deref(), Some("192.0.2.9"));
        assert_eq!(last.facts, r#"{"username":"anna"}"#);
        assert_eq!(last.session.as_ref().map(String::len), Some(16));
        house.whole().await;
    })
    .await;
}

fn opened_by(by: By<'_>) -> fab::security::Session {
    let By::Session(session) = by else { panic!("a session") };
    session.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_is_refused_leaves_no_entry_of_having_happened() {
    each_house(|house| async move {
        let boss = house.admin("boss").await;
        let seen = house.last_seq().await;
        let refused = house.security.deactivate(boss, By::Program).await;
        assert!(matches!(refused, Err(SecurityError::LastAdministrator)));
        house.security.set_roles(boss, &[], By::Program).await.unwrap_err();
        let key = Key::new(vec![Value::Int(boss.0)]);
        let all = Scope::system();
        house.security.store().delete(User::meta(), &all, &key, None).await.unwrap_err();
        assert_eq!(house.events_after(seen).await, []);
        house.whole().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_fills_the_log_by_guessing_and_no_guess_stands_in_it() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let seen = house.last_seq().await;
        let bad =
            Client { user_agent: Some("evil\r\n\u{1b}[2J".repeat(100)), ..client("192.0.2.1") };
        for _ in 0..40 {
            let typed = password("hunter2 hunter2 hunter2");
            house.security.login("my-secret-password", typed, &bad).await.unwrap_err();
        }
        let events = house.events_after(seen).await;
        let count = |event| events.iter().filter(|found| **found == event).count();
        // Three attempts for an account, then one entry about the lock.
        assert_eq!((count(AuditEvent::SignInFailed), count(AuditEvent::SignInLocked)), (3, 1));
        for entry in house.entries().await.iter().filter(|entry| entry.seq > seen) {
            assert!(!format!("{entry:?}").contains("secret-password"), "{entry:?}");
            assert!(!format!("{entry:?}").contains("hunter2"), "{entry:?}");
            assert_eq!((entry.actor.as_str(), entry.actor_id), ("anonymous", None));
            assert_eq!(entry.outcome, Outcome::Refused);
            let agent = entry.user_agent.as_ref().unwrap();
            assert!(agent.chars().count() <= 250 && !agent.chars().any(char::is_control));
        }
        house.clock.advance(901);
        let session = house.login("anna", GOOD).await.unwrap().session;
        let seen = house.last_seq().await;
        for _ in 0..50 {
            house.security.record_denial(&session, "GET /{slug}", Some("user")).await.unwrap();
        }
        assert_eq!(house.events_after(seen).await, [AuditEvent::PermissionDenied; 20]);
        house.whole().await;
    })
    .await;
}

fn temporary() -> Role {
    Role {
        id: 0,
        name: "Temp".to_owned(),
        description: String::new(),
        mfa: MfaLevel::Required,
        mfa_grace_days: 3,
        mfa_since: None,
    }
}
