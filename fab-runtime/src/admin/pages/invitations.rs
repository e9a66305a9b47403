//! Where people are invited, and what becomes of those who have not come yet.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::lines::{Line, OPTIONAL, OPTIONAL_EMAIL};
use crate::admin::pages::view::{InvitationLine, InvitationView, InvitationsView};
use crate::admin::pages::{href, parts, people};
use crate::models::Tone;
use crate::widgets::{Writer, icon, theme};

const TEMPLATE: &str = "invitations.html";

pub(super) fn sheet(view: &InvitationsView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    invite(&mut out, view, csrf);
    waiting(&mut out, view.waiting, csrf);
    Sheet {
        template: TEMPLATE,
        title: "Invitations".to_owned(),
        lead: "Whoever is invited chooses a password of their own by a link that works once."
            .to_owned(),
        crumbs: parts::crumbs(&[("Users", view.back), ("Invitations", "")]),
        content: out.finish(),
        failed: !view.violations.is_empty(),
        ..Sheet::default()
    }
}

fn lines<'a>(view: &InvitationsView<'a>) -> [Line<'a>; 3] {
    let line = |name, label, kind, text, help: &str| {
        let autocomplete = "off";
        Line { name, label, kind, autocomplete, text, help: help.to_owned() }
    };
    let email =
        if view.sends { "Where the invitation goes." } else { "Where the person can be reached." };
    [
        line("email", "E-mail", OPTIONAL_EMAIL, view.email, email),
        line("display_name", "Name", OPTIONAL, view.display_name, "The name that others see."),
        line(
            "username",
            "User name",
            OPTIONAL,
            view.username,
            "The name to sign in with; left blank, it is the e-mail address.",
        ),
    ]
}

fn invite(out: &mut Writer, view: &InvitationsView<'_>, csrf: &str) {
    let lines = lines(view);
    out.raw("<section class=\"fab-access\"><h2>Invite somebody</h2>");
    parts::summary(out, view.violations, |name| {
        let place = lines.iter().position(|line| line.name == name)?;
        lines.get(place).map(|line| (place, line.name.to_owned(), line.label.to_owned()))
    });
    out.raw("<form class=\"fab-form\" method=\"post\"").attr("action", view.action).raw(">");
    parts::csrf(out, csrf);
    out.raw("<div class=\"fab-part\">");
    for line in &lines {
        line.write(out, view.violations);
    }
    if !view.roles.is_empty() {
        out.raw("<fieldset class=\"fab-field\"><legend class=\"")
            .raw(theme::LABEL)
            .raw("\">Roles</legend>");
        for (place, role) in view.roles.iter().enumerate() {
            people::role_box(out, place, role);
        }
        out.raw("</fieldset>");
    }
    out.raw("<div class=\"").raw(theme::HELP).raw("\">The link works for ").text(view.life);
    out.raw(".</div></div>");
    out.raw("<div class=\"fab-bar\">");
    if view.sends {
        Deed::main("send", "envelope", "Send the invitation").write(out);
    }
    handing_over(view.sends).write(out);
    out.raw("<a class=\"fab-cancel\"")
        .attr("href", view.back)
        .raw(">Cancel</a></div></form></section>");
}

/// A button that says what to do.
struct Deed<'a> {
    name: &'static str,
    class: &'static str,
    icon: &'static str,
    label: &'a str,
    /// Whom it is about, for who does not see the line that it stands in.
    about: &'a str,
}

impl Deed<'_> {
    const fn main(name: &'static str, icon: &'static str, label: &'static str) -> Self {
        Deed { name, class: theme::PRIMARY, icon, label, about: "" }
    }

    const fn other(name: &'static str, icon: &'static str, label: &'static str) -> Self {
        Deed { name, class: theme::SECONDARY, icon, label, about: "" }
    }

    fn write(&self, out: &mut Writer) {
        out.raw("<button name=\"do\"").attr("value", self.name).attr("class", self.class).raw(">");
        if !self.icon.is_empty() {
            icon::icon(out, self.icon);
        }
        out.text(self.label);
        if !self.about.is_empty() {
            out.raw("<span class=\"")
                .raw(theme::HIDDEN)
                .raw("\">: ")
                .text(self.about)
                .raw("</span>");
        }
        out.raw("</button>");
    }
}

const HAND_OVER: &str = "Make a link to hand over";

/// The button of a link to hand over: the main one where nothing can be sent.
const fn handing_over(sends: bool) -> Deed<'static> {
    if sends {
        Deed::other("show", "link-45deg", HAND_OVER)
    } else {
        Deed::main("show", "link-45deg", HAND_OVER)
    }
}

fn waiting(out: &mut Writer, lines: &[InvitationLine], csrf: &str) {
    out.raw("<section class=\"fab-access\"><h2>Who has not come yet</h2>");
    if lines.is_empty() {
        out.raw("<p>Nobody waits: everybody who was invited has chosen a password.</p></section>");
        return;
    }
    out.raw("<div class=\"fab-table-frame\" role=\"region\" tabindex=\"0\" aria-label=\"Invitations\"><table class=\"fab-table\"><caption class=\"");
    out.raw(theme::HIDDEN).raw("\">Invitations</caption><thead><tr>");
    for head in ["Who", "Invited by", "When", "Link works until"] {
        out.raw("<th scope=\"col\">").raw(head).raw("</th>");
    }
    out.raw("<th scope=\"col\"><span class=\"")
        .raw(theme::HIDDEN)
        .raw("\">What to do</span></th></tr></thead><tbody>");
    for line in lines {
        one(out, line, csrf);
    }
    out.raw("</tbody></table></div></section>");
}

fn one(out: &mut Writer, line: &InvitationLine, csrf: &str) {
    out.raw("<tr><th scope=\"row\" data-label=\"Who\">");
    match &line.href {
        Some(href) => out.raw("<a").attr("href", href).raw(">").text(&line.username).raw("</a>"),
        None => out.text(&line.username),
    };
    out.raw("</th><td data-label=\"Invited by\">")
        .text(line.invited_by.as_deref().unwrap_or("the program"));
    out.raw("</td><td data-label=\"When\">");
    parts::time(out, line.invited_at);
    out.raw("</td><td data-label=\"Link works until\">");
    until(out, line);
    out.raw("</td><td>");
    deeds(out, line, csrf);
    out.raw("</td></tr>");
}

fn until(out: &mut Writer, line: &InvitationLine) {
    parts::time(out, line.expires_at);
    if line.expired {
        out.raw(" <span class=\"").raw(theme::badge(Tone::Warning)).raw("\">over</span>");
    }
}

fn deeds(out: &mut Writer, line: &InvitationLine, csrf: &str) {
    out.raw("<form class=\"fab-both\" method=\"post\"").attr("action", &line.action).raw(">");
    parts::csrf(out, csrf);
    let again = match line.address {
        Some(_) => Deed::other("send", "", "Send again"),
        None => Deed::other("show", "", "Make another link"),
    };
    for deed in [again, Deed::other("withdraw", "", "Withdraw")] {
        Deed { about: &line.username, ..deed }.write(out);
    }
    out.raw("</form>");
}

pub(super) fn invitation(view: &InvitationView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    out.raw("<div class=\"fab-narrow\">");
    match view.made {
        Some(made) => handed(&mut out, view, made),
        None => question(&mut out, view, csrf),
    }
    out.raw("</div>");
    Sheet {
        template: TEMPLATE,
        title: match view.pending {
            Some(_) => format!("The invitation of {}", view.user),
            None => format!("Invite {}", view.user),
        },
        lead: "Whoever opens the link chooses the first password of this user.".to_owned(),
        crumbs: parts::crumbs(&[(view.user, view.back), ("Invitation", "")]),
        content: out.finish(),
        ..Sheet::default()
    }
}

/// The one time that the link is shown.
fn handed(out: &mut Writer, view: &InvitationView<'_>, (link, until): (&str, &str)) {
    out.raw("<p><label class=\"").raw(theme::LABEL).raw("\" for=\"link\">The link</label>");
    out.raw("<input id=\"link\" class=\"").raw(theme::INPUT_CODE).raw("\" readonly");
    out.attr("value", link).raw("></p><p>It works once, until <strong>").text(until);
    out.raw("</strong>, and is shown only now. Give it to nobody but ").text(view.user);
    out.raw(".</p><div class=\"fab-bar\"><a class=\"").raw(theme::SECONDARY).raw("\"");
    out.attr("href", href::INVITATIONS).raw(">Done</a></div>");
}

fn question(out: &mut Writer, view: &InvitationView<'_>, csrf: &str) {
    match view.pending {
        Some(line) => {
            out.raw("<p>");
            match &line.invited_by {
                Some(by) => out.text(by).raw(" invited this user on "),
                None => out.raw("This user was invited on "),
            };
            parts::time(out, line.invited_at);
            out.raw(if line.sent { "; the link was sent" } else { "; the link was handed over" });
            out.raw(", and no password was chosen yet. It works until <strong>");
            until(out, line);
            out.raw("</strong>.</p>");
        }
        None => {
            out.raw("<p>This user has no password and is not invited.</p>");
        }
    }
    out.raw("<p>A new link works once, for ")
        .text(view.life)
        .raw("; the one before is dead then.</p>");
    out.raw("<form method=\"post\" class=\"fab-bar\"").attr("action", view.action).raw(">");
    parts::csrf(out, csrf);
    if let Some(address) = view.address {
        let again = if view.pending.is_some() { "Send again" } else { "Send" };
        let label = format!("{again} to {address}");
        Deed { label: &label, ..Deed::main("send", "envelope", "") }.write(out);
    }
    handing_over(view.address.is_some()).write(out);
    if view.pending.is_some() {
        Deed::other("withdraw", "x-circle", "Withdraw").write(out);
    }
    out.raw("<a class=\"fab-cancel\"").attr("href", view.back).raw(">Cancel</a></form>");
}
