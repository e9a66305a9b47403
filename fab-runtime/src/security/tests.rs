//! What holds without a database: bound tokens, permissions and row policies.

use chrono::DateTime;

use super::csrf::{CsrfBinding, is_valid, token};
use super::mfa::Proof;
use super::role_spec::CodeRoles;
use super::{
    ADMIN, Client, Grants, HeldRole, Policies, RoleSpec, SecurityError, Session, SessionState,
};
use super::{Role, User};
use crate::crypto::AppSecret;
use crate::models::{Actor, ActorId, Condition, Model, Permission};

fn permission(text: &str) -> Permission {
    Permission::parse(text).unwrap()
}

fn grants(texts: &[&str]) -> Grants {
    texts.iter().map(|text| permission(text)).collect()
}

fn session(id: &str, roles: &[(&str, &[&str])]) -> Session {
    let roles = roles.iter().map(|(name, texts)| HeldRole {
        id: 1,
        name: (*name).to_owned(),
        grants: grants(texts),
    });
    Session {
        id: id.to_owned(),
        state: SessionState::Full,
        renew: false,
        actor: Actor::person(ActorId(7), "Anna"),
        username: "anna".to_owned(),
        roles: roles.collect(),
        created_at: DateTime::UNIX_EPOCH,
        seen_at: DateTime::UNIX_EPOCH,
        expires_at: DateTime::UNIX_EPOCH,
        client: Client::default(),
        request: None,
        limit: None,
        proof: Proof::default(),
    }
}

#[test]
fn a_form_token_belongs_to_one_session_and_differs_on_every_page() {
    let secret = AppSecret::generate().unwrap();
    let (mine, other) = (session("one", &[]), session("other", &[]));
    let first = token(&secret, CsrfBinding::Session(&mine)).unwrap();
    let second = token(&secret, CsrfBinding::Session(&mine)).unwrap();
    assert_ne!(first, second);
    for token in [&first, &second] {
        assert!(is_valid(&secret, CsrfBinding::Session(&mine), token));
        assert!(!is_valid(&secret, CsrfBinding::Session(&other), token));
        assert!(!is_valid(&secret, CsrfBinding::Nonce("one"), token));
        assert!(!is_valid(&AppSecret::generate().unwrap(), CsrfBinding::Session(&mine), token));
    }
    let nonce = token(&secret, CsrfBinding::Nonce("cookie")).unwrap();
    assert!(is_valid(&secret, CsrfBinding::Nonce("cookie"), &nonce));
    assert!(!is_valid(&secret, CsrfBinding::Nonce("another"), &nonce));
}

#[test]
fn a_form_token_that_was_altered_in_any_place_is_refused() {
    let secret = AppSecret::generate().unwrap();
    let binding = CsrfBinding::Nonce("cookie");
    let good = token(&secret, binding).unwrap();
    for place in 0..good.len() - 1 {
        let mut letters = good.clone().into_bytes();
        letters[place] = if letters[place] == b'A' { b'B' } else { b'A' };
        assert!(!is_valid(&secret, binding, &String::from_utf8(letters).unwrap()), "{place}");
    }
    for bad in ["", "A", &good[1..], &format!("{good}A"), &"A".repeat(86), "ä"] {
        assert!(!is_valid(&secret, binding, bad), "{bad}");
    }
}

#[test]
fn a_wildcard_covers_everything_under_it_and_only_a_wildcard_covers_a_wildcard() {
    let held = grants(&["customer.*", "order.list", "*.export"]);
    for (wanted, allowed) in [
        ("customer.edit", true),
        ("customer.*", true),
        ("order.list", true),
        ("order.edit", false),
        ("order.*", false),
        ("order.export", true),
        ("*.export", true),
        ("*.list", false),
        ("*.*", false),
    ] {
        assert_eq!(held.allows(&permission(wanted)), allowed, "{wanted}");
        assert!(Grants::all().allows(&permission(wanted)), "{wanted}");
        assert!(!Grants::none().allows(&permission(wanted)), "{wanted}");
    }
}

#[test]
fn a_role_in_code_that_is_wrong_is_said_by_name() {
    for (specs, message) in [
        (
            vec![RoleSpec::new("Sales").grant("customers")],
            "the role Sales grants `customers`, which is not of the form `model.action`",
        ),
        (vec![RoleSpec::new("A"), RoleSpec::new("A")], "the role A is defined twice"),
        (vec![RoleSpec::new(ADMIN)], "the role Admin is defined twice"),
    ] {
        let error = CodeRoles::new(specs).unwrap_err();
        assert!(matches!(error, SecurityError::RoleSpec { .. }));
        assert_eq!(error.to_string(), message);
    }
}

fn own(actor: &Actor) -> Condition {
    Condition::eq("id", actor.id.map(|id| id.0))
}

fn active(_: &Actor) -> Condition {
    Condition::eq("active", true)
}

#[test]
fn somebody_sees_the_rows_that_any_of_their_roles_sees() {
    let policies = Policies::new().rows::<User>("Sales", own).rows::<User>("Clerk", active);
    let rows = |roles: &[(&str, &[&str])]| policies.scope(&session("x", roles)).rows(User::meta());
    let mine = Condition::eq("id", 7_i64);
    let sales: (&str, &[&str]) = ("Sales", &["user.list"]);
    let clerk: (&str, &[&str]) = ("Clerk", &["*.list"]);

    assert_eq!(rows(&[sales]), mine);
    assert_eq!(rows(&[sales, clerk]), mine.or(Condition::eq("active", true)));
    // Without a policy for its role, a grant on the model shows all rows; so does Admin.
    assert_eq!(rows(&[sales, ("Auditor", &["user.show"])]), Condition::Everything);
    assert_eq!(rows(&[sales, (ADMIN, &["*.*"])]), Condition::Everything);
    // A role that may not touch the model shows none of its rows.
    assert_eq!(rows(&[("Auditor", &["role.list"])]), Condition::Nothing);
    assert_eq!(rows(&[("Sales", &[])]), Condition::Nothing);
    assert_eq!(rows(&[]), Condition::Nothing);
    // Models without any policy are a matter of permissions alone.
    let scope = policies.scope(&session("x", &[sales]));
    assert_eq!(scope.rows(Role::meta()), Condition::Everything);
    assert_eq!(scope.actor(), &Actor::person(ActorId(7), "Anna"));
}

#[test]
fn no_page_shows_a_hash_or_an_epoch() {
    let shown = |name: &str| {
        let column = User::meta().columns().by_name(name).unwrap();
        column.list || column.show || column.add || column.edit || column.search || column.filter
    };
    assert!(!shown("epoch"));
    assert!(shown("username"));
    assert!(User::meta().columns().all().iter().all(|column| !column.name.contains("hash")));
}
