//! Every page about second factors, from realistic facts.

use chrono::{DateTime, TimeDelta, Utc};

use crate::admin::pages::Pages;
use crate::admin::pages::tests::gallery::Site;
use crate::admin::pages::view::{
    BackupCodesView, BeginFactorView, ChooseFactorView, ConfirmFactorView, DeviceLine,
    EnrolmentView, EventLine, FactorLine, Frame, KindLine, Pending, PersonFactorsLine, Proof,
    ProofView, RolePolicyLine, SafetyView, Theme, UserFactorsView, WayLine,
};
use crate::models::{Violation, Violations};
use crate::widgets::Html;

const APP: KindLine = KindLine {
    value: "totp",
    label: "Authenticator app",
    help: "An app on your phone shows a new code every half minute.",
    icon: "phone",
};
const SMS: KindLine = KindLine {
    value: "sms",
    label: "Text message",
    help: "A code is sent to your phone. Weaker: numbers can be taken over.",
    icon: "chat-dots",
};
const URI: &str = "otpauth://totp/Shop%20back%20office:grace.hopper?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Shop%20back%20office";

fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn proofs(pages: &Pages, nobody: &Frame<'_>, frame: &Frame<'_>) -> Vec<(&'static str, Html)> {
    let none = Violations::new();
    let wrong = Violations::at("code", Violation::new("wrong", "The code is wrong"));
    let way = |value: &str, label: &str, icon| WayLine {
        value: value.to_owned(),
        label: label.to_owned(),
        icon,
    };
    let others = [
        way("7", "Text message to +49 … 12", "chat-dots"),
        way("backup", "Backup code", "ticket-perforated"),
    ];
    let app = ProofView {
        again: false,
        by_password: true,
        action: "/mfa",
        send: "/mfa/send",
        proof: Proof::App,
        way: "totp",
        name: "My <phone>",
        others: &others,
        open: true,
        locked: &[],
        own_mailbox: &[],
        trust: Some(std::time::Duration::from_hours(14 * 24)),
        next: "/customers",
        typed: "",
        violations: &none,
    };
    let to = "+49 … 12";
    let unsent =
        ProofView { proof: Proof::Sent { to, sent: None }, way: "7", name: "", ..app.clone() };
    let times = Some((noon(), noon() - TimeDelta::minutes(4)));
    let sent = ProofView { proof: Proof::Sent { to, sent: times }, ..unsent.clone() };
    let unsendable = ProofView { proof: Proof::Unsendable { to }, ..unsent.clone() };
    let backup = ProofView { proof: Proof::Backup, way: "backup", others: &[], ..app.clone() };
    let again = ProofView { again: true, typed: "a=1", violations: &none, ..app.clone() };
    let password =
        ProofView { proof: Proof::Password, way: "password", others: &[], ..again.clone() };
    let elsewhere =
        ProofView { proof: Proof::Elsewhere, way: "totp", open: false, ..password.clone() };
    vec![
        ("factor", pages.proof(nobody, &app).unwrap()),
        ("factor-failed", pages.proof(nobody, &ProofView { violations: &wrong, ..app }).unwrap()),
        ("factor-unsent", pages.proof(nobody, &unsent).unwrap()),
        ("factor-unsendable", pages.proof(nobody, &unsendable).unwrap()),
        ("factor-sent", pages.proof(nobody, &sent).unwrap()),
        ("factor-backup", pages.proof(nobody, &backup).unwrap()),
        ("confirm", pages.proof(frame, &again).unwrap()),
        ("confirm-password", pages.proof(frame, &password).unwrap()),
        ("confirm-elsewhere", pages.proof(frame, &elsewhere).unwrap()),
    ]
}

fn wizard(pages: &Pages, nobody: &Frame<'_>, frame: &Frame<'_>) -> Vec<(&'static str, Html)> {
    let none = Violations::new();
    let wrong = Violations::at("code", Violation::new("wrong", "The code is wrong"));
    let phone = Violations::at(
        "destination",
        Violation::new("phone", "Write it with the country, such as +49 170 1234567"),
    );
    let unsaved =
        Violations::at("saved", Violation::new("required", "Tick this when you have kept them"));
    let choose = ChooseFactorView { kinds: &[APP, SMS], action: "/mfa/setup", must: true };
    let begin = BeginFactorView {
        kind: &APP,
        destination: None,
        action: "/mfa/setup",
        back: "/mfa/setup",
        name: "Authenticator app",
        to: "",
        must: false,
        violations: &none,
    };
    let sms = BeginFactorView {
        kind: &SMS,
        destination: Some(("Phone number", "With the country, such as +49 170 1234567.")),
        to: "0170",
        must: true,
        violations: &phone,
        ..begin.clone()
    };
    let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    let confirm = ConfirmFactorView {
        pending: Pending::App { uri: URI, secret },
        factor: 3,
        action: "/mfa/setup/confirm",
        send: "/mfa/setup/send",
        back: "/mfa/setup",
        must: false,
        violations: &none,
    };
    let sent = ConfirmFactorView {
        pending: Pending::Sent {
            to: "g…@example.com",
            sent: Some((noon(), noon() - TimeDelta::minutes(9))),
        },
        must: true,
        violations: &wrong,
        ..confirm.clone()
    };
    let codes: Vec<String> =
        (0..10).map(|n| format!("AB{n}D-EFGH-JKMN-PQRS-TVWX-YZ{n}1")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let kept = BackupCodesView { codes: &codes, action: "/mfa/setup/kept", violations: &none };
    let unkept = BackupCodesView { violations: &unsaved, ..kept.clone() };
    vec![
        ("factor-choose", pages.choose_factor(nobody, &choose).unwrap()),
        ("factor-begin", pages.begin_factor(frame, &begin).unwrap()),
        ("factor-begin-failed", pages.begin_factor(nobody, &sms).unwrap()),
        ("factor-confirm", pages.confirm_factor(frame, &confirm).unwrap()),
        ("factor-confirm-failed", pages.confirm_factor(nobody, &sent).unwrap()),
        ("backup-codes", pages.backup_codes(frame, &kept).unwrap()),
        ("backup-codes-failed", pages.backup_codes(frame, &unkept).unwrap()),
    ]
}

fn factors() -> [FactorLine; 2] {
    let line = |id, kind, icon, name: &str, to: Option<&str>, locked: bool| FactorLine {
        id,
        kind,
        icon,
        name: name.to_owned(),
        destination: to.map(str::to_owned),
        created_at: noon(),
        last_used_at: (!locked).then(noon),
        locked,
        own_mailbox: false,
    };
    [
        line(3, "Authenticator app", "phone", "My <phone>", None, false),
        line(7, "Text message", "chat-dots", "Old phone", Some("+49 … 12"), true),
    ]
}

fn own(pages: &Pages, frame: &Frame<'_>) -> Vec<(&'static str, Html)> {
    let none = Violations::new();
    let factors = factors();
    let event = |what: &str, failed| EventLine {
        at: noon(),
        what: what.to_owned(),
        failed,
        address: Some("192.0.2.7".to_owned()),
        device: "Firefox on Linux".to_owned(),
    };
    let devices = [DeviceLine {
        id: "c0ffee".to_owned(),
        device: "Firefox on Linux".to_owned(),
        address: Some("192.0.2.7".to_owned()),
        used_at: noon(),
        until: noon() + TimeDelta::days(14),
        current: true,
    }];
    let events = [event("Signed in", false), event("Second factor refused", true)];
    let twice =
        Violations::at("name", Violation::new("required", "Give it a name that you know it by"));
    let safety = SafetyView {
        action: "/account/security",
        factors: &factors,
        codes_left: 2,
        policy: "One of your roles asks for a second factor.",
        required: true,
        grace_until: None,
        devices: &devices,
        events: &events,
        renamed: Some(7),
        violations: &none,
    };
    let empty = SafetyView {
        factors: &[],
        devices: &[],
        grace_until: Some(noon()),
        events: &[],
        ..safety.clone()
    };
    let failed = SafetyView { codes_left: 8, violations: &twice, ..safety.clone() };
    vec![
        ("safety", pages.safety(frame, &safety).unwrap()),
        ("safety-empty", pages.safety(frame, &empty).unwrap()),
        ("safety-failed", pages.safety(frame, &failed).unwrap()),
    ]
}

fn office(pages: &Pages, frame: &Frame<'_>) -> Vec<(&'static str, Html)> {
    let none = Violations::new();
    let factors = factors();
    let reason =
        Violations::at("reason", Violation::new("required", "Say how you know that it is them"));
    let user = UserFactorsView {
        user: "hana.kim",
        back: "/users/2",
        action: "/users/2/factors",
        factors: &factors,
        codes_left: Some(4),
        policy: "A second factor is asked for.",
        taken_away: false,
        may_reset: true,
        reason: "",
        made: None,
        violations: &reason,
    };
    let made = UserFactorsView {
        factors: &[],
        made: Some(("https://shop.example/setup/abc", "2026-09-22 12:00 UTC")),
        violations: &none,
        ..user.clone()
    };
    let roles = ["Admin", "Clerk"].map(|name| RolePolicyLine {
        name: name.to_owned(),
        href: Some("/roles/1/edit".to_owned()),
        level: "Required",
        grace_days: 14,
        people: 3,
        with_factor: 1,
    });
    let people = [("hana.kim", "", true), ("grace.hopper", "Authenticator app", false)].map(
        |(name, factors, missing)| PersonFactorsLine {
            name: name.to_owned(),
            href: Some("/users/2/factors".to_owned()),
            roles: "Admin, Clerk".to_owned(),
            factors: factors.to_owned(),
            missing,
        },
    );
    let enrolment = EnrolmentView {
        roles: &roles,
        people: &people,
        count: 2,
        with_factor: 1,
        missing: 1,
        more: true,
    };
    vec![
        ("user-factors", pages.user_factors(frame, &user).unwrap()),
        ("user-factors-made", pages.user_factors(frame, &made).unwrap()),
        ("enrolment", pages.enrolment(frame, &enrolment).unwrap()),
    ]
}

/// All of them.
pub(super) fn all(pages: &Pages, theme: Theme) -> Vec<(&'static str, Html)> {
    let site = Site::new();
    let frame = site.frame(theme);
    let nobody = Frame { user: None, menu: &[], ..site.frame(theme) };
    let mut found = proofs(pages, &nobody, &frame);
    found.extend(wizard(pages, &nobody, &frame));
    found.extend(own(pages, &frame));
    found.extend(office(pages, &frame));
    found
}

#[test]
fn m06_the_codes_that_can_be_downloaded_are_those_of_the_page_and_nothing_is_asked_for_them() {
    let pages = Pages::new(None).unwrap();
    let html = all(&pages, Theme::Auto).into_iter().find(|(name, _)| *name == "backup-codes");
    let html = html.unwrap().1.into_string();
    let (_, file) = html.split_once("href=\"data:text/plain;charset=utf-8,").unwrap();
    let (file, _) = file.split_once('"').unwrap();
    let file = crate::admin::pairs::decode_segment(file).unwrap();
    assert!(file.starts_with("Backup codes for Shop back office, grace.hopper\n"), "{file}");
    assert_eq!(
        file.lines().filter(|line| html.contains(&format!("<code>{line}</code>"))).count(),
        10
    );
}

#[test]
fn a_page_says_nothing_of_what_a_secret_is_beyond_its_picture_and_its_control() {
    let pages = Pages::new(None).unwrap();
    let html = all(&pages, Theme::Auto).into_iter().find(|(name, _)| *name == "factor-confirm");
    let html = html.unwrap().1.into_string();
    assert!(!html.contains("otpauth:"), "the address stands in the picture alone");
    assert_eq!(html.matches("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ").count(), 1);
}

#[test]
fn the_box_for_trust_stands_where_a_code_can_be_given_and_nowhere_else() {
    let pages = Pages::new(None).unwrap();
    let boxed = |html: Html| html.into_string().contains("name=\"trust\"");
    let with: Vec<&str> = all(&pages, Theme::Auto)
        .into_iter()
        .filter_map(|(name, html)| boxed(html).then_some(name))
        .collect();
    assert_eq!(with, ["factor", "factor-failed", "factor-sent", "factor-backup"]);
}

#[test]
fn somebody_whom_a_provider_vouched_for_is_not_told_of_a_password() {
    let pages = Pages::new(None).unwrap();
    let (site, none) = (Site::new(), Violations::new());
    let nobody = Frame { user: None, menu: &[], ..site.frame(Theme::Auto) };
    let view = ProofView {
        again: false,
        by_password: false,
        action: "/mfa",
        send: "/mfa/send",
        proof: Proof::App,
        way: "totp",
        name: "",
        others: &[],
        open: true,
        locked: &[],
        own_mailbox: &[],
        trust: None,
        next: "",
        typed: "",
        violations: &none,
    };
    let told = |view: &ProofView<'_>| pages.proof(&nobody, view).unwrap().into_string();
    assert!(!told(&view).contains("password was right"));
    assert!(told(&ProofView { by_password: true, ..view }).contains("password was right"));
}
