//! Does the button of a provider of sign-ins work in a browser, and what is left when the provider is away?

use fab_tests::site::{ADMINISTRATOR, PASSWORD};

use super::session::RUNTIME;
use super::{Scripts, at_site, cheap, fill, missing, shop};
use crate::security::elsewhere::browser::{ask, provider};

const BUTTON: &str = "Sign in with Acme & Sons";

fn with_a_provider(
    scripts: Scripts,
    test: impl AsyncFnOnce(&super::Page<'_>, fab_tests::peer::Running),
) {
    if missing().is_some() {
        return;
    }
    let Some((running, provider)) = RUNTIME.block_on(provider()) else { return };
    let app = shop::app().provider(provider);
    at_site(&app, cheap(), scripts, async |page, served| {
        fill(served.security.store()).await;
        test(page, running).await;
    });
}

#[test]
fn somebody_goes_to_a_provider_and_comes_back_signed_in_with_scripts_and_without() {
    for scripts in [Scripts::On, Scripts::Off] {
        with_a_provider(scripts, async |page, running| {
            let person = r#"{"preferred_username":"jane","name":"Jane"}"#;
            ask(&running, "PUT", "/users/jane", "application/json", person).await;
            page.open("/login").await;
            page.element("main input[name='password']").await;
            page.press(BUTTON).await;
            // The page of the provider, which others wrote.
            page.sees("Authorize Client").await;
            page.element("input[name='sub']").await.send_keys("jane").await.unwrap();
            page.element("form button[type='submit']").await.click().await.unwrap();
            page.element("button[popovertarget='account']").await;
            assert_eq!(page.path().await, "/");
            page.open("/account/security").await;
            page.sees("Signed in").await;
            page.forget_complaints().await;
        });
    }
}

#[test]
fn while_a_provider_is_away_somebody_reads_so_and_signs_in_by_the_password() {
    for scripts in [Scripts::On, Scripts::Off] {
        with_a_provider(scripts, async |page, running| {
            drop(running);
            page.open("/products").await;
            page.press(BUTTON).await;
            let said = page.element("main [role='alert']").await.text().await.unwrap();
            assert!(said.contains("password"), "{said}");
            page.picture(&format!("login-provider-away-{scripts:?}")).await;
            page.fill("username", ADMINISTRATOR).await;
            page.fill("password", PASSWORD).await;
            page.press("Sign in").await;
            page.element("button[popovertarget='account']").await;
            page.forget_complaints().await;
        });
    }
}

#[test]
fn who_declines_at_the_provider_is_back_at_the_sign_in() {
    with_a_provider(Scripts::Off, async |page, _running| {
        page.open("/login").await;
        page.press(BUTTON).await;
        page.sees("Authorize Client").await;
        page.element("button[value='deny']").await.click().await.unwrap();
        let said = page.element("main [role='alert']").await.text().await.unwrap();
        assert!(said.contains("not signed in"), "{said}");
        page.element("main input[name='password']").await;
        page.forget_complaints().await;
    });
}
