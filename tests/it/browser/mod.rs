//! Does the site work in a real browser, with scripts and without?

mod page;
mod passkeys;
mod rows;
mod second_factors;
mod session;
mod shop;
mod sign_in;
mod without_scripts;

use std::sync::PoisonError;

use fab::db::Store;
use fab::prelude::*;
use fab_tests::site::{ADMINISTRATOR, PASSWORD, Served};

pub(crate) use page::{Colours, Page, Scripts};
pub(crate) use second_factors::set_up;
pub(crate) use session::missing;

/// How many products the shop has: three pages of ten.
pub(crate) const PRODUCTS: i32 = 25;

/// Serves the shop and hands it to `test` in a browser; at the end nothing may have been complained about.
///
/// Passes where there is no browser: the last of all tests says so.
pub(crate) fn in_browser(scripts: Scripts, test: impl AsyncFnOnce(&Page<'_>)) {
    if missing().is_some() {
        return;
    }
    let browser = session::shared();
    let _turn = browser.turn.lock().unwrap_or_else(PoisonError::into_inner);
    session::RUNTIME.block_on(async {
        let database = fab::testing::TestDb::sqlite().await.unwrap();
        let served = Served::start_at_localhost(&shop::app(), &database).await;
        fill(served.security.store()).await;
        let base = format!("http://localhost:{}", served.address.port());
        let page = Page::new(&browser, &base, scripts).await;
        test(&page).await;
        let complaints = page.complaints().await;
        assert!(complaints.is_empty(), "the browser complained: {complaints:#?}");
    });
}

/// As [`in_browser`], with the administrator signed in.
pub(crate) fn signed_in(scripts: Scripts, test: impl AsyncFnOnce(&Page<'_>)) {
    in_browser(scripts, async |page| {
        page.open("/login").await;
        page.fill("username", ADMINISTRATOR).await;
        page.fill("password", PASSWORD).await;
        page.press("Sign in").await;
        page.sees("Products").await;
        test(page).await;
    });
}

async fn fill(store: &Store) {
    let scope = Scope::system();
    let lamps = store.add(&scope, &shop::category("Lamps")).await.unwrap();
    store.add(&scope, &shop::category("Teapots")).await.unwrap();
    store.add(&scope, &shop::account()).await.unwrap();
    let products: Vec<_> =
        (1..=PRODUCTS).map(|number| shop::product(number, lamps.id).to_record()).collect();
    store.insert_many(&scope, products).await.unwrap();
}
