//! What if two hands are on the same account at the same moment?

use std::sync::Arc;

use fab::models::ActorId;
use fab::security::{By, Channel, Ended, NewUser, SecurityError, SecurityOptions};
use fab_tests::databases::each_database;

use super::super::house::{BETTER, GOOD, House, at_once, client, password};
use super::devices::trusting;
use super::messages::with_messages;

/// Nobody is told to slow down: what is left is what happens at once.
const fn busy(mut options: SecurityOptions) -> SecurityOptions {
    options.rates.sign_in_account.attempts = 100;
    options.rates.sign_in_address.attempts = 100;
    options
}

async fn each_busy<F, Fut>(test: F)
where
    F: Fn(House) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    each_database(move |db| {
        let test = test.clone();
        async move { test(House::with(db, busy(trusting())).await).await }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_many_sign_ins_by_one_trusted_browser_at_once_are_all_let_in() {
    each_busy(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let device = house.trust("anna", &anna).await;
        let outcomes = at_once(8, |place| {
            let (security, device) = (house.security.clone(), device.clone());
            async move {
                let from = client(&format!("192.0.2.{}", place + 1));
                security.login_on("anna", password(GOOD), &from, Some(&device)).await
            }
        })
        .await;
        for outcome in outcomes {
            let session = outcome.unwrap().session;
            assert!(session.is_full() && session.proven_at().is_none());
        }
        assert_eq!(house.devices().await, 1);
        assert!(house.security.verify_audit(None, None).await.unwrap().broken.is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_a_browser_that_is_withdrawn_while_it_signs_in_is_asked_from_then_on() {
    each_busy(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let device = house.trust("anna", &anna).await;
        let owner = house.login_on("anna", password(GOOD), &device).await.session;
        let id: Arc<str> =
            house.security.trusted_devices(anna.id).await.unwrap()[0].id.as_str().into();
        let user = anna.id;
        // Half of them sign in, the others withdraw; what each came to.
        let outcomes = at_once(8, |place| {
            let (security, device) = (house.security.clone(), device.clone());
            let (owner, id) = (owner.clone(), Arc::clone(&id));
            async move {
                if place % 2 == 0 {
                    let from = client(&format!("192.0.2.{}", place + 1));
                    let typed = password(GOOD);
                    let opened = security.login_on("anna", typed, &from, Some(&device)).await;
                    let session = opened.unwrap().session;
                    assert!(session.is_full() || session.awaits_factor());
                    None
                } else {
                    Some(security.distrust(user, &id, By::Session(&owner)).await)
                }
            }
        })
        .await;
        let withdrawn: Vec<_> = outcomes.into_iter().flatten().collect();
        assert_eq!(withdrawn.iter().filter(|one| one.is_ok()).count(), 1, "{withdrawn:?}");
        for refused in withdrawn.iter().filter_map(|one| one.as_ref().err()) {
            assert!(matches!(refused, SecurityError::NotFound { .. }), "{refused:?}");
        }
        assert!(house.is_asked("anna", &device).await);
        assert_eq!(house.devices().await, 0);
        let told = "SELECT COUNT(*) FROM fab_audit WHERE event = 'device.distrusted'";
        assert_eq!(house.number(told).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_sign_ins_while_all_sessions_end_leave_neither_a_session_nor_trust() {
    each_busy(|house| async move {
        let anna = house.person("anna", &["Sales"]).await;
        let device = house.trust("anna", &anna).await;
        let user = anna.id;
        let outcomes = at_once(6, |place| {
            let (security, device) = (house.security.clone(), device.clone());
            async move {
                match place {
                    0 => security.end(user, Ended::All, By::Program).await.map(|_| None),
                    1 => security
                        .set_password(user, password(BETTER), By::Program)
                        .await
                        .map(|()| None),
                    _ => {
                        let from = client(&format!("192.0.2.{place}"));
                        let typed = password(GOOD);
                        match security.login_on("anna", typed, &from, Some(&device)).await {
                            // The new password is there already, or the session is over again.
                            Err(SecurityError::WrongCredentials | SecurityError::SessionEnded) => {
                                Ok(None)
                            }
                            opened => opened.map(Some),
                        }
                    }
                }
            }
        })
        .await;
        for outcome in outcomes {
            if let Some(opened) = outcome.unwrap() {
                let left = house.security.load(opened.token.expose()).await.unwrap();
                assert!(left.is_none(), "{left:?}");
            }
        }
        assert_eq!(house.devices().await, 0);
        let again = house.login_on("anna", password(BETTER), &device).await.session;
        assert!(again.awaits_factor() && !again.is_full());
    })
    .await;
}

impl House {
    /// Somebody with an address and one factor, and their number.
    async fn reachable(&self, username: &str) -> (ActorId, fab::security::Session, i64) {
        let new = NewUser {
            username: username.to_owned(),
            email: Some(format!("{username}@example.com")),
            ..NewUser::default()
        };
        let made = self.security.create_user(new, Some(password(GOOD)), &[], By::Program).await;
        let session = self.login(username, GOOD).await.unwrap().session;
        let (_, factor, done) = self.enrol(&session, "Phone").await;
        self.messages(Channel::Mail).await;
        (ActorId(made.unwrap().id), done.opened.session, factor)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn m29_of_two_administrators_who_take_the_same_factors_away_at_once_one_does() {
    each_database(|db| async move {
        let house = House::with(db, busy(with_messages())).await;
        let (user, session, _) = house.reachable("anna").await;
        let mut offices = Vec::new();
        for name in ["boss", "chief"] {
            house.admin(name).await;
            offices.push(house.login(name, GOOD).await.unwrap().session);
        }
        house.messages(Channel::Mail).await;
        let outcomes = at_once(4, |place| {
            let (security, office) = (house.security.clone(), offices[place % 2].clone());
            async move { security.reset_factors(user, "lost", By::Session(&office)).await }
        })
        .await;
        assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 1, "{outcomes:?}");
        for refused in outcomes.iter().filter_map(|one| one.as_ref().err()) {
            assert!(matches!(refused, SecurityError::NoFactors), "{refused:?}");
        }
        let reset = "SELECT COUNT(*) FROM fab_audit WHERE event = 'factor.reset'";
        assert_eq!(house.number(reset).await, 1);
        assert_eq!(house.messages(Channel::Mail).await.len(), 1, "one notice");
        let links = "SELECT COUNT(*) FROM fab_one_time_links WHERE purpose = 'enrol'";
        assert_eq!(house.number(links).await, 1);
        let gone = house.security.new_backup_codes(&session).await;
        assert!(gone.is_err(), "{gone:?}");
        // The one link works.
        let link = outcomes.into_iter().find_map(Result::ok).unwrap();
        let half = house.login("anna", GOOD).await.unwrap().session;
        house.security.redeem_enrolment(&half, link.expose()).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m20_m29_a_reset_and_its_owner_who_removes_the_factor_at_once_are_not_both_done() {
    each_database(|db| async move {
        let house = House::with(db, busy(with_messages())).await;
        house.admin("boss").await;
        let boss = house.login("boss", GOOD).await.unwrap().session;
        for round in 0..3 {
            let name = format!("anna{round}");
            let (user, session, factor) = house.reachable(&name).await;
            let before = house.number(CHANGED).await;
            let done = at_once(2, |place| {
                let (security, boss) = (house.security.clone(), boss.clone());
                let session = session.clone();
                async move {
                    // Each side goes first now and then.
                    if (place + round) % 2 == 0 {
                        let done = security.reset_factors(user, "lost", By::Session(&boss)).await;
                        let gone = matches!(done, Err(SecurityError::NoFactors));
                        assert!(done.is_ok() || gone, "{done:?}");
                        done.is_ok()
                    } else {
                        let done = security.remove_factor(&session, factor).await;
                        let gone = matches!(
                            done,
                            Err(SecurityError::NotFound { .. } | SecurityError::SessionEnded)
                        );
                        assert!(done.is_ok() || gone, "{done:?}");
                        done.is_ok()
                    }
                }
            })
            .await;
            assert_eq!(done.iter().filter(|done| **done).count(), 1, "{done:?}");
            assert_eq!(house.number(CHANGED).await, before + 1);
            assert_eq!(house.messages(Channel::Mail).await.len(), 1, "one notice");
            assert!(house.security.factors(user).await.unwrap().is_empty());
        }
    })
    .await;
}

/// How often factors went.
const CHANGED: &str =
    "SELECT COUNT(*) FROM fab_audit WHERE event = 'factor.reset' OR event = 'factor.removed'";
