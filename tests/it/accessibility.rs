//! Can everybody use the pages? Each is looked at by axe in light and dark, and folds to a narrow window.

use fab::crypto::AppSecret;
use fab::security::{PasswordCost, RoleSpec, SecurityOptions};
use fab_tests::pigeons::{Mood, Pigeons};
use fab_tests::site::{ADMINISTRATOR, PASSWORD};

use crate::browser::{
    Colours, Page, Scripts, at_services, at_site, fill, give_password, in_browser,
    in_trusting_browser, keep_codes, second, set_up, shop_app, sign_out, signed_in, try_mail,
};

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
            ("email", "/account/email"),
            ("invitations-empty", "/users/invitations"),
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
fn the_page_of_services_is_accessible_on_a_bad_night() {
    at_services(Scripts::On, async |page, served, pigeons| {
        let mut problems = Vec::new();
        look(page, "services-before", &mut problems).await;
        for (mood, address) in [
            (Mood::Willing, "ann@example.com"),
            (Mood::Refusing, "bob@example.com"),
            (Mood::Away, "cem@example.com"),
        ] {
            pigeons.set(mood);
            try_mail(page, served, address).await;
        }
        page.open("/services").await;
        page.sees("They wait for a person").await;
        page.sees("They wait for their turn").await;
        look(page, "services", &mut problems).await;
        page.evaluate("window.scrollTo(0, 1300)").await;
        page.picture("services-below").await;
        page.width(390).await;
        page.picture("services-phone").await;
        page.evaluate("window.scrollTo(0, 2000)").await;
        page.picture("services-phone-below").await;
        page.width(1280).await;
        page.fill("number", "0151 2345678").await;
        page.press("Send a test text message").await;
        page.sees("There is a problem").await;
        look(page, "services-refused", &mut problems).await;
        none(&problems);
    });
}

#[test]
fn pages_about_invitations_are_accessible_and_work_without_scripts() {
    signed_in(Scripts::Off, async |page| {
        page.open("/users").await;
        page.follow("Invite").await;
        page.fill("email", "grace@example.com").await;
        page.fill("display_name", "Grace Hopper").await;
        page.fill("username", "grace").await;
        page.press("Make a link to hand over").await;
        page.sees("is shown only now").await;
        let link = page.element("#link").await.prop("value").await.unwrap().unwrap();
        page.follow("Done").await;
        page.sees("grace").await;
        page.press("Make another link: grace").await;
        page.sees("is shown only now").await;
        let (_, old) = link.split_once("/setup/").unwrap();
        page.open(&format!("/setup/{old}")).await;
        page.misses("Welcome").await;
        page.open("/users/invitations").await;
        page.press("Withdraw: grace").await;
        page.sees("is withdrawn").await;
    });
    signed_in(Scripts::On, async |page| {
        let mut problems = Vec::new();
        page.open("/users/invitations").await;
        page.press("Make a link to hand over").await;
        page.sees("There is a problem").await;
        look(page, "invitations-refused", &mut problems).await;
        page.fill("email", "grace@example.com").await;
        page.press("Make a link to hand over").await;
        page.sees("is shown only now").await;
        look(page, "invitation-made", &mut problems).await;
        let link = page.element("#link").await.prop("value").await.unwrap().unwrap();
        page.open("/users/invitations").await;
        look(page, "invitations", &mut problems).await;
        page.open("/users/2/invitation").await;
        look(page, "invitation", &mut problems).await;
        page.open("/users/2").await;
        look(page, "user-invited", &mut problems).await;
        let (_, token) = link.split_once("/setup/").unwrap();
        page.open(&format!("/setup/{token}")).await;
        page.sees("Welcome to").await;
        look(page, "invited", &mut problems).await;
        none(&problems);
    });
}

#[test]
fn pages_that_send_links_are_accessible() {
    let app = shop_app().role(RoleSpec::new("Reader")).registration("Reader");
    let mut options = SecurityOptions::new(AppSecret::generate().unwrap());
    options.password_cost = PasswordCost::CHEAPEST;
    options.post.mail = Some(Pigeons::new());
    at_site(&app, options, Scripts::On, async |page, served| {
        fill(served.security.store()).await;
        let mut problems = Vec::new();
        page.open("/login").await;
        look(page, "login-registering", &mut problems).await;
        page.follow("Create an account").await;
        look(page, "register", &mut problems).await;
        page.fill("email", "zoe@example.com").await;
        page.press("Send a link").await;
        look(page, "register-sent", &mut problems).await;
        page.open("/forgotten").await;
        look(page, "forgotten-by-mail", &mut problems).await;
        let anna = served.security.find_user(ADMINISTRATOR).await.unwrap().unwrap();
        let anna = fab::models::ActorId(anna.id);
        let link = served.security.reset_link(anna, fab::security::By::Program).await.unwrap();
        page.open(&format!("/setup/{}", link.expose())).await;
        look(page, "reset", &mut problems).await;
        page.fill("password", "short").await;
        page.fill("password_again", "short").await;
        page.press("Set password").await;
        page.sees("There is a problem").await;
        look(page, "reset-refused", &mut problems).await;
        page.open("/login").await;
        page.fill("username", ADMINISTRATOR).await;
        page.fill("password", PASSWORD).await;
        page.press("Sign in").await;
        page.sees("Products").await;
        page.open("/account/email").await;
        look(page, "email-change", &mut problems).await;
        page.open("/users/invitations").await;
        look(page, "invitations-by-mail", &mut problems).await;
        page.open("/users/1/edit").await;
        look(page, "user-edit", &mut problems).await;
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

#[test]
fn pages_about_trusted_devices_are_accessible() {
    in_trusting_browser(Scripts::On, async |page| {
        let mut problems = Vec::new();
        give_password(page).await;
        page.open("/mfa/setup").await;
        let (phone, codes) = set_up(page).await;
        keep_codes(page).await;
        sign_out(page).await;
        give_password(page).await;
        page.sees("One more step").await;
        look(page, "factor-trust", &mut problems).await;
        page.press("Backup code").await;
        look(page, "factor-trust-backup", &mut problems).await;
        page.element("#trust").await.click().await.unwrap();
        page.fill("code", &codes[0]).await;
        page.press("Sign in").await;
        page.sees("Products").await;
        page.open("/account/security").await;
        page.sees("Trusted devices").await;
        look(page, "safety-device", &mut problems).await;
        // A second one, and the button for both.
        page.forget().await;
        give_password(page).await;
        page.element("#trust").await.click().await.unwrap();
        page.fill("code", &phone.code(second() + 30)).await;
        page.press("Sign in").await;
        page.sees("Products").await;
        page.open("/account/security").await;
        page.sees("Ask again on all of them").await;
        look(page, "safety-devices", &mut problems).await;
        none(&problems);
    });
}

#[test]
fn pages_where_factors_are_taken_away_are_accessible() {
    signed_in(Scripts::On, async |page| {
        let mut problems = Vec::new();
        page.open("/users/add").await;
        page.fill("username", "bo").await;
        page.fill("display_name", "Bo Berg").await;
        page.press("Save").await;
        page.open("/users/2/password").await;
        page.fill("password", PASSWORD).await;
        page.fill("password_again", PASSWORD).await;
        page.press("Set password").await;
        sign_out(page).await;
        page.fill("username", "bo").await;
        page.fill("password", PASSWORD).await;
        page.press("Sign in").await;
        page.open("/mfa/setup").await;
        set_up(page).await;
        keep_codes(page).await;
        sign_out(page).await;
        give_password(page).await;
        page.sees("Products").await;
        page.open("/users/2/factors").await;
        look(page, "user-factors-set-up", &mut problems).await;
        page.in_new_tab(async |other| {
            other.open("/users/2/factors").await;
            other.fill("reason", "Lost the phone").await;
            other.press("Take all factors away").await;
            other.sees("It works once").await;
            look(other, "user-factors-link", &mut problems).await;
        })
        .await;
        page.fill("reason", "Lost the phone").await;
        page.press("Take all factors away").await;
        page.sees("This was done a moment ago").await;
        look(page, "user-factors-late", &mut problems).await;
        page.sees("Make another link").await;
        page.open("/security").await;
        look(page, "enrolment-people", &mut problems).await;
        none(&problems);
    });
}
