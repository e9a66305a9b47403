//! Is it really them?

use fab::models::ActorId;
use fab::security::{By, NewUser, PasswordCost, SecurityError};

use super::house::{BETTER, GOOD, WRONG, at_once, client, each_house, open, options, password};

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_of_an_active_account_opens_a_session_and_nothing_else_does() {
    each_house(|house| async move {
        let anna = house.user("anna", &["Sales"]).await;
        let otto = house.user("otto", &[]).await;
        house.security.deactivate(otto, By::Program).await.unwrap();
        let new = NewUser { username: "nobody-yet".to_owned(), ..NewUser::default() };
        house.security.create_user(new, None, &[], By::Program).await.unwrap();

        let opened = house.login(" Anna ", GOOD).await.unwrap();
        assert_eq!(opened.session.user(), Some(anna));
        assert_eq!(opened.session.username(), "anna");
        assert!(opened.session.is_full() && !opened.session.is_admin());

        let mut texts = Vec::new();
        for (name, typed) in [
            ("anna", WRONG),
            ("otto", GOOD),
            ("nobody-yet", GOOD),
            ("stranger", GOOD),
            ("anna", ""),
        ] {
            let error = house.login(name, typed).await.unwrap_err();
            assert!(matches!(error, SecurityError::WrongCredentials), "{name}: {error:?}");
            texts.push(error.to_string());
        }
        texts.dedup();
        assert_eq!(texts.len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_does_not_exist_costs_as_many_statements_as_one_that_does() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let otto = house.user("otto", &[]).await;
        house.security.deactivate(otto, By::Program).await.unwrap();
        house.login("somebody", WRONG).await.unwrap_err();
        let mut counts = Vec::new();
        for (name, typed) in [("anna", WRONG), ("otto", GOOD), ("stranger", GOOD)] {
            let before = house.db.statement_count();
            house.login(name, typed).await.unwrap_err();
            counts.push(house.db.statement_count() - before);
        }
        // Four of them are the entry in the audit log.
        assert_eq!(counts, [8, 8, 8]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_budget_that_is_changed_counts_from_then_on_in_every_process() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let open = |attempts, minutes| {
            let mut options = options();
            options.secret = house.secret.clone();
            options.rates.sign_in_account = fab::security::Budget::minutes(attempts, minutes);
            options.rates.sign_in_address.attempts = 100;
            super::house::open(&house.db, &house.clock, options)
        };
        let wrong = async |security: &fab::security::Security| {
            let tried = security.login("anna", password(WRONG), &client("192.0.2.1")).await;
            matches!(tried, Err(SecurityError::TooManyAttempts { .. }))
        };
        let (two, four) = (open(2, 15), open(4, 15));
        assert_eq!((wrong(&two).await, wrong(&two).await, wrong(&two).await), (false, false, true));
        // Another process with a larger budget goes on where this one stopped counting.
        assert_eq!(
            (wrong(&four).await, wrong(&four).await, wrong(&four).await),
            (false, false, true)
        );
        // A shorter window is over sooner.
        house.clock.advance(61);
        assert!(wrong(&two).await);
        assert!(!wrong(&open(2, 1)).await);
        assert!(wrong(&open(0, 15)).await, "a budget of nothing lets nobody in");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_lock_an_account_also_for_the_right_password_until_the_window_ends() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        for name in ["anna", "stranger"] {
            for _ in 0..3 {
                let error = house.login(name, WRONG).await.unwrap_err();
                assert!(matches!(error, SecurityError::WrongCredentials));
            }
        }
        // The process starts again, and the client comes from elsewhere.
        let security = open(&house.db, &house.clock, options());
        house.clock.advance(100);
        for name in ["anna", "stranger"] {
            let error =
                security.login(name, password(GOOD), &client("192.0.2.2")).await.unwrap_err();
            let SecurityError::TooManyAttempts { retry_after } = &error else {
                panic!("{error:?}")
            };
            assert_eq!(retry_after.as_secs(), 800);
            assert_eq!(error.to_string(), "too many attempts; wait 14 minutes, then try again");
        }
        house.clock.advance(800);
        security.login("anna", password(GOOD), &client("192.0.2.2")).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_right_password_forgets_the_failures_of_the_account_and_not_those_of_the_address() {
    each_house(|house| async move {
        for name in ["anna", "otto", "vera"] {
            house.user(name, &[]).await;
        }
        for name in ["anna", "otto", "vera"] {
            for _ in 0..2 {
                house.login(name, WRONG).await.unwrap_err();
            }
            if name != "vera" {
                house.login(name, GOOD).await.unwrap();
            }
        }
        // Six failures from the address, none left; the account itself is not locked.
        let error = house.login("anna", GOOD).await.unwrap_err();
        assert!(matches!(error, SecurityError::TooManyAttempts { .. }), "{error:?}");
        house.security.login("anna", password(GOOD), &client("192.0.2.9")).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_of_one_ipv6_network_count_together() {
    each_house(|house| async move {
        for index in 0..6 {
            let from = client(&format!("2001:db8:1:2::{index:x}"));
            let name = format!("stranger-{index}");
            house.security.login(&name, password(WRONG), &from).await.unwrap_err();
        }
        house.user("anna", &[]).await;
        let same = client("2001:db8:1:2:ffff::1");
        let error = house.security.login("anna", password(GOOD), &same).await.unwrap_err();
        assert!(matches!(error, SecurityError::TooManyAttempts { .. }), "{error:?}");
        house.security.login("anna", password(GOOD), &client("2001:db8:1:3::1")).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_guesses_at_once_get_no_more_tries_than_one_after_another() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        for name in ["anna", "stranger"] {
            let security = house.security.clone();
            let results = at_once(16, |index| {
                let (security, from) = (security.clone(), client(&format!("198.51.100.{index}")));
                async move { security.login(name, password(WRONG), &from).await.unwrap_err() }
            })
            .await;
            let looked =
                results.iter().filter(|e| matches!(e, SecurityError::WrongCredentials)).count();
            let refused = results
                .iter()
                .filter(|e| matches!(e, SecurityError::TooManyAttempts { .. }))
                .count();
            assert_eq!((looked, refused), (3, 13), "{results:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m37_a_cheap_hash_grows_at_the_next_sign_in() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let mut dearer = options();
        dearer.password_cost = PasswordCost { passes: 2, ..PasswordCost::CHEAPEST };
        let security = open(&house.db, &house.clock, dearer);
        for _ in 0..2 {
            security.login("anna", password(GOOD), &client("192.0.2.1")).await.unwrap();
        }
        let grown = "SELECT COUNT(*) FROM fab_credentials WHERE hash LIKE '%t=2%'";
        assert_eq!(house.number(grown).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changing_the_password_ends_every_session_but_goes_on_here() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let here = house.login("anna", GOOD).await.unwrap();
        let elsewhere = house.login("anna", GOOD).await.unwrap();
        let change = |old: &'static str, new: &'static str| {
            let (security, session) = (house.security.clone(), here.session.clone());
            async move { security.change_password(&session, password(old), password(new)).await }
        };
        let wrong = change(WRONG, BETTER).await.unwrap_err();
        assert!(matches!(wrong, SecurityError::WrongCredentials));
        let SecurityError::Invalid(weak) = change(GOOD, "short").await.unwrap_err() else {
            panic!()
        };
        assert_eq!(weak.of("password")[0].code(), "too_short");
        let SecurityError::Invalid(same) = change(GOOD, GOOD).await.unwrap_err() else { panic!() };
        assert_eq!(same.of("password")[0].code(), "same");

        let opened = change(GOOD, BETTER).await.unwrap();
        assert!(house.security.load(opened.token.expose()).await.unwrap().is_some());
        for dead in [&here, &elsewhere] {
            assert!(house.security.load(dead.token.expose()).await.unwrap().is_none());
        }
        house.login("anna", GOOD).await.unwrap_err();
        house.login("anna", BETTER).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_with_a_new_account_is_said_at_once() {
    each_house(|house| async move {
        house.user("anna", &[]).await;
        let new = NewUser {
            username: "Anna Larsen".to_owned(),
            display_name: String::new(),
            email: Some("nowhere".to_owned()),
        };
        let create = |new: NewUser, typed: &'static str| {
            let security = house.security.clone();
            async move { security.create_user(new, Some(password(typed)), &[], By::Program).await }
        };
        let SecurityError::Invalid(wrong) = create(new, "Shop-shop").await.unwrap_err() else {
            panic!()
        };
        for column in ["username", "email", "password"] {
            assert_eq!(wrong.of(column).len(), 1, "{column}: {wrong:?}");
        }
        let taken = NewUser { username: "ANNA".to_owned(), ..NewUser::default() };
        let SecurityError::Invalid(wrong) = create(taken, GOOD).await.unwrap_err() else {
            panic!()
        };
        assert_eq!(wrong.of("username")[0].code(), "unique");
        assert!(matches!(
            house.security.user(ActorId(4711)).await,
            Err(SecurityError::NotFound { .. })
        ));
    })
    .await;
}
