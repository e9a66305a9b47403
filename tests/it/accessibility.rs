//! Can everybody use the pages? Each is looked at by axe in light and dark, and folds to a narrow window.

use fab_tests::site::{ADMINISTRATOR, PASSWORD};

use crate::browser::{Colours, Page, Scripts, in_browser, set_up, signed_in};

/// Looks at the page that is open, in both sets of colours and at both widths.
async fn look(page: &Page<'_>, name: &str, problems: &mut Vec<String>) {
    for (colours, shade) in [(Colours::Light, "light"), (Colours::Dark, "dark")] {
        page.colours(colours).await;
        page.picture(&format!("{name}-{shade}")).await;
        for violation in page.accessibility_violations().await {
            problems.push(format!("{name} in {shade}: {violation}"));
        }
    }
    page.width(320).await;
    page.picture(&format!("{name}-narrow")).await;
    let widths =
        page.evaluate("return [document.documentElement.scrollWidth, window.innerWidth]").await;
    let (content, window) = (widths[0].as_u64(), widths[1].as_u64());
    if content > window {
        problems.push(format!("{name}: {content:?} pixels wide in a window of {window:?}"));
    }
    for violation in page.accessibility_violations().await {
        problems.push(format!("{name} at 320 pixels: {violation}"));
    }
    page.width(1280).await;
    page.colours(Colours::Light).await;
}

#[track_caller]
fn none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn pages_for_visitors_are_accessible() {
    in_browser(Scripts::On, async |page| {
        let mut problems = Vec::new();
        page.open("/login").await;
        look(page, "login", &mut problems).await;
        page.open("/forgotten").await;
        look(page, "forgotten", &mut problems).await;
        page.open("/login").await;
        page.fill("username", "nobody").await;
        page.fill("password", "nothing").await;
        page.press("Sign in").await;
        look(page, "login-refused", &mut problems).await;
        none(&problems);
    });
}

#[test]
fn pages_that_show_rows_are_accessible() {
    signed_in(Scripts::On, async |page| {
        let mut problems = Vec::new();
        for (name, path) in [
            ("index", "/"),
            ("list", "/products"),
            ("list-sorted", "/products?sort=-price,name&page=2"),
            ("list-filtered", "/products?q=lantern&f.state.eq=draft&f.stock.gt=what"),
            ("list-without-matches", "/products?q=absent"),
            ("list-empty", "/customers"),
            ("export", "/products/export?q=lantern"),
            ("show", "/products/1"),
            ("delete", "/products/1/delete"),
            ("delete-blocked", "/categories/1/delete"),
        ] {
            page.open(path).await;
            look(page, name, &mut problems).await;
        }
        page.open("/categories").await;
        page.element("input[aria-label='Tick Lamps']").await.click().await.unwrap();
        page.press("Delete").await;
        page.sees("Delete (1 category)").await;
        look(page, "action", &mut problems).await;
        page.press("Delete (1 category)").await;
        page.sees("Nothing was changed").await;
        look(page, "action-refused", &mut problems).await;
        none(&problems);
    });
}

#[test]
fn forms_are_accessible_empty_filled_and_refused() {
    signed_in(Scripts::On, async |page| {
        let mut problems = Vec::new();
        page.open("/products/add").await;
        look(page, "add", &mut problems).await;
        page.open("/products/2/edit").await;
        look(page, "edit", &mut problems).await;
        page.fill("sku", "LAN-001").await;
        page.press("Save").await;
        page.element("[aria-invalid='true']").await;
        look(page, "edit-refused", &mut problems).await;
        none(&problems);
    });
}

#[test]
fn pages_of_what_is_sealed_are_accessible() {
    signed_in(Scripts::On, async |page| {
        let mut problems = Vec::new();
        page.open("/accounts/export").await;
        look(page, "export-sealed", &mut problems).await;
        page.open("/accounts/1").await;
        look(page, "show-sealed", &mut problems).await;
        page.press("Reveal Account number").await;
        page.sees("AT611904300234573201").await;
        look(page, "reveal", &mut problems).await;
        page.open("/accounts/1").await;
        page.press("Reveal Terms").await;
        page.sees("by the month").await;
        look(page, "reveal-json", &mut problems).await;
        none(&problems);
    });
}

#[test]
fn pages_about_people_are_accessible() {
    signed_in(Scripts::On, async |page| {
        let mut problems = Vec::new();
        for (name, path) in [
            ("users", "/users"),
            ("user", "/users/1"),
            ("user-roles", "/users/1/roles"),
            ("user-password", "/users/1/password"),
            ("user-reset-link", "/users/1/reset-link"),
            ("role-grants", "/roles/1/grants"),
            ("audit", "/audit-entries"),
            ("audit-filtered", "/audit-entries?f.event.eq=sign_in.ok"),
            ("audit-entry", "/audit-entries/1"),
            ("password", "/account/password"),
            ("access", "/account/access"),
            ("user-access", "/users/1/access"),
        ] {
            page.open(path).await;
            look(page, name, &mut problems).await;
        }
        page.open("/users/1/reset-link").await;
        page.press("Make a link").await;
        page.sees("It works once").await;
        look(page, "user-reset-link-made", &mut problems).await;
        none(&problems);
    });
}

#[test]
fn pages_that_refuse_are_accessible() {
    signed_in(Scripts::On, async |page| {
        let mut problems = Vec::new();
        page.open("/nothing/here").await;
        look(page, "not-found", &mut problems).await;
        none(&problems);
    });
}

#[test]
fn the_menu_opens_by_keyboard_and_is_accessible() {
    signed_in(Scripts::On, async |page| {
        let mut problems = Vec::new();
        page.open("/products").await;
        page.element("button[popovertarget='account']").await.send_keys("\u{e007}").await.unwrap();
        page.sees("Sign out").await;
        look(page, "account", &mut problems).await;
        none(&problems);
    });
}

#[test]
fn pages_about_second_factors_are_accessible() {
    signed_in(Scripts::On, async |page| {
        let mut problems = Vec::new();
        for (name, path) in [
            ("safety-empty", "/account/security"),
            ("factor-confirm-password", "/account/confirm"),
            ("user-factors", "/users/1/factors"),
            ("enrolment", "/security"),
            ("factor-choice", "/mfa/setup"),
            ("factor-begin", "/mfa/setup?kind=totp"),
        ] {
            page.open(path).await;
            look(page, name, &mut problems).await;
        }
        page.press("Go on").await;
        page.element("svg.fab-qr").await;
        look(page, "factor-confirm", &mut problems).await;
        page.open("/mfa/setup").await;
        set_up(page).await;
        look(page, "backup-codes", &mut problems).await;
        page.open("/account/security").await;
        page.element("summary").await.click().await.unwrap();
        look(page, "safety", &mut problems).await;
        page.open("/account/confirm").await;
        look(page, "factor-confirm-again", &mut problems).await;
        page.element("button[popovertarget='account']").await.click().await.unwrap();
        page.press("Sign out").await;
        page.open("/login").await;
        page.fill("username", ADMINISTRATOR).await;
        page.fill("password", PASSWORD).await;
        page.press("Sign in").await;
        page.sees("One more step").await;
        look(page, "factor", &mut problems).await;
        page.fill("code", "000000").await;
        page.press("Sign in").await;
        page.sees("The code is wrong").await;
        look(page, "factor-refused", &mut problems).await;
        page.press("Backup code").await;
        look(page, "factor-backup", &mut problems).await;
        none(&problems);
    });
}
