//! Who may give what to whom, and how do roles travel?

use fab::prelude::*;
use fab::security::{ADMIN, By, MfaLevel, Role, RoleChange, SecurityError, UserRole};
use serde_json::json;

use super::administrators::said;
use super::house::{GOOD, each_house};

/// A model to grant permissions on.
#[derive(Debug, AdminModel)]
pub(super) struct Customer {
    #[admin(key)]
    pub(super) id: i64,
    pub(super) name: String,
}

/// Reads permissions in tests.
pub(super) trait ParsePermission {
    fn parse_permission(&self) -> Permission;
}

impl ParsePermission for str {
    fn parse_permission(&self) -> Permission {
        Permission::parse(self).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_or_takes_what_they_do_not_hold() {
    each_house(|house| async move {
        let anna = house.user("anna", &["Sales"]).await;
        house.user("carl", &["Clerk"]).await;
        let session = house.login("carl", GOOD).await.unwrap().session;
        let by = By::Session(&session);
        let (sales, clerk) = (house.role("Sales").await, house.role("Clerk").await);
        let security = &house.security;

        // Clerks hold customer.* and nothing else.
        security.set_roles(anna, &[sales, clerk], by).await.unwrap();
        for roles in [vec![clerk], vec![sales, clerk, house.role(ADMIN).await]] {
            let refused = security.set_roles(anna, &roles, by).await;
            assert!(matches!(refused, Err(SecurityError::Escalation)), "{refused:?}");
        }
        security.set_grants(sales, &["customer.edit".parse_permission()], by).await.unwrap();
        for permission in ["invoice.list", "*.list", "*.*", "customer.edit"] {
            let wanted = ["customer.edit".parse_permission(), permission.parse_permission()];
            let result = security.set_grants(sales, &wanted, by).await;
            assert_eq!(result.is_ok(), permission == "customer.edit", "{permission}: {result:?}");
        }
        security
            .set_grants(sales, &["invoice.list".parse_permission()], By::Program)
            .await
            .unwrap();
        let refused = security.set_grants(sales, &[], by).await;
        assert!(matches!(refused, Err(SecurityError::Escalation)), "{refused:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_edit_roles_lowers_nothing_that_roles_ask_for() {
    each_house(|house| async move {
        let security = &house.security;
        let all = Scope::system();
        let add = async |name: &str, grants: &[&str]| {
            let role = Role {
                id: 0,
                name: name.to_owned(),
                description: String::new(),
                mfa: MfaLevel::Optional,
                mfa_grace_days: 30,
                mfa_since: None,
            };
            let role = security.store().add(&all, &role).await.unwrap().id;
            let grants: Vec<Permission> =
                grants.iter().map(|grant| grant.parse_permission()).collect();
            security.set_grants(role, &grants, By::Program).await.unwrap();
            role
        };
        let desk = add("Desk", &["user.*", "user_role.*"]).await;
        let (strict, even) = (add("Strict", &[]).await, add("Even", &[]).await);
        house.ask("Even", MfaLevel::Required, 0).await;
        house.ask("Strict", MfaLevel::Required, 30).await;
        let helper = house.user("hedy", &["Desk", "Strict"]).await;
        let anna = house.user("anna", &["Strict"]).await;
        let admin = house.user("root", &[ADMIN, "Strict"]).await;
        let session = house.login("hedy", GOOD).await.unwrap().session;
        let by = By::Session(&session);

        let lowered = security.set_roles(helper, &[desk], by).await;
        assert!(matches!(lowered, Err(SecurityError::Lowering)), "{lowered:?}");
        let lowered = security.set_roles(anna, &[desk], by).await;
        assert!(matches!(lowered, Err(SecurityError::Lowering)), "{lowered:?}");
        // Not over those who may do more, be it stricter or not.
        let root = house.role(ADMIN).await;
        for roles in [vec![root], vec![root, strict, even]] {
            let refused = security.set_roles(admin, &roles, by).await;
            assert!(matches!(refused, Err(SecurityError::Escalation)), "{refused:?}");
        }
        // As the rows of the table it is no other thing.
        let scope = security.scope_for(&session);
        let membership = fab::models::Key::new(vec![helper.0.into(), strict.into()]);
        let refused = security.store().delete(UserRole::meta(), &scope, &membership, None).await;
        assert_eq!(said(&refused.unwrap_err()), "lowering");
        security.set_roles(anna, &[strict, desk], by).await.unwrap();
        security.set_roles(anna, &[], by).await.unwrap();
        assert_eq!(security.roles_of(helper).await.unwrap().len(), 2);

        // Who may edit roles could change what they ask for as well.
        security
            .set_grants(
                desk,
                &["user.*", "role.edit"].map(ParsePermission::parse_permission),
                By::Program,
            )
            .await
            .unwrap();
        security.set_roles(helper, &[desk], by).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_adds_to_what_the_program_grants_and_takes_nothing_from_it() {
    each_house(|house| async move {
        let sales = house.role("Sales").await;
        let wanted = ["invoice.list".parse_permission(), "order.edit".parse_permission()];
        house.security.set_grants(sales, &wanted, By::Program).await.unwrap();
        let grants = house.security.grants_of(sales).await.unwrap();
        let granted: Vec<String> = grants.granted.iter().map(ToString::to_string).collect();
        assert_eq!(granted, ["invoice.list"]);
        for permission in ["customer.list", "order.edit", "order.ship", "invoice.list"] {
            assert!(grants.all().allows(&permission.parse_permission()), "{permission}");
        }
        let admin = house.role(ADMIN).await;
        let refused = house.security.set_grants(admin, &[], By::Program).await;
        assert!(matches!(refused, Err(SecurityError::FixedRole { .. })), "{refused:?}");
        let missing = house.security.set_grants(4711, &[], By::Program).await;
        assert!(matches!(missing, Err(SecurityError::NotFound { .. })), "{missing:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_permissions_count_at_the_next_request() {
    each_house(|house| async move {
        let anna = house.user("anna", &[]).await;
        let opened = house.login("anna", GOOD).await.unwrap();
        assert!(opened.session.grants().is_empty());
        let clerk = house.role("Clerk").await;
        house.security.set_roles(anna, &[clerk], By::Program).await.unwrap();
        let session = house.security.load(opened.token.expose()).await.unwrap().unwrap();
        assert!(session.allows(&"customer.delete".parse_permission()));
        house.security.set_roles(anna, &[], By::Program).await.unwrap();
        let session = house.security.load(opened.token.expose()).await.unwrap().unwrap();
        assert!(!session.allows(&"customer.delete".parse_permission()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_with_a_policy_sees_its_own_rows_and_a_second_role_adds_to_them() {
    each_house(|house| async move {
        let store = house.security.store();
        for name in ["anna one", "Anna two", "otto"] {
            let customer = Customer { id: 0, name: name.to_owned() };
            store.add(&Scope::system(), &customer).await.unwrap();
        }
        let anna = house.user("anna", &["Sales"]).await;
        let opened = house.login("anna", GOOD).await.unwrap();
        let scope = house.security.scope_for(&opened.session);
        let mut rows: Vec<Customer> = store.all(&scope, &Condition::Everything).await.unwrap();
        rows.sort_by_key(|customer| customer.id);
        let names: Vec<&str> = rows.iter().map(|customer| customer.name.as_str()).collect();
        assert_eq!(names, ["anna one", "Anna two"]);

        let both = [house.role("Sales").await, house.role("Clerk").await];
        house.security.set_roles(anna, &both, By::Program).await.unwrap();
        let session = house.security.load(opened.token.expose()).await.unwrap().unwrap();
        let scope = house.security.scope_for(&session);
        let rows: Vec<Customer> = store.all(&scope, &Condition::Everything).await.unwrap();
        assert_eq!(rows.len(), 3);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_exported_compared_and_imported() {
    each_house(|house| async move {
        let security = &house.security;
        let sales = house.role("Sales").await;
        security
            .set_grants(sales, &["invoice.list".parse_permission()], By::Program)
            .await
            .unwrap();
        let file = security.export_roles().await.unwrap();
        assert!(security.diff_roles(&file).await.unwrap().is_empty());

        assert_eq!(file["roles"][1]["mfa"], "optional", "{file}");
        assert_eq!(file["roles"][1]["mfa_grace_days"], 14, "{file}");

        let file = json!({ "roles": [
            { "name": "Sales", "description": "Looks after customers", "grants": ["invoice.show"] },
            { "name": "Auditor", "description": "Reads", "grants": ["*.list", "*.show"] },
        ] });
        let changes = security.diff_roles(&file).await.unwrap();
        let lines: Vec<String> = changes.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "+ Auditor",
                "~ Auditor: Reads",
                "+ Auditor *.list",
                "+ Auditor *.show",
                "- Sales invoice.list",
                "+ Sales invoice.show",
                "= Admin (only in the database)",
                "= Clerk (only in the database)",
                "= People (only in the database)",
            ]
        );
        assert_eq!(security.import_roles(&file, By::Program).await.unwrap(), changes);
        let left = security.diff_roles(&file).await.unwrap();
        assert!(left.iter().all(|change| matches!(change, RoleChange::Keep { .. })), "{left:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_role_asks_for_travels_with_it_and_stays_where_a_file_says_nothing_of_it() {
    each_house(|house| async move {
        let security = &house.security;
        let since = "SELECT COUNT(*) FROM fab_roles WHERE mfa_since IS NOT NULL";
        let file = json!({ "roles": [
            { "name": "Sales", "description": "Looks after customers", "mfa": "required", "mfa_grace_days": 3 },
            { "name": "Auditor", "mfa": "phishing_resistant", "mfa_grace_days": 0 },
            { "name": "Admin", "description": "May do everything", "mfa": "required" },
        ] });
        let changes = security.diff_roles(&file).await.unwrap();
        let lines: Vec<String> = changes.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines[..6],
            [
                "~ Admin second factor: required",
                "+ Auditor",
                "~ Auditor second factor: phishing_resistant",
                "~ Auditor days to set it up: 0",
                "~ Sales second factor: required",
                "~ Sales days to set it up: 3",
            ]
        );
        assert_eq!(security.import_roles(&file, By::Program).await.unwrap(), changes);
        let asks = async |name: &str| {
            let roles = security.roles().await.unwrap();
            let role = roles.into_iter().find(|role| role.name == name).unwrap();
            (role.mfa, role.mfa_grace_days, role.mfa_since.is_some())
        };
        assert_eq!(asks("Sales").await, (MfaLevel::Required, 3, true));
        assert_eq!(asks("Auditor").await, (MfaLevel::PhishingResistant, 0, true));
        assert_eq!(asks("Admin").await, (MfaLevel::Required, 14, true));
        assert_eq!(house.number(since).await, 3);
        let written = "SELECT COUNT(*) FROM fab_audit WHERE event = 'role.changed' AND facts LIKE '%mfa_grace_days%'";
        assert_eq!(house.number(written).await, 1, "Sales; Auditor was added");

        // There and back, it is the same; and a file from before changes nothing of it.
        let exported = security.export_roles().await.unwrap();
        assert!(security.diff_roles(&exported).await.unwrap().is_empty());
        let before = json!({ "roles": [{ "name": "Sales", "description": "Looks after customers" }] });
        let left = security.import_roles(&before, By::Program).await.unwrap();
        assert!(left.iter().all(|change| matches!(change, RoleChange::Keep { .. })), "{left:?}");
        assert_eq!(asks("Sales").await, (MfaLevel::Required, 3, true));
        // Whoever held it already keeps their days when it comes in again, and loses them when it asks for nothing.
        let again = json!({ "roles": [{ "name": "Sales", "description": "x", "mfa": "optional" }] });
        security.import_roles(&again, By::Program).await.unwrap();
        assert_eq!(asks("Sales").await, (MfaLevel::Optional, 3, false));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_asks_for_less_is_imported_by_nobody_who_may_less_than_the_role() {
    each_house(|house| async move {
        house.user("carl", &["Clerk"]).await;
        let session = house.login("carl", GOOD).await.unwrap().session;
        let asks = json!({ "roles": [{ "name": "Clerk", "description": "", "mfa": "required" }] });
        house.security.import_roles(&asks, By::Session(&session)).await.unwrap();
        for (member, value) in [("mfa", json!("off")), ("mfa_grace_days", json!(90))] {
            let mut role = json!({ "name": "Admin", "description": "May do everything" });
            role[member] = value;
            let file = json!({ "roles": [role] });
            let refused = house.security.import_roles(&file, By::Session(&session)).await;
            assert!(matches!(refused, Err(SecurityError::Escalation)), "{member}: {refused:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_gives_more_than_the_importer_holds_changes_nothing() {
    each_house(|house| async move {
        house.user("carl", &["Clerk"]).await;
        let session = house.login("carl", GOOD).await.unwrap().session;
        let file = json!({ "roles": [
            { "name": "Aide", "grants": ["customer.list"] },
            { "name": "Boss", "grants": ["user.edit"] },
        ] });
        let refused = house.security.import_roles(&file, By::Session(&session)).await;
        assert!(matches!(refused, Err(SecurityError::Escalation)), "{refused:?}");
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_roles WHERE name = 'Aide'").await, 0);
        assert_eq!(house.number("SELECT COUNT(*) FROM fab_grants").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_list_of_roles_is_said_with_its_place() {
    each_house(|house| async move {
        for (file, message) in [
            (json!([]), "roles must be a list"),
            (json!({ "roles": [{}] }), "roles[0].name must be a text of 1 to 120 characters"),
            (
                json!({ "roles": [{ "name": "A" }, { "name": "B", "grants": ["x"] }] }),
                "roles[1].grants must be a list of texts of the form `model.action`",
            ),
            (
                json!({ "roles": [{ "name": "A" }, { "name": "A" }] }),
                "the role A stands there twice",
            ),
            (
                json!({ "roles": [{ "name": "Admin", "grants": ["x.y"] }] }),
                "roles[0].grants must be empty, because Admin may do everything",
            ),
            (
                json!({ "roles": [{ "name": "A", "mfa": "maybe" }] }),
                "roles[0].mfa must be off, optional, required or phishing_resistant",
            ),
            (
                json!({ "roles": [{ "name": "A", "mfa": true }] }),
                "roles[0].mfa must be off, optional, required or phishing_resistant",
            ),
            (
                json!({ "roles": [{ "name": "A" }, { "name": "B", "mfa_grace_days": 91 }] }),
                "roles[1].mfa_grace_days must be a number from 0 to 90",
            ),
            (
                json!({ "roles": [{ "name": "A", "mfa_grace_days": "soon" }] }),
                "roles[0].mfa_grace_days must be a number from 0 to 90",
            ),
        ] {
            let error = house.security.import_roles(&file, By::Program).await.unwrap_err();
            assert_eq!(error.to_string(), message);
        }
    })
    .await;
}
