//! How often may somebody guess?

use std::time::Duration;

use fab::security::SecurityError;
use fab::testing::TestDb;
use fab_tests::databases::each_database;

use super::super::house::{House, WRONG, at_once, client, each_house, password};
use super::phone::no_pauses;

#[tokio::test(flavor = "multi_thread")]
async fn m08_ten_wrong_codes_lock_the_factor_for_good_from_wherever_they_come() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let mut pauses = Vec::new();
        for _ in 0..10 {
            // M10, AT06: another sign-in sets nothing back.
            let half = house.half("anna").await;
            let wrong = anna.phone.wrong(house.second());
            let refused = house.totp(&half, &wrong).await;
            assert!(matches!(refused, Err(SecurityError::WrongCode)), "{refused:?}");
            match house.totp(&half, &anna.phone.code(house.second())).await {
                Err(SecurityError::TooManyAttempts { retry_after }) => {
                    pauses.push(retry_after.as_secs());
                    house.clock.advance(retry_after.as_secs().try_into().unwrap());
                }
                Err(SecurityError::FactorLocked) => pauses.push(0),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60, 0]);
        house.clock.advance(86_400);
        let half = house.half("anna").await;
        let right = house.totp(&half, &anna.phone.code(house.second())).await;
        assert!(matches!(right, Err(SecurityError::FactorLocked)), "{right:?}");
        assert!(house.security.factors(anna.id).await.unwrap()[0].locked);
        assert_eq!(
            house.number("SELECT COUNT(*) FROM fab_audit WHERE event = 'factor.locked'").await,
            1
        );

        // Another way in is still open, and by it the factor opens again.
        let full = house.backup(&half, &anna.backup_codes[0]).await.unwrap();
        let full = house.security.unlock_factor(&full.session, anna.factor).await.unwrap();
        assert!(!house.security.factors(anna.id).await.unwrap()[0].locked);
        house.clock.advance(30);
        house.totp(&full.session, &anna.phone.code(house.second())).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m08_of_many_wrong_codes_at_the_same_time_each_is_counted_and_one_is_tried() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let half = house.half("anna").await;
        let wrong = anna.phone.wrong(house.second());
        let tried = at_once(16, |_| {
            let (security, half, wrong) = (house.security.clone(), half.clone(), wrong.clone());
            async move {
                let answer = fab::security::Answer::Totp(&wrong);
                security.answer(&half, answer, &client("192.0.2.1")).await.unwrap_err()
            }
        })
        .await;
        let compared =
            tried.iter().filter(|error| matches!(error, SecurityError::WrongCode)).count();
        assert_eq!(compared, 1, "{tried:?}");
        assert_eq!(house.number("SELECT failures FROM fab_factors").await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m08_the_numbers_of_the_settings_count_in_every_process() {
    each_database(|db: TestDb| async move {
        let mut options = super::super::house::options();
        options.mfa.lock_after = 3;
        options.mfa.first_pause = Duration::from_secs(5);
        options.mfa.longest_pause = Duration::from_secs(7);
        let house = House::with(db, options).await;
        let anna = house.person("anna", &[]).await;
        for pause in [5, 7] {
            let half = house.half("anna").await;
            house.totp(&half, &anna.phone.wrong(house.second())).await.unwrap_err();
            let early = house.totp(&half, &anna.phone.wrong(house.second())).await;
            assert!(
                matches!(early, Err(SecurityError::TooManyAttempts { retry_after }) if retry_after.as_secs() == pause),
                "{early:?}"
            );
            house.clock.advance(pause.try_into().unwrap());
        }
        let half = house.half("anna").await;
        house.totp(&half, &anna.phone.wrong(house.second())).await.unwrap_err();
        house.clock.advance(3_600);
        let half = house.half("anna").await;
        let locked = house.totp(&half, &anna.phone.code(house.second())).await;
        assert!(matches!(locked, Err(SecurityError::FactorLocked)), "{locked:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m09_wrong_passwords_never_lock_the_second_factor() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let half = house.half("anna").await;
        for _ in 0..20 {
            let from = client("192.0.2.77");
            house.security.login("anna", password(WRONG), &from).await.unwrap_err();
        }
        assert_eq!(house.number("SELECT failures FROM fab_factors").await, 0);
        house.totp(&half, &anna.phone.code(house.second())).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m11_a_right_answer_sets_back_only_the_counter_of_its_own_factor() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let (second, other, confirmed) = house.enrol(&anna.opened.session, "Tablet").await;
        let session = confirmed.opened.session;
        house.clock.advance(30);
        // Wrong for both.
        let wrong = (0..1000)
            .map(|code| format!("{code:06}"))
            .find(|code| {
                let near: Vec<i64> = (-3..=3).map(|step| house.second() + 30 * step).collect();
                near.iter()
                    .all(|time| anna.phone.code(*time) != *code && second.code(*time) != *code)
            })
            .unwrap();
        house.totp(&session, &wrong).await.unwrap_err();
        house.clock.advance(1);
        assert_eq!(house.number("SELECT SUM(failures) + 0 FROM fab_factors").await, 2);
        house.totp(&session, &second.code(house.second())).await.unwrap();
        assert_eq!(house.number("SELECT MAX(failures) FROM fab_factors").await, 1);
        let left = house.security.factors(anna.id).await.unwrap();
        assert!(
            left.iter().any(|factor| factor.id == other)
                && left.iter().all(|factor| !factor.locked)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m01_m38_of_sixteen_who_type_the_same_code_at_once_one_gets_in() {
    each_database(|db: TestDb| async move {
        let house = House::with(db, no_pauses()).await;
        let anna = house.person("anna", &[]).await;
        let mut halves = Vec::new();
        for _ in 0..16 {
            halves.push(house.half("anna").await);
        }
        for shift in [-30, 0, 30] {
            house.clock.advance(300);
            let mut halves = Vec::new();
            for _ in 0..16 {
                halves.push(house.half("anna").await);
            }
            let code = anna.phone.code(house.second() + shift);
            let entered = at_once(16, |place| {
                let (security, half, code) =
                    (house.security.clone(), halves[place].clone(), code.clone());
                async move {
                    let answer = fab::security::Answer::Totp(&code);
                    security.answer(&half, answer, &client("192.0.2.1")).await
                }
            })
            .await;
            let (full, refused): (Vec<_>, Vec<_>) = entered.into_iter().partition(Result::is_ok);
            assert_eq!(full.len(), 1, "{shift}");
            for error in refused {
                assert!(matches!(error, Err(SecurityError::WrongCode)), "{error:?}");
            }
        }
        for shift in [-60, 60] {
            house.clock.advance(300);
            let half = house.half("anna").await;
            let refused = house.totp(&half, &anna.phone.code(house.second() + shift)).await;
            assert!(matches!(refused, Err(SecurityError::WrongCode)), "{shift}: {refused:?}");
        }
        drop(halves);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m02_an_earlier_code_is_dead_once_a_later_one_was_used_also_when_the_clock_goes_back() {
    each_database(|db: TestDb| async move {
        let house = House::with(db, no_pauses()).await;
        let anna = house.person("anna", &[]).await;
        house.clock.advance(300);
        let now = house.second();
        let half = house.half("anna").await;
        let full = house.totp(&half, &anna.phone.code(now)).await.unwrap();
        // Again at once, for a step-up, after 31 seconds, and from another session.
        for (wait, shift) in [(0, 0), (0, -30), (31, 0), (0, -30)] {
            house.clock.advance(wait);
            let code = anna.phone.code(now + shift);
            for session in [&full.session, &house.half("anna").await] {
                let again = house.totp(session, &code).await;
                assert!(
                    matches!(again, Err(SecurityError::WrongCode)),
                    "{wait} {shift}: {again:?}"
                );
            }
        }
        house.clock.advance(-90);
        let half = house.half("anna").await;
        let again = house.totp(&half, &anna.phone.code(house.second())).await;
        assert!(
            matches!(again, Err(SecurityError::WrongCode | SecurityError::TooManyAttempts { .. })),
            "{again:?}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn m01_m17_a_backup_code_is_good_once_and_not_after_new_ones_were_made() {
    each_house(|house| async move {
        let anna = house.person("anna", &[]).await;
        let mut halves = Vec::new();
        for _ in 0..8 {
            halves.push(house.half("anna").await);
        }
        let code = anna.backup_codes[0].clone();
        let entered = at_once(8, |place| {
            let (security, half) = (house.security.clone(), halves[place].clone());
            let code =
                if place % 2 == 0 { code.clone() } else { code.to_lowercase().replace('-', "") };
            async move {
                let answer = fab::security::Answer::Backup(&code);
                security.answer(&half, answer, &client("192.0.2.1")).await.is_ok()
            }
        })
        .await;
        assert_eq!(entered.iter().filter(|in_| **in_).count(), 1);
        assert_eq!(
            house.number("SELECT COUNT(*) FROM fab_audit WHERE event = 'backup_code.used'").await,
            1
        );

        let full = house.full("anna", &anna).await;
        let new = house.security.new_backup_codes(&full.session).await.unwrap();
        assert_eq!(new.len(), 10);
        let half = house.half("anna").await;
        let old = house.backup(&half, &anna.backup_codes[5]).await;
        assert!(matches!(old, Err(SecurityError::WrongCode)), "{old:?}");
        house.backup(&half, new[0].expose()).await.unwrap();
        // Only hashes are kept.
        let kept = house.number("SELECT COUNT(*) FROM fab_backup_codes WHERE mac LIKE '%-%'").await;
        assert_eq!(kept, 0);
    })
    .await;
}
