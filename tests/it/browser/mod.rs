//! Does the site work in a real browser, with scripts and without?

mod elsewhere;
mod lockout;
mod page;
mod passkeys;
mod rows;
mod second_factors;
mod services;
mod session;
mod shop;
mod sign_in;
mod without_scripts;

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use fab::admin::App;
use fab::clock::{Clock, SystemClock};
use fab::crypto::AppSecret;
use fab::db::Store;
use fab::prelude::*;
use fab::security::{PasswordCost, SecurityOptions};
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

pub(crate) use page::{Colours, Page, Scripts};
pub(crate) use second_factors::{give_password, keep_codes, second, set_up, sign_out};
pub(crate) use services::{at_services, try_mail};
pub(crate) use session::missing;
pub(crate) use shop::app as shop_app;

/// How many products the shop has: three pages of ten.
pub(crate) const PRODUCTS: i32 = 25;

/// Serves the shop and hands it to `test` in a browser; at the end nothing may have been complained about.
///
/// Passes where there is no browser: the last of all tests says so.
pub(crate) fn in_browser(scripts: Scripts, test: impl AsyncFnOnce(&Page<'_>)) {
    in_shop(cheap(), scripts, test);
}

/// As [`in_browser`], where people may trust their browsers for two weeks.
pub(crate) fn in_trusting_browser(scripts: Scripts, test: impl AsyncFnOnce(&Page<'_>)) {
    let mut options = cheap();
    options.mfa.device_life = Some(Duration::from_hours(14 * 24));
    in_shop(options, scripts, test);
}

fn cheap() -> SecurityOptions {
    let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
    options.password_cost = PasswordCost::CHEAPEST;
    options
}

fn in_shop(options: SecurityOptions, scripts: Scripts, test: impl AsyncFnOnce(&Page<'_>)) {
    at_site(&shop::app(), options, scripts, async |page, served| {
        fill(served.security.store()).await;
        test(page).await;
    });
}

/// As [`in_browser`], by a clock of the test's own.
pub(crate) fn in_browser_by(
    clock: Arc<dyn Clock>,
    scripts: Scripts,
    test: impl AsyncFnOnce(&Page<'_>, &Served),
) {
    at_site_by(&shop::app(), cheap(), (clock, scripts), async |page, served| {
        fill(served.security.store()).await;
        test(page, served).await;
    });
}

/// The same with a site of the test's own.
pub(crate) fn at_site(
    app: &App,
    options: SecurityOptions,
    scripts: Scripts,
    test: impl AsyncFnOnce(&Page<'_>, &Served),
) {
    at_site_by(app, options, (Arc::new(SystemClock), scripts), test);
}

/// The same, by a clock of the test's own.
fn at_site_by(
    app: &App,
    options: SecurityOptions,
    (clock, scripts): (Arc<dyn Clock>, Scripts),
    test: impl AsyncFnOnce(&Page<'_>, &Served),
) {
    if missing().is_some() {
        return;
    }
    let browser = session::shared();
    let _turn = browser.turn.lock().unwrap_or_else(PoisonError::into_inner);
    session::RUNTIME.block_on(async {
        let database = fab::testing::TestDb::sqlite().await.unwrap();
        let served = Served::start_at_localhost_by(app, &database, options, clock).await;
        let base = format!("http://localhost:{}", served.address.port());
        let page = Page::new(&browser, &base, scripts).await;
        test(&page, &served).await;
        let complaints = page.complaints().await;
        assert!(complaints.is_empty(), "the browser complained: {complaints:#?}");
    });
}

/// Signs the administrator in.
pub(crate) async fn enter(page: &Page<'_>) {
    page.open("/login").await;
    page.fill("username", ADMINISTRATOR).await;
    page.fill("password", PASSWORD).await;
    page.press("Sign in").await;
}

/// As [`in_browser`], with the administrator signed in.
pub(crate) fn signed_in(scripts: Scripts, test: impl AsyncFnOnce(&Page<'_>)) {
    in_browser(scripts, async |page| {
        enter(page).await;
        page.sees("Products").await;
        test(page).await;
    });
}

pub(crate) async fn fill(store: &Store) {
    let scope = Scope::system();
    let lamps = store.add(&scope, &shop::category("Lamps")).await.unwrap();
    store.add(&scope, &shop::category("Teapots")).await.unwrap();
    store.add(&scope, &shop::account()).await.unwrap();
    let products: Vec<_> =
        (1..=PRODUCTS).map(|number| shop::product(number, lamps.id).to_record()).collect();
    store.insert_many(&scope, products).await.unwrap();
}
