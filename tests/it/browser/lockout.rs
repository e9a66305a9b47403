//! What does somebody read whose account or second factor is locked, and how does it end?

use std::sync::Arc;

use fab::clock::{Clock as _, ManualClock};
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

use super::second_factors::{keep_codes, set_up_at, sign_out};
use super::{Page, Scripts, in_browser_by, set_up};

/// With a clock that stands still unless the test moves it.
fn by_hand(scripts: Scripts, test: impl AsyncFnOnce(&Page<'_>, &ManualClock, &Served)) {
    let clock = ManualClock::at(chrono::Utc::now().timestamp());
    let by = Arc::new(clock.clone());
    in_browser_by(by, scripts, async |page, served| test(page, &clock, served).await);
}

async fn try_password(page: &Page<'_>, name: &str, password: &str) {
    page.open("/login").await;
    page.fill("username", name).await;
    page.fill("password", password).await;
    page.press("Sign in").await;
}

#[test]
fn after_ten_wrong_passwords_the_right_one_waits_for_a_quarter_of_an_hour() {
    for scripts in [Scripts::On, Scripts::Off] {
        by_hand(scripts, async |page, clock, _| {
            for _ in 0..10 {
                try_password(page, ADMINISTRATOR, "not the password at all").await;
                page.sees("The user name or the password is wrong").await;
            }
            try_password(page, ADMINISTRATOR, PASSWORD).await;
            page.sees("Too many attempts").await;
            page.sees("15 minutes").await;
            page.picture(&format!("login-locked-{scripts:?}")).await;
            clock.advance(14 * 60);
            try_password(page, ADMINISTRATOR, PASSWORD).await;
            page.sees("Too many attempts").await;
            clock.advance(60);
            try_password(page, ADMINISTRATOR, PASSWORD).await;
            page.sees("Products").await;
        });
    }
}

/// Sets up an authenticator, signs out and types ten wrong codes, as patiently as the page asks.
async fn lock(page: &Page<'_>, clock: &ManualClock) -> (crate::factor_pages::Phone, Vec<String>) {
    try_password(page, ADMINISTRATOR, PASSWORD).await;
    page.sees("Products").await;
    page.open("/mfa/setup").await;
    let (phone, codes) = set_up(page).await;
    keep_codes(page).await;
    sign_out(page).await;
    for attempt in 1..=10 {
        clock.advance(90);
        try_password(page, ADMINISTRATOR, PASSWORD).await;
        page.sees("Open your authenticator app").await;
        page.misses("Too many wrong codes").await;
        if attempt == 1 {
            page.picture("factor-asked").await;
        }
        page.fill("code", "000000").await;
        page.press("Sign in").await;
        page.element("main [role='alert']").await;
    }
    page.sees("Too many wrong codes").await;
    page.picture("factor-locked").await;
    // Patience does not open it again: the app is no way in, and the page says what is.
    clock.advance(24 * 3600);
    try_password(page, ADMINISTRATOR, PASSWORD).await;
    page.sees("Too many wrong codes: Authenticator app is locked.").await;
    page.sees("Type one of the backup codes").await;
    page.misses("Open your authenticator app").await;
    (phone, codes)
}

#[test]
fn after_ten_wrong_codes_a_factor_is_locked_until_its_owner_opens_it_by_a_backup_code() {
    by_hand(Scripts::Off, async |page, clock, _| {
        let (phone, codes) = lock(page, clock).await;
        page.fill("code", &codes[0]).await;
        page.press("Sign in").await;
        page.sees("Products").await;
        page.open("/account/security").await;
        page.sees("locked").await;
        page.picture("safety-locked").await;
        page.press("Unlock: Authenticator app").await;
        sign_out(page).await;
        clock.advance(60);
        try_password(page, ADMINISTRATOR, PASSWORD).await;
        page.fill("code", &phone.code(clock.now().timestamp())).await;
        page.press("Sign in").await;
        page.sees("Products").await;
    });
}

#[test]
fn an_administrator_takes_a_locked_factor_away_and_the_owner_sets_up_another() {
    by_hand(Scripts::Off, async |page, clock, served| {
        lock(page, clock).await;
        let anna = served.security.find_user(ADMINISTRATOR).await.unwrap().unwrap();
        let anna = fab::models::ActorId(anna.id);
        let by = fab::security::By::Program;
        let link =
            served.security.reset_factors(anna, "she stood in front of me", by).await.unwrap();
        try_password(page, ADMINISTRATOR, PASSWORD).await;
        page.open(&format!("/mfa/enrol/{}", link.expose())).await;
        page.picture("enrol-link").await;
        page.press("Go on").await;
        set_up_at(page, || clock.now().timestamp()).await;
        keep_codes(page).await;
        page.open("/products").await;
        page.sees("Lantern 01").await;
    });
}
