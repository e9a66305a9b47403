//! Does a second factor work in a real browser, from the picture to the code, with scripts and without?

use super::{Page, Scripts, in_browser, in_trusting_browser};
use crate::factor_pages::Phone;
use fab_tests::site::{ADMINISTRATOR, PASSWORD};

pub(crate) fn second() -> i64 {
    chrono::Utc::now().timestamp()
}

pub(crate) async fn give_password(page: &Page<'_>) {
    page.open("/login").await;
    page.fill("username", ADMINISTRATOR).await;
    page.fill("password", PASSWORD).await;
    page.press("Sign in").await;
}

/// From the choice of a kind to the backup codes, which are on the page that is left open.
pub(crate) async fn set_up(page: &Page<'_>) -> (Phone, Vec<String>) {
    set_up_at(page, second).await
}

/// The same, by another clock.
pub(super) async fn set_up_at(page: &Page<'_>, second: impl Fn() -> i64) -> (Phone, Vec<String>) {
    page.element("a[href$='kind=totp']").await.click().await.unwrap();
    set_up_here_at(page, second).await
}

/// The same as [`set_up`], when the kind is chosen.
pub(crate) async fn set_up_here(page: &Page<'_>) -> (Phone, Vec<String>) {
    set_up_here_at(page, second).await
}

async fn set_up_here_at(page: &Page<'_>, second: impl Fn() -> i64) -> (Phone, Vec<String>) {
    page.sees("What do you call it?").await;
    page.press("Go on").await;
    page.element("svg.fab-qr").await;
    let secret = page.texts("#secret").await.concat().replace(' ', "");
    let phone = Phone::of(&secret);
    page.fill("code", &phone.code(second())).await;
    page.press("Check and switch on").await;
    page.sees("Your backup codes").await;
    (phone, page.texts(".fab-codes code").await)
}

pub(crate) async fn keep_codes(page: &Page<'_>) {
    page.element("#saved").await.click().await.unwrap();
    page.press("Go on").await;
    page.sees("Your second factor and your backup codes are ready.").await;
}

pub(crate) async fn sign_out(page: &Page<'_>) {
    page.element("button[popovertarget='account']").await.click().await.unwrap();
    page.press("Sign out").await;
    page.sees("Forgotten your password?").await;
}

fn an_authenticator_is_set_up_and_used(scripts: Scripts) {
    in_browser(scripts, async |page| {
        give_password(page).await;
        page.sees("Products").await;
        page.open("/account/security").await;
        page.sees("whoever learns your password gets in").await;
        page.follow("Set up a factor").await;
        let (phone, codes) = set_up(page).await;
        assert_eq!(codes.len(), 10);
        keep_codes(page).await;
        page.sees("10 are left.").await;
        sign_out(page).await;

        // A code of the next half minute: the one from before is used up.
        give_password(page).await;
        page.sees("One more step").await;
        page.open("/products").await;
        page.sees("One more step").await;
        let code = phone.code(second() + 30);
        page.fill("code", &format!("{} {}", &code[..3], &code[3..])).await;
        page.press("Sign in").await;
        page.sees("Lantern 01").await;
        assert_eq!(page.path().await, "/products");
        sign_out(page).await;

        give_password(page).await;
        page.press("Backup code").await;
        page.fill("code", &codes[0]).await;
        page.press("Sign in").await;
        page.sees("Products").await;
        page.open("/account/security").await;
        page.sees("9 are left.").await;
    });
}

#[test]
fn an_authenticator_is_set_up_and_used_and_a_backup_code_stands_in_for_it() {
    an_authenticator_is_set_up_and_used(Scripts::On);
}

#[test]
fn the_same_works_without_scripts() {
    an_authenticator_is_set_up_and_used(Scripts::Off);
}

#[test]
fn after_a_wrong_code_the_page_says_how_long_to_wait() {
    in_browser(Scripts::Off, async |page| {
        give_password(page).await;
        page.open("/mfa/setup").await;
        set_up(page).await;
        keep_codes(page).await;
        sign_out(page).await;
        give_password(page).await;
        page.fill("code", "000000").await;
        page.press("Sign in").await;
        page.sees("The code is wrong").await;
        let mut told = page.text().await;
        // Each pause is twice the one before; no machine is too slow for all of them.
        for _ in 0..8 {
            if told.contains("before the next attempt") {
                break;
            }
            page.fill("code", "000000").await;
            page.press("Sign in").await;
            told = page.text().await;
        }
        assert!(told.contains("before the next attempt"), "{told}");
    });
}

#[test]
fn where_a_role_asks_for_a_factor_the_wizard_is_all_there_is() {
    for scripts in [Scripts::On, Scripts::Off] {
        in_browser(scripts, async |page| {
            give_password(page).await;
            page.sees("Products").await;
            page.open("/roles/1/edit").await;
            page.choose("mfa", "Required").await;
            page.fill("mfa_grace_days", "0").await;
            page.press("Save").await;
            page.sees("Authenticator app").await;
            page.open("/products").await;
            assert!(page.path().await.starts_with("/mfa/setup"), "{}", page.path().await);
            set_up(page).await;
            keep_codes(page).await;
            page.open("/products").await;
            page.sees("Lantern 01").await;
        });
    }
}

#[test]
fn m21_a_browser_is_trusted_by_a_tick_and_asked_again_when_it_is_withdrawn() {
    for scripts in [Scripts::On, Scripts::Off] {
        in_trusting_browser(scripts, async |page| {
            give_password(page).await;
            page.open("/mfa/setup?kind=totp").await;
            let (phone, codes) = set_up_here(page).await;
            keep_codes(page).await;
            sign_out(page).await;
            give_password(page).await;
            page.sees("One more step").await;
            assert!(
                !page.element("#trust").await.is_selected().await.unwrap(),
                "a choice of their own"
            );
            page.element("label[for='trust']").await.click().await.unwrap();
            page.fill("code", &phone.code(second() + 30)).await;
            page.press("Sign in").await;
            page.sees("Products").await;
            sign_out(page).await;

            give_password(page).await;
            page.sees("Products").await;
            page.open("/account/security").await;
            page.sees("On these you are not asked for a code when you sign in.").await;
            assert_eq!(page.texts("#devices .fab-badge").await, ["this one"]);
            page.follow_css("#devices button[value='distrust']").await;
            page.sees("The device will be asked for a code again.").await;
            page.misses("Trusted devices").await;
            sign_out(page).await;
            give_password(page).await;
            page.sees("One more step").await;
            page.press("Backup code").await;
            page.fill("code", &codes[0]).await;
            page.press("Sign in").await;
            page.sees("Products").await;
        });
    }
}
