//! The forms for a new and for an existing row.

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::view::{FormOf, FormView};
use crate::admin::pages::{href, parts};
use crate::models::{Column, Kind, Verb};
use crate::widgets::field::{self, Field};
use crate::widgets::value::{Room, Shown, value};
use crate::widgets::{Html, RETYPE, Texts, Then, Writer, theme};

pub(super) fn sheet(view: &FormView<'_>, csrf: &str) -> Sheet {
    let model = view.model;
    let list = href::list(model);
    let label = parts::lower(model.label);
    let (title, crumbs) = match view.of {
        FormOf::Add => {
            let title = format!("Add {label}");
            let crumbs = parts::crumbs(&[(model.plural, &list), (&title, "")]);
            (title, crumbs)
        }
        FormOf::Edit { key, title, .. } => {
            let show = href::show(model, key);
            let crumbs = parts::crumbs(&[(model.plural, &list), (title, &show), ("Edit", "")]);
            (format!("Edit {title}"), crumbs)
        }
    };
    Sheet {
        template: "form.html",
        model: Some(model),
        title,
        crumbs,
        tools: tools(view),
        content: content(view, csrf),
        failed: !view.violations.is_empty(),
        ..Sheet::default()
    }
}

fn tools(view: &FormView<'_>) -> Html {
    let mut out = Writer::new();
    if let FormOf::Edit { key, .. } = view.of
        && view.may.can(view.model, Verb::Delete)
    {
        let href = href::delete(view.model, key);
        parts::button_link(&mut out, theme::DANGER, "trash3", "Delete", &href);
    }
    out.finish()
}

/// Where the form is sent: to its own address.
pub(super) fn action(view: &FormView<'_>) -> String {
    match view.of {
        FormOf::Add => href::add(view.model),
        FormOf::Edit { key, .. } => href::edit(view.model, key),
    }
}

/// What the form carries besides its controls.
pub(super) fn carried(out: &mut Writer, view: &FormView<'_>, csrf: &str) {
    parts::csrf(out, csrf);
    if let FormOf::Edit { version: Some(version), .. } = view.of {
        out.raw("<input type=\"hidden\" name=\"_version\"").attr("value", version).raw(">");
    }
}

/// What is carried of a sealed column: that it shall be emptied, or that something was typed, never the text.
pub(super) fn carried_sealed(out: &mut Writer, texts: &Texts, column: &Column) {
    let mut mark = |name: &'static str| {
        out.raw("<input type=\"hidden\" name=\"").raw(name).raw("\"");
        out.attr("value", column.name).raw(">");
    };
    if texts.is_cleared(column) {
        mark("_clear");
    }
    if texts.is_withheld(column) {
        mark(RETYPE);
    }
}

/// Whether the form asks for the column.
pub(super) fn is_asked(view: &FormView<'_>, column: &Column) -> bool {
    match view.of {
        FormOf::Add => column.add,
        FormOf::Edit { .. } => column.edit,
    }
}

/// The columns of the form in order, with those that can only be looked at.
fn columns<'a>(view: &FormView<'a>) -> Vec<&'a Column> {
    let all = view.model.columns();
    let looked_at = |column: &Column| {
        matches!(view.of, FormOf::Edit { .. })
            && !is_asked(view, column)
            && column.show
            && !column.generated
            && column.kind() != Kind::Bytes
            && !is_currency(column)
    };
    if view.model.form.is_empty() {
        return all
            .all()
            .iter()
            .filter(|column| is_asked(view, column) || looked_at(column))
            .collect();
    }
    all.form().filter(|column| is_asked(view, column) || looked_at(column)).collect()
}

fn is_currency(column: &Column) -> bool {
    column.group.is_some_and(|group| group.name == "Money") && column.kind() == Kind::Text
}

fn content(view: &FormView<'_>, csrf: &str) -> Html {
    let mut out = Writer::with_capacity(16 * 1024);
    let columns = columns(view);
    let parts_in_order = in_parts(view, &columns);
    let places: Vec<usize> =
        parts_in_order.iter().flat_map(|(_, inside)| inside).map(|column| column.index).collect();
    parts::summary(&mut out, view.violations, |name| {
        let column = view.model.columns().by_name(name)?;
        // What is wrong with a currency is shown at its amount.
        let shown = if is_currency(column) {
            view.model.columns().get(column.index.checked_sub(1)?)?
        } else {
            column
        };
        let place = places.iter().position(|index| *index == shown.index)?;
        is_asked(view, shown).then(|| (place, field::id(shown), shown.label.to_owned()))
    });
    out.raw("<fab-dirty><form class=\"fab-form\" method=\"post\"")
        .attr("action", &action(view))
        .raw(">");
    carried(&mut out, view, csrf);
    // Enter in a control presses the first button: it shall save, not search.
    out.raw("<button class=\"visually-hidden\" tabindex=\"-1\" aria-hidden=\"true\">Save</button>");
    if columns.iter().any(|column| is_asked(view, column) && column.is_required()) {
        out.raw("<p class=\"fab-legend\">Fields marked <span class=\"fab-required\">*</span> must be filled in.</p>");
    }
    for (label, inside) in parts_in_order {
        part(&mut out, view, label, &inside);
    }
    buttons(&mut out, view);
    out.raw("</form></fab-dirty>");
    out.finish()
}

/// The columns in the parts of the form, with the headings; what belongs to no part stands last.
fn in_parts<'a>(
    view: &FormView<'_>,
    columns: &[&'a Column],
) -> Vec<(&'static str, Vec<&'a Column>)> {
    let fieldsets = view.model.fieldsets;
    let part_of = |column: &Column| {
        fieldsets.iter().position(|fieldset| fieldset.fields.contains(&column.field.name))
    };
    let inside = |place: Option<usize>| -> Vec<&'a Column> {
        columns.iter().copied().filter(|column| part_of(column) == place).collect()
    };
    let rest = if fieldsets.is_empty() { "" } else { "More" };
    fieldsets
        .iter()
        .enumerate()
        .map(|(place, fieldset)| (fieldset.label, inside(Some(place))))
        .chain(std::iter::once((rest, inside(None))))
        .collect()
}

fn part(out: &mut Writer, view: &FormView<'_>, label: &str, columns: &[&Column]) {
    if columns.is_empty() {
        return;
    }
    if label.is_empty() {
        out.raw("<div class=\"fab-part\">");
    } else {
        out.raw("<fieldset class=\"fab-part\"><legend>").text(label).raw("</legend>");
    }
    for column in columns {
        if is_asked(view, column) {
            one(out, view, column);
        } else {
            fixed(out, view, column);
        }
    }
    out.raw(if label.is_empty() { "</div>" } else { "</fieldset>" });
}

fn one(out: &mut Writer, view: &FormView<'_>, column: &Column) {
    if is_currency(column) {
        return;
    }
    let columns = view.model.columns();
    let currency = columns
        .get(column.index + 1)
        .filter(|next| column.kind() == Kind::Money && is_currency(next));
    let mut errors = view.violations.of(column.name).to_vec();
    if let Some(currency) = currency {
        for error in view.violations.of(currency.name) {
            if !errors.contains(error) {
                errors.push(error.clone());
            }
        }
    }
    let target = column.ty.relation.map(|relation| (relation.target)());
    let search = target.map(href::search);
    let label = view.labels.get(column.index).and_then(Option::as_deref);
    Field {
        column,
        currency,
        texts: view.texts,
        errors: &errors,
        label,
        search: search.as_deref(),
        keeps: matches!(view.of, FormOf::Edit { .. }),
    }
    .write(out);
}

/// A column that is shown and not asked for.
fn fixed(out: &mut Writer, view: &FormView<'_>, column: &Column) {
    let FormOf::Edit { row, .. } = view.of else { return };
    let label = row.labels.get(column.index).and_then(Option::as_deref);
    out.raw("<div class=\"fab-field fab-fixed\"><div class=\"").raw(theme::LABEL).raw("\">");
    out.text(column.label).raw("</div><div class=\"fab-fixed-value\">");
    value(out, &Shown { column, record: row.record, label, href: None }, Room::Page);
    out.raw("</div></div>");
}

fn buttons(out: &mut Writer, view: &FormView<'_>) {
    let button = |out: &mut Writer, class: &'static str, then: Then, label: &'static str| {
        out.raw("<button class=\"").raw(class).raw("\" name=\"_then\" value=\"").raw(then.slug());
        out.raw("\">").raw(label).raw("</button>");
    };
    out.raw("<div class=\"fab-bar\">");
    button(out, theme::PRIMARY, Then::Show, "Save");
    button(out, theme::SECONDARY, Then::Edit, "Save and continue");
    if view.may.can(view.model, Verb::Add) {
        button(out, theme::SECONDARY, Then::Add, "Save and add another");
    }
    let back = match view.of {
        FormOf::Edit { key, .. } if view.may.can(view.model, Verb::Show) => {
            href::show(view.model, key)
        }
        _ => href::list(view.model),
    };
    out.raw("<a class=\"fab-cancel\"").attr("href", &back).raw(">Cancel</a></div>");
}
