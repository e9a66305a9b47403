//! The pages around people: signing in, passwords, roles, what a role allows.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::lines::{
    Line, form, new_password, password, refusal, save, username, username_of,
};
use crate::admin::pages::passkey::{self, Ask};
use crate::admin::pages::view::{
    Frame, GrantLine, GrantsView, InvitedView, LoginView, PasswordView, RoleBox, RolesView,
    SetupView,
};
use crate::admin::pages::{elsewhere, href, parts};
use crate::models::{Verb, Violations};
use crate::widgets::{Writer, theme};

pub(super) fn login(view: &LoginView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    refusal(&mut out, view.error);
    let autocomplete = if view.passkey { "username webauthn" } else { "username" };
    let name = Line { autocomplete, ..username(view.username) };
    let lines = [name, password("password", "Password", "current-password")];
    form(&mut out, href::LOGIN, csrf, &lines, &Violations::new());
    if !view.next.is_empty() {
        out.raw("<input type=\"hidden\" name=\"next\"").attr("value", view.next).raw(">");
    }
    if !view.typed.is_empty() {
        out.raw("<input type=\"hidden\" name=\"typed\"").attr("value", view.typed).raw(">");
    }
    out.raw("<button class=\"btn btn-primary fab-wide\">Sign in</button></form>");
    if view.passkey {
        let ask = Ask {
            options: href::LOGIN_PASSKEY_OPTIONS,
            action: href::LOGIN_PASSKEY,
            creates: false,
            autofill: true,
            label: "Sign in with a passkey",
            lines: &[],
            fields: &[("next", view.next), ("typed", view.typed)],
            violations: &Violations::new(),
        };
        passkey::ask(&mut out, &ask, csrf);
    }
    elsewhere::buttons(&mut out, view, csrf);
    out.raw("<p class=\"fab-forgotten\"><a").attr("href", href::FORGOTTEN);
    out.raw(">Forgotten your password?</a></p>");
    if view.registers {
        out.raw("<p class=\"fab-forgotten\"><a").attr("href", href::REGISTER);
        out.raw(">Create an account</a></p>");
    }
    Sheet {
        template: "login.html",
        title: "Sign in".to_owned(),
        content: out.finish(),
        failed: view.error.is_some(),
        ..Sheet::default()
    }
}

pub(super) fn setup(view: &SetupView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    let [mut first, mut second] = new_password(view.min_length);
    if view.first {
        (first.label, second.label) = ("Password", "Password again");
    }
    if let Some(invited) = &view.invited {
        first_steps(&mut out, invited, view.username);
    }
    if view.existing {
        let lines = [username_of(view.username), first, second];
        form(&mut out, &href::setup(view.token), csrf, &lines, view.violations);
    } else {
        let lines = [username(view.username), first, second];
        form(&mut out, &href::setup(view.token), csrf, &lines, view.violations);
    }
    out.raw("<button class=\"btn btn-primary fab-wide\">");
    out.raw(if view.existing { "Set password" } else { "Create administrator" })
        .raw("</button></form>");
    let (title, lead) = if let Some(invited) = &view.invited {
        welcome(invited)
    } else if view.existing && view.first {
        let lead = "Your address is confirmed. Choose a password, and the account is yours.";
        ("Create an account".to_owned(), lead.to_owned())
    } else if view.existing {
        let title = match view.username {
            "" => "Choose a new password".to_owned(),
            name => format!("Choose a new password for {name}"),
        };
        (title, "The link that brought you here works once.".to_owned())
    } else {
        let lead = "This account may do everything. The link that brought you here works once.";
        ("Create the first administrator".to_owned(), lead.to_owned())
    };
    Sheet {
        template: "setup.html",
        title,
        lead,
        content: out.finish(),
        failed: !view.violations.is_empty(),
        ..Sheet::default()
    }
}

/// What somebody reads first who is invited.
fn welcome(invited: &InvitedView<'_>) -> (String, String) {
    let who = match invited.by {
        Some(by) => format!("{by} invites you."),
        None => "You are invited.".to_owned(),
    };
    let lead = format!("{who} Choose a password, and the account is yours.");
    (format!("Welcome to {}", invited.site), lead)
}

/// What somebody who is invited has to know before the first sign-in.
fn first_steps(out: &mut Writer, invited: &InvitedView<'_>, username: &str) {
    out.raw("<div class=\"fab-first-steps\"><p>You sign in as <strong>")
        .text(username)
        .raw("</strong>.</p>");
    if invited.second_factor {
        out.raw("<p>Your role asks for a second factor, such as an app on your telephone. You set it up when you sign in for the first time.</p>");
    }
    out.raw("<p>This invitation works once");
    if let Some(until) = invited.until {
        out.raw(", until ");
        parts::time(out, until);
        out.raw(" UTC");
    }
    out.raw(".</p></div>");
}

pub(super) fn change_password(view: &PasswordView<'_>, frame: &Frame<'_>) -> Sheet {
    let mut out = Writer::new();
    let [first, second] = new_password(view.min_length);
    let mut lines = vec![first, second];
    let (title, lead, crumbs) = if let Some(user) = view.of {
        let title = format!("Set a password for {user}");
        (
            title,
            "All sessions of this user end, and their tokens for programs work no more.",
            parts::crumbs(&[(user, view.back), ("Password", "")]),
        )
    } else {
        lines.insert(0, password("current", "Current password", "current-password"));
        let crumbs = parts::crumbs(&[("Change password", "")]);
        (
            "Change password".to_owned(),
            "You stay signed in here; all your other sessions end. Your tokens for programs go on working; withdraw \
             them under Sessions and tokens.",
            crumbs,
        )
    };
    lines.insert(0, username_of(view.of.or(frame.user).unwrap_or_default()));
    form(&mut out, view.action, frame.csrf, &lines, view.violations);
    save(&mut out, if view.of.is_some() { "Set password" } else { "Change password" }, view.back);
    Sheet {
        template: "password.html",
        title,
        lead: lead.to_owned(),
        crumbs,
        content: out.finish(),
        failed: !view.violations.is_empty(),
        ..Sheet::default()
    }
}

pub(super) fn roles(view: &RolesView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    refusal(&mut out, view.error);
    out.raw("<fab-dirty><form class=\"fab-form\" method=\"post\"")
        .attr("action", view.action)
        .raw(">");
    parts::csrf(&mut out, csrf);
    out.raw("<fieldset class=\"fab-part\"><legend>Roles</legend>");
    for (place, role) in view.roles.iter().enumerate() {
        role_box(&mut out, place, role);
    }
    if view.roles.is_empty() {
        out.raw("<p>There are no roles yet.</p>");
    }
    out.raw("</fieldset>");
    save(&mut out, "Save roles", view.back);
    out.raw("</fab-dirty>");
    Sheet {
        template: "roles.html",
        title: format!("Roles of {}", view.user),
        lead: "What a user may do is what any of their roles allows.".to_owned(),
        crumbs: parts::crumbs(&[(view.user, view.back), ("Roles", view.action)]),
        content: out.finish(),
        failed: view.error.is_some(),
        ..Sheet::default()
    }
}

pub(super) fn role_box(out: &mut Writer, place: usize, role: &RoleBox) {
    let id = format!("role-{place}");
    out.raw("<div class=\"form-check fab-field\"><input class=\"").raw(theme::CHECK);
    out.raw("\" type=\"checkbox\" name=\"role\"").attr("id", &id).attr("value", &role.value);
    if !role.help.is_empty() {
        out.raw(" aria-describedby=\"").text(&id).raw("-help\"");
    }
    out.flag("checked", role.checked).flag("disabled", role.fixed);
    out.raw("><label class=\"").raw(theme::CHECK_LABEL).raw("\"").attr("for", &id).raw(">");
    out.text(&role.label).raw("</label>");
    if !role.help.is_empty() {
        out.raw("<div class=\"").raw(theme::HELP).raw("\" id=\"").text(&id).raw("-help\">");
        out.text(&role.help).raw("</div>");
    }
    out.raw("</div>");
}

pub(super) fn grants(view: &GrantsView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    refusal(&mut out, view.error);
    out.raw("<fab-dirty><form method=\"post\"").attr("action", view.action).raw(">");
    parts::csrf(&mut out, csrf);
    matrix(&mut out, view);
    if view.fixed {
        out.raw("<div class=\"fab-bar\"><a class=\"").raw(theme::SECONDARY).raw("\"");
        out.attr("href", view.back).raw(">Go back</a></div></form>");
    } else {
        save(&mut out, "Save permissions", view.back);
    }
    out.raw("</fab-dirty>");
    let lead = if view.fixed {
        "This role stands in the program; it can only be looked at here."
    } else {
        "Whoever has this role may do what is ticked."
    };
    Sheet {
        template: "grants.html",
        title: format!("What {} allows", view.role),
        lead: lead.to_owned(),
        crumbs: parts::crumbs(&[(view.role, view.back), ("Permissions", view.action)]),
        content: out.finish(),
        failed: view.error.is_some(),
        ..Sheet::default()
    }
}

fn matrix(out: &mut Writer, view: &GrantsView<'_>) {
    let has_actions = view.lines.iter().any(|line| !line.actions.is_empty());
    out.raw(
        "<div class=\"fab-table-frame\" role=\"region\" tabindex=\"0\" aria-label=\"Permissions\">",
    );
    out.raw("<table class=\"fab-table fab-matrix\"><caption class=\"visually-hidden\">Permissions by model</caption><thead><tr><th scope=\"col\">Model</th>");
    for verb in Verb::ALL {
        out.raw("<th scope=\"col\" class=\"fab-center\">").raw(verb_label(*verb)).raw("</th>");
    }
    if has_actions {
        out.raw("<th scope=\"col\">Actions</th>");
    }
    out.raw("</tr></thead><tbody>");
    for line in view.lines {
        out.raw("<tr><th scope=\"row\">").text(&line.label).raw("</th>");
        for verb in Verb::ALL {
            verb_cell(out, view, line, *verb);
        }
        if has_actions {
            out.raw("<td data-label=\"Actions\">");
            for (name, label, granted) in &line.actions {
                out.raw("<label class=\"fab-grant-action\">");
                grant(
                    out,
                    &Grant {
                        model: &line.model,
                        name,
                        granted: *granted,
                        label: None,
                        fixed: view.fixed,
                    },
                );
                out.raw(" ").text(label).raw("</label>");
            }
            out.raw("</td>");
        }
        out.raw("</tr>");
    }
    out.raw("</tbody></table></div>");
}

fn verb_cell(out: &mut Writer, view: &GrantsView<'_>, line: &GrantLine, verb: Verb) {
    out.raw("<td class=\"fab-center\"").attr("data-label", verb_label(verb)).raw(">");
    match line.verbs.iter().find(|(found, _)| *found == verb) {
        Some((_, granted)) => {
            let label = format!("{} {}", verb_label(verb), parts::lower(&line.label));
            let grant_box = Grant {
                model: &line.model,
                name: verb.name(),
                granted: *granted,
                label: Some(&label),
                fixed: view.fixed,
            };
            grant(out, &grant_box);
        }
        None => {
            out.raw("<span class=\"fab-empty\" aria-hidden=\"true\">–</span><span class=\"visually-hidden\">not possible</span>");
        }
    }
    out.raw("</td>");
}

/// One box of the matrix.
struct Grant<'a> {
    model: &'a str,
    name: &'a str,
    granted: bool,
    label: Option<&'a str>,
    fixed: bool,
}

fn grant(out: &mut Writer, grant: &Grant<'_>) {
    out.raw("<input class=\"").raw(theme::CHECK).raw("\" type=\"checkbox\" name=\"grant\"");
    out.attr_display("value", format_args!("{}.{}", grant.model, grant.name));
    out.attr_some("aria-label", grant.label);
    out.flag("checked", grant.granted).flag("disabled", grant.fixed).raw(">");
}

const fn verb_label(verb: Verb) -> &'static str {
    match verb {
        Verb::List => "List",
        Verb::Show => "Show",
        Verb::Add => "Add",
        Verb::Edit => "Edit",
        Verb::Delete => "Delete",
        Verb::Export => "Export",
        Verb::Reveal => "Reveal",
    }
}
