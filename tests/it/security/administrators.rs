//! Does somebody always stay in charge?

use fab::db::StoreError;
use fab::models::{Actor, ActorId, Key, Model, Scope, Value};
use fab::security::{ADMIN, By, Role, SecurityError, User, UserRole};

use super::house::{GOOD, House, at_once, client, each_house, password};

const ADMINISTRATORS: &str = "SELECT COUNT(*) FROM fab_users u JOIN fab_user_roles m ON m.user_id = u.id \
     JOIN fab_roles r ON r.id = m.role_id WHERE r.name = 'Admin' AND u.active";

fn key(user: ActorId) -> Key {
    Key::new(vec![Value::Int(user.0)])
}

pub(super) fn said(error: &StoreError) -> String {
    let StoreError::Invalid(violations) = error else { panic!("{error:?}") };
    violations.row().iter().map(fab::models::Violation::code).collect()
}

impl House {
    /// Switches a user off as the page for users does.
    async fn switch_off(&self, scope: &Scope, user: ActorId) -> Result<(), StoreError> {
        let change = fab::db::Update::new(User::meta()).set("active", false);
        self.security.store().update(scope, &key(user), change).await.map(drop)
    }

    async fn delete(&self, scope: &Scope, user: ActorId) -> Result<(), StoreError> {
        self.security.store().delete(User::meta(), scope, &key(user), None).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_administrator_stays() {
    each_house(|house| async move {
        let boss = house.admin("boss").await;
        house.user("anna", &["Sales"]).await;
        let refused = house.security.deactivate(boss, By::Program).await;
        assert!(matches!(refused, Err(SecurityError::LastAdministrator)), "{refused:?}");
        let refused = house.security.set_roles(boss, &[], By::Program).await;
        assert!(matches!(refused, Err(SecurityError::LastAdministrator)), "{refused:?}");

        // An administrator who may not sign in is none.
        let second = house.admin("second").await;
        house.security.deactivate(second, By::Program).await.unwrap();
        let refused = house.security.deactivate(boss, By::Program).await;
        assert!(matches!(refused, Err(SecurityError::LastAdministrator)), "{refused:?}");
        house.security.activate(second, By::Program).await.unwrap();
        house.security.set_roles(boss, &[], By::Program).await.unwrap();
        assert_eq!(house.number(ADMINISTRATORS).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_respect_the_last_administrator_too() {
    each_house(|house| async move {
        let boss = house.admin("boss").await;
        let scope = Scope::of(Actor::person(boss, "Boss"));
        assert_eq!(said(&house.switch_off(&scope, boss).await.unwrap_err()), "last_administrator");
        assert_eq!(said(&house.delete(&scope, boss).await.unwrap_err()), "last_administrator");
        let membership = Key::new(vec![Value::Int(boss.0), Value::Int(house.role(ADMIN).await)]);
        let store = house.security.store();
        let refused = store.delete(UserRole::meta(), &scope, &membership, None).await;
        assert_eq!(said(&refused.unwrap_err()), "last_administrator");

        let anna = house.user("anna", &["Sales"]).await;
        house.login("anna", GOOD).await.unwrap();
        house.security.reset_link(anna, By::Program).await.unwrap();
        house.delete(&scope, anna).await.unwrap();
        assert!(house.security.find_user("anna").await.unwrap().is_none());
        let second = house.admin("second").await;
        let opened = house.login("second", GOOD).await.unwrap();
        house.switch_off(&scope, second).await.unwrap();
        assert!(house.security.load(opened.token.expose()).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_all_administrators_who_leave_at_once_one_stays() {
    each_house(|house| async move {
        let mut people = Vec::new();
        for index in 0..6 {
            people.push(house.admin(&format!("boss-{index}")).await);
        }
        let results = at_once(6, |index| {
            let (security, user) = (house.security.clone(), people[index]);
            async move {
                match index % 3 {
                    0 => security.deactivate(user, By::Program).await.is_ok(),
                    1 => security.set_roles(user, &[], By::Program).await.is_ok(),
                    _ => {
                        let scope = Scope::system();
                        security
                            .store()
                            .delete(User::meta(), &scope, &key(user), None)
                            .await
                            .is_ok()
                    }
                }
            }
        })
        .await;
        assert_eq!(results.iter().filter(|left| **left).count(), 5, "{results:?}");
        assert_eq!(house.number(ADMINISTRATORS).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_may_edit_users_cannot_touch_who_may_do_more() {
    each_house(|house| async move {
        let boss = house.admin("boss").await;
        house.admin("second").await;
        let vera = house.user("vera", &["People"]).await;
        let session = house.login("vera", GOOD).await.unwrap().session;
        let by = By::Session(&session);
        let refused = [
            house.security.set_password(boss, password(GOOD), by).await,
            house.security.reset_link(boss, by).await.map(drop),
            house.security.deactivate(boss, by).await,
            house.security.set_roles(boss, &[], by).await,
            house.security.set_roles(vera, &[house.role(ADMIN).await], by).await,
        ];
        for result in refused {
            assert!(matches!(result, Err(SecurityError::Escalation)), "{result:?}");
        }
        let scope = house.security.scope_for(&session);
        for refused in [house.switch_off(&scope, boss).await, house.delete(&scope, boss).await] {
            assert_eq!(said(&refused.unwrap_err()), "escalation");
        }
        let anna = house.user("anna", &[]).await;
        house.switch_off(&scope, anna).await.unwrap();

        // Who is not signed in touches nobody, whatever a page forgets to ask.
        let nobody = house.security.open_anonymous(&client("192.0.2.1")).await.unwrap().session;
        let scope = house.security.scope_for(&nobody);
        for refused in [house.switch_off(&scope, vera).await, house.delete(&scope, vera).await] {
            assert_eq!(said(&refused.unwrap_err()), "escalation");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_roles_of_the_program_keep_their_names() {
    each_house(|house| async move {
        let scope = Scope::system();
        let store = house.security.store();
        for name in [ADMIN, "Sales"] {
            let key = Key::new(vec![Value::Int(house.role(name).await)]);
            let change = fab::db::Update::new(Role::meta()).set("name", "Other");
            let StoreError::Invalid(wrong) = store.update(&scope, &key, change).await.unwrap_err()
            else {
                panic!()
            };
            assert_eq!(wrong.of("name")[0].code(), "fixed");
            let refused = store.delete(Role::meta(), &scope, &key, None).await.unwrap_err();
            assert_eq!(said(&refused), "fixed");
            let change = fab::db::Update::new(Role::meta()).set("description", "Something else");
            store.update(&scope, &key, change).await.unwrap();
        }
    })
    .await;
}
