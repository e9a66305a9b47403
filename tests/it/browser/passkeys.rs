//! Do passkeys work in a browser? Chromium brings a device for tests.

use fab_tests::site::{ADMINISTRATOR, PASSWORD};

use super::{Colours, Page, Scripts, in_browser};

/// Signs in by name and password, as far as that goes.
async fn sign_in(page: &Page<'_>) {
    page.open("/login").await;
    page.fill("username", ADMINISTRATOR).await;
    page.fill("password", PASSWORD).await;
    page.press("Sign in").await;
}

/// Sets up a passkey, up to the list of factors.
async fn set_up(page: &Page<'_>) {
    page.open("/mfa/setup?kind=passkey").await;
    page.fill("name", "Laptop").await;
    page.picture("passkey-add").await;
    page.press("Add the passkey").await;
    page.sees("Your backup codes").await;
    page.open("/account/security").await;
    page.sees("Laptop").await;
}

async fn sign_out(page: &Page<'_>) {
    page.open("/").await;
    page.element("button[popovertarget='account']").await.click().await.unwrap();
    page.press("Sign out").await;
    page.sees("Sign in").await;
}

#[test]
fn m23_a_passkey_is_set_up_and_is_the_second_factor() {
    in_browser(Scripts::On, async |page| {
        let device = page.device(true).await;
        sign_in(page).await;
        page.sees("Products").await;
        set_up(page).await;
        page.picture("passkey-listed").await;
        // Otherwise the page that asks for a name would let the browser fill in the passkey.
        device.touched(false).await;
        sign_out(page).await;
        sign_in(page).await;
        page.sees("One more step").await;
        page.picture("passkey-proof").await;
        assert_eq!(page.accessibility_violations().await, [""; 0]);
        device.touched(true).await;
        page.press("Use a passkey").await;
        page.sees("Products").await;
    });
}

#[test]
fn m34_a_passkey_that_the_browser_fills_in_signs_in_by_itself() {
    in_browser(Scripts::On, async |page| {
        let device = page.device(true).await;
        sign_in(page).await;
        page.sees("Products").await;
        set_up(page).await;
        device.touched(false).await;
        sign_out(page).await;
        device.touched(true).await;
        page.open("/login?next=%2Fproducts").await;
        page.sees("Lantern 01").await;
        assert_eq!(page.path().await, "/products");
    });
}

#[test]
fn m34_a_button_signs_in_without_name_and_password() {
    in_browser(Scripts::On, async |page| {
        let device = page.device(true).await;
        sign_in(page).await;
        page.sees("Products").await;
        set_up(page).await;
        device.touched(false).await;
        sign_out(page).await;
        page.open("/login?next=%2Fproducts").await;
        page.picture("passkey-sign-in").await;
        page.colours(Colours::Dark).await;
        assert_eq!(page.accessibility_violations().await, [""; 0]);
        device.touched(true).await;
        page.press("Sign in with a passkey").await;
        page.sees("Lantern 01").await;
    });
}

#[test]
fn m34_a_device_without_passkeys_says_so_and_the_password_still_works() {
    in_browser(Scripts::On, async |page| {
        page.device(false).await;
        page.open("/login").await;
        page.press("Sign in with a passkey").await;
        page.sees("Nothing was sent").await;
        sign_in(page).await;
        page.sees("Products").await;
        page.open("/mfa/setup?kind=passkey").await;
        page.fill("name", "Laptop").await;
        page.press("Add the passkey").await;
        page.sees("Nothing was sent").await;
    });
}

#[test]
fn without_scripts_a_page_says_that_passkeys_need_them() {
    in_browser(Scripts::Off, async |page| {
        page.open("/login").await;
        page.sees("Passkeys need JavaScript").await;
        sign_in(page).await;
        page.sees("Products").await;
        page.open("/mfa/setup?kind=passkey").await;
        page.sees("Passkeys need JavaScript").await;
        page.picture("passkey-without-scripts").await;
    });
}
