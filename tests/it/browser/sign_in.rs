//! How do people come in and go out?

use fab_tests::site::ADMINISTRATOR;

use super::{Scripts, in_browser, signed_in};

#[test]
fn a_visitor_is_sent_to_the_sign_in_and_then_where_they_wanted_to_go() {
    in_browser(Scripts::On, async |page| {
        page.open("/products").await;
        assert!(page.path().await.starts_with("/login"), "{}", page.path().await);
        page.fill("username", ADMINISTRATOR).await;
        page.fill("password", fab_tests::site::PASSWORD).await;
        page.press("Sign in").await;
        page.sees("Lantern 01").await;
        assert_eq!(page.path().await, "/products");
    });
}

#[test]
fn a_wrong_password_is_refused_without_saying_what_was_wrong() {
    in_browser(Scripts::On, async |page| {
        let mut answers = Vec::new();
        for name in [ADMINISTRATOR, "nobody"] {
            page.open("/login").await;
            page.fill("username", name).await;
            page.fill("password", "not the password").await;
            page.press("Sign in").await;
            page.element("main [role='alert'], main .alert, main .fab-notice, main form").await;
            answers.push(page.element("main").await.text().await.unwrap().replace(name, ""));
        }
        assert!(page.path().await.starts_with("/login"));
        assert_eq!(strip_request(&answers[0]), strip_request(&answers[1]));
    });
}

fn strip_request(text: &str) -> &str {
    text.split("request").next().unwrap_or_default()
}

#[test]
fn who_signs_out_is_out() {
    signed_in(Scripts::On, async |page| {
        page.element("button[popovertarget='account']").await.click().await.unwrap();
        page.press("Sign out").await;
        page.sees("Sign in").await;
        page.open("/products").await;
        page.sees("Sign in").await;
    });
}
