//! The page of sessions and tokens: what there is, and a button to end each.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::parts;
use crate::admin::pages::view::{AccessView, SessionLine, TokenForm, TokenLine};
use crate::models::Tone;
use crate::widgets::{Writer, field, icon, theme};

pub(super) fn sheet(view: &AccessView<'_>, csrf: &str) -> Sheet {
    let mut out = Writer::new();
    if let Some(token) = view.made {
        made(&mut out, token);
    }
    sessions(&mut out, view, csrf);
    tokens(&mut out, view, csrf);
    if let Some(form) = &view.form {
        new_token(&mut out, view.action, csrf, form);
    }
    let (title, crumbs) = match view.of {
        Some(user) => (
            format!("Sessions and tokens of {user}"),
            parts::crumbs(&[(user, view.back), ("Sessions and tokens", "")]),
        ),
        None => ("Sessions and tokens".to_owned(), parts::crumbs(&[("Sessions and tokens", "")])),
    };
    Sheet {
        template: "access.html",
        title,
        lead: "Where somebody is signed in, and what programs work in their name.".to_owned(),
        crumbs,
        content: out.finish(),
        failed: view.form.as_ref().is_some_and(|form| !form.violations.is_empty()),
        ..Sheet::default()
    }
}

/// The one time that a token is shown.
fn made(out: &mut Writer, token: &str) {
    out.raw("<div class=\"").raw(theme::notice(Tone::Success)).raw("\" id=\"made\">");
    icon::icon(out, "key");
    out.raw("<div role=\"status\"><p><label for=\"token\">This is the token. It is shown only now: keep it where the program finds it.</label></p>");
    out.raw("<input class=\"")
        .raw(theme::INPUT_CODE)
        .raw("\" id=\"token\" type=\"text\" readonly autocomplete=\"off\" spellcheck=\"false\"");
    out.attr("value", token).raw("></div></div>");
}

fn table(out: &mut Writer, caption: &'static str, heads: &[&'static str]) {
    out.raw("<div class=\"fab-table-frame\" role=\"region\" tabindex=\"0\" aria-label=\"");
    out.raw(caption).raw("\"><table class=\"fab-table\"><caption class=\"");
    out.raw(theme::HIDDEN).raw("\">").raw(caption).raw("</caption><thead><tr>");
    for head in heads {
        out.raw("<th scope=\"col\">").raw(head).raw("</th>");
    }
    out.raw("<th scope=\"col\"><span class=\"").raw(theme::HIDDEN);
    out.raw("\">What to do</span></th></tr></thead><tbody>");
}

fn sessions(out: &mut Writer, view: &AccessView<'_>, csrf: &str) {
    out.raw("<section class=\"fab-access\"><h2>Sessions</h2>");
    if view.sessions.is_empty() {
        out.raw("<p>There is no session.</p></section>");
        return;
    }
    table(out, "Sessions", &["Device", "Address", "Signed in", "Last used"]);
    for line in view.sessions {
        session(out, view, csrf, line);
    }
    out.raw("</tbody></table></div>");
    let label = match view.of {
        Some(_) => "End all sessions",
        None => "End all other sessions",
    };
    if view.of.is_some() {
        out.raw("<p>Who ends all of them withdraws all tokens as well.</p>");
    }
    if view.of.is_some() || view.sessions.len() > 1 {
        button(out, view.action, csrf, &Deed { name: "end_all", id: "", label, about: "" });
    }
    out.raw("</section>");
}

fn session(out: &mut Writer, view: &AccessView<'_>, csrf: &str, line: &SessionLine) {
    out.raw("<tr><th scope=\"row\" data-label=\"Device\">").text(&line.device);
    if line.current {
        out.raw(" <span class=\"").raw(theme::badge(Tone::Info)).raw("\">This session</span>");
    }
    if line.half {
        out.raw(" <span class=\"").raw(theme::badge(Tone::Warning));
        out.raw("\">Only the password was right</span>");
    }
    out.raw("</th><td data-label=\"Address\">").text(line.address.as_deref().unwrap_or("unknown"));
    out.raw("</td><td data-label=\"Signed in\">");
    parts::time(out, line.created_at);
    out.raw("</td><td data-label=\"Last used\">");
    parts::time(out, line.seen_at);
    out.raw("</td><td>");
    if !line.current {
        let about = format!("{}, {}", line.device, line.address.as_deref().unwrap_or_default());
        let deed = Deed { name: "end", id: &line.id, label: "End", about: &about };
        button(out, view.action, csrf, &deed);
    }
    out.raw("</td></tr>");
}

fn tokens(out: &mut Writer, view: &AccessView<'_>, csrf: &str) {
    out.raw("<section class=\"fab-access\"><h2>Tokens for programs</h2>");
    if view.tokens.is_empty() {
        out.raw("<p>There is no token.</p></section>");
        return;
    }
    table(
        out,
        "Tokens for programs",
        &["Name", "Begins with", "May do", "Works until", "Last used"],
    );
    for line in view.tokens {
        token(out, view, csrf, line);
    }
    out.raw("</tbody></table></div>");
    if view.of.is_none() {
        out.raw("<p>They go on working when you change your password or end your sessions.</p>");
    }
    let label = "Withdraw all tokens";
    button(out, view.action, csrf, &Deed { name: "revoke_all", id: "", label, about: "" });
    out.raw("</section>");
}

fn token(out: &mut Writer, view: &AccessView<'_>, csrf: &str, line: &TokenLine) {
    out.raw("<tr><th scope=\"row\" data-label=\"Name\">").text(&line.name);
    out.raw("</th><td data-label=\"Begins with\"><code>").text(&line.prefix);
    out.raw("</code></td><td data-label=\"May do\">");
    out.text(if line.scopes.is_empty() { "all that its owner may" } else { &line.scopes });
    out.raw("</td><td data-label=\"Works until\">");
    parts::time(out, line.expires_at);
    if line.expired {
        out.raw(" <span class=\"").raw(theme::badge(Tone::Warning)).raw("\">over</span>");
    }
    out.raw("</td><td data-label=\"Last used\">");
    match line.last_used_at {
        Some(at) => parts::time(out, at),
        None => {
            out.raw("never");
        }
    }
    out.raw("</td><td>");
    let id = line.id.to_string();
    let deed = Deed { name: "revoke", id: &id, label: "Withdraw", about: &line.name };
    button(out, view.action, csrf, &deed);
    out.raw("</td></tr>");
}

/// What a button does.
struct Deed<'a> {
    name: &'static str,
    id: &'a str,
    label: &'static str,
    /// Which one, for those who do not see the line.
    about: &'a str,
}

fn button(out: &mut Writer, action: &str, csrf: &str, deed: &Deed<'_>) {
    out.raw("<form method=\"post\"").attr("action", action).raw(">");
    parts::csrf(out, csrf);
    if !deed.id.is_empty() {
        out.raw("<input type=\"hidden\" name=\"id\"").attr("value", deed.id).raw(">");
    }
    out.raw("<button class=\"").raw(theme::DANGER).raw("\" name=\"do\"").attr("value", deed.name);
    out.raw(">").raw(deed.label);
    if !deed.about.is_empty() {
        out.raw("<span class=\"").raw(theme::HIDDEN).raw("\">: ").text(deed.about).raw("</span>");
    }
    out.raw("</button></form>");
}

fn new_token(out: &mut Writer, action: &str, csrf: &str, form: &TokenForm<'_>) {
    let controls = [
        Control {
            name: "name",
            label: "What is it for?",
            kind: "text",
            text: form.name,
            autocomplete: "off",
            help: "Such as the name of the program.",
        },
        Control {
            name: "scopes",
            label: "What may it do?",
            kind: "text",
            text: form.scopes,
            autocomplete: "off",
            help: "Permissions with spaces between them, such as customer.list order.export. Left blank: all that \
                   you may do yourself. It can never do more than you.",
        },
        Control {
            name: "days",
            label: "For how many days?",
            kind: "text",
            text: form.days,
            autocomplete: "off",
            help: "From 1 to 366.",
        },
        Control {
            name: "password",
            label: "Your password",
            kind: "password",
            text: "",
            autocomplete: "current-password",
            help: "So that nobody makes a token at a screen that you left.",
        },
    ];
    out.raw("<section class=\"fab-access\"><h2>New token</h2>");
    parts::summary(out, form.violations, |name| {
        let place = controls.iter().position(|control| control.name == name)?;
        let control = controls.get(place)?;
        Some((place, control.name.to_owned(), control.label.to_owned()))
    });
    out.raw("<form class=\"fab-form\" method=\"post\"").attr("action", action).raw(">");
    parts::csrf(out, csrf);
    out.raw("<div class=\"fab-part\">");
    for control in &controls {
        control.write(out, form);
    }
    out.raw("</div>");
    out.raw("<div><button class=\"").raw(theme::PRIMARY);
    out.raw("\" name=\"do\" value=\"make\">Make token</button></div></form></section>");
}

/// A control of the form for a token.
struct Control<'a> {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    text: &'a str,
    autocomplete: &'static str,
    help: &'static str,
}

impl Control<'_> {
    fn write(&self, out: &mut Writer, form: &TokenForm<'_>) {
        let (id, errors) = (self.name, form.violations.of(self.name));
        out.raw("<div class=\"fab-field\"><label class=\"").raw(theme::LABEL).raw("\"");
        out.attr("for", id).raw(">").raw(self.label).raw("</label><input class=\"");
        out.raw(theme::INPUT);
        out.raw(if errors.is_empty() { "\"" } else { " is-invalid\" aria-invalid=\"true\"" });
        out.attr("id", id).attr("name", id).attr("type", self.kind);
        out.attr("autocomplete", self.autocomplete);
        let error = if errors.is_empty() { "" } else { "-error " };
        let described = match error {
            "" => format!("{id}-help"),
            error => format!("{id}{error}{id}-help"),
        };
        out.attr("aria-describedby", &described);
        if self.kind != "password" {
            out.attr("value", self.text);
        }
        out.raw(" spellcheck=\"false\">");
        field::errors(out, id, errors);
        out.raw("<div class=\"").raw(theme::HELP).raw("\" id=\"").raw(id).raw("-help\">");
        out.raw(self.help).raw("</div></div>");
    }
}
