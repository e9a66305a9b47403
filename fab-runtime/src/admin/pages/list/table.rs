//! The rows of a list. Below a certain width the style sheet makes a card of each.

use crate::admin::pages::list::{order, ticks};
use crate::admin::pages::view::{ListView, RowView, title_of};
use crate::admin::pages::{href, parts};
use crate::models::{Column, Kind, OrderBy, Value, Verb};
use crate::widgets::value::{Room, Shown, is_right_aligned, value};
use crate::widgets::{Html, Writer, icon};

/// What is the same in every row.
struct Line<'a> {
    view: &'a ListView<'a>,
    columns: Vec<&'a Column>,
    /// What each cell begins with, by place in `columns`.
    tags: Vec<Html>,
    /// Where rows of other models may be opened, by place in `columns`.
    opens: Vec<bool>,
    title: usize,
    can_show: bool,
    can_edit: bool,
    can_delete: bool,
}

pub(super) fn table(out: &mut Writer, view: &ListView<'_>) {
    let columns: Vec<&Column> = view.model.columns().list().collect();
    let opens = columns
        .iter()
        .map(|column| {
            let target = column.ty.relation.map(|relation| (relation.target)());
            target.is_some_and(|target| view.may.can(target, Verb::Show))
        })
        .collect();
    let title = title_place(view, &columns);
    let tags = columns.iter().enumerate().map(|(place, column)| tag(column, place == title));
    let line = Line {
        title,
        tags: tags.collect(),
        can_show: view.may.can(view.model, Verb::Show),
        can_edit: view.may.can(view.model, Verb::Edit),
        can_delete: view.may.can(view.model, Verb::Delete),
        view,
        columns,
        opens,
    };
    out.raw("<div class=\"fab-table-frame\" role=\"region\" tabindex=\"0\" aria-label=\"");
    out.text(view.model.plural)
        .raw("\"><table class=\"fab-table\"><caption class=\"visually-hidden\">");
    caption(out, view);
    out.raw("</caption>");
    head(out, &line);
    out.raw("<tbody>");
    for row in view.rows {
        line.row(out, row);
    }
    out.raw("</tbody></table></div>");
}

/// What a cell begins with. Where there is no room for a table, its label stands before it.
fn tag(column: &Column, is_title: bool) -> Html {
    let mut out = Writer::new();
    out.raw(if is_title { "<th scope=\"row\"" } else { "<td" });
    if is_right_aligned(column) {
        out.raw(" class=\"fab-number\"");
    }
    out.attr("data-label", column.label).raw(">");
    out.finish()
}

/// The column whose text names the row: the first of the title that the list shows, else the first.
fn title_place(view: &ListView<'_>, columns: &[&Column]) -> usize {
    let mut titles = view.model.columns().title();
    titles
        .find_map(|title| columns.iter().position(|column| column.index == title.index))
        .unwrap_or_default()
}

fn caption(out: &mut Writer, view: &ListView<'_>) {
    out.text(view.model.plural);
    for (place, by) in order::effective(view.model, view.state).iter().enumerate() {
        let label =
            view.model.columns().by_name(by.column).map_or(by.column, |column| column.label);
        out.raw(if place == 0 { ", sorted by " } else { ", then by " }).text(label);
        if by.descending {
            out.raw(" descending");
        }
    }
}

fn head(out: &mut Writer, line: &Line<'_>) {
    let order = order::effective(line.view.model, line.view.state);
    out.raw("<thead><tr>");
    if !line.view.actions.is_empty() {
        ticks::head(out);
    }
    for column in &line.columns {
        let place = order.iter().position(|by| by.column == column.name);
        out.raw("<th scope=\"col\"");
        if is_right_aligned(column) {
            out.raw(" class=\"fab-number\"");
        }
        let by = place.and_then(|place| order.get(place));
        if let (Some(0), Some(by)) = (place, by) {
            out.raw(if by.descending {
                " aria-sort=\"descending\""
            } else {
                " aria-sort=\"ascending\""
            });
        }
        out.raw(">");
        if column.is_sortable() {
            sort_link(out, line.view, column, &order, place.zip(by));
        } else {
            out.text(column.label);
        }
        out.raw("</th>");
    }
    if line.can_edit || line.can_delete {
        out.raw("<th scope=\"col\" class=\"fab-actions\"><span class=\"visually-hidden\">Actions</span></th>");
    }
    out.raw("</tr></thead>");
}

fn sort_link(
    out: &mut Writer,
    view: &ListView<'_>,
    column: &Column,
    order: &[OrderBy],
    sorted: Option<(usize, &OrderBy)>,
) {
    let alone = order::by(view.state, order, column.name);
    let also = order::by_also(view.state, order, column.name);
    out.raw("<a class=\"fab-sort\"").attr("href", &href::list_at(view.model, &alone));
    out.attr("data-also", &href::list_at(view.model, &also)).raw(">").text(column.label);
    match sorted {
        None => icon::icon(out, "chevron-expand"),
        Some((place, by)) => {
            icon::icon(out, if by.descending { "caret-down-fill" } else { "caret-up-fill" });
            if place > 0 || order.len() > 1 {
                out.raw("<span class=\"fab-sort-place\" aria-hidden=\"true\">").display(place + 1);
                out.raw("</span>");
            }
            if place > 0 {
                out.raw("<span class=\"visually-hidden\">, sorted ").display(place + 1);
                out.raw(if by.descending {
                    ". by this, descending"
                } else {
                    ". by this, ascending"
                });
                out.raw("</span>");
            }
        }
    }
    out.raw("</a>");
}

impl Line<'_> {
    fn row(&self, out: &mut Writer, row: &RowView<'_>) {
        let segment = row.record.key_segment();
        let page = href::show_segment(self.view.model, &segment);
        let named = title_of(row.record);
        out.raw("<tr>");
        if !self.view.actions.is_empty() {
            ticks::tick(out, &segment, &named);
        }
        for (place, (column, tag)) in self.columns.iter().zip(&self.tags).enumerate() {
            out.html(tag);
            if place != self.title {
                self.cell(out, row, place, column);
                out.raw("</td>");
                continue;
            }
            if self.can_show || self.can_edit {
                title(out, row, column, (&page, if self.can_show { "" } else { href::EDIT }));
            } else {
                self.cell(out, row, place, column);
            }
            out.raw("</th>");
        }
        if self.can_edit || self.can_delete {
            out.raw("<td class=\"fab-actions\">");
            if self.can_edit {
                action(out, "pencil", "Edit ", (&page, href::EDIT), &named);
            }
            if self.can_delete {
                action(out, "trash3", "Delete ", (&page, href::DELETE), &named);
            }
            out.raw("</td>");
        }
        out.raw("</tr>");
    }

    fn cell(&self, out: &mut Writer, row: &RowView<'_>, place: usize, column: &Column) {
        let label = row.labels.get(column.index).and_then(Option::as_deref);
        let opens = self.opens.get(place).copied().unwrap_or_default();
        let href = opens.then(|| parts::target(column, row.record)).flatten();
        value(out, &Shown { column, record: row.record, label, href: href.as_deref() }, Room::Cell);
    }
}

/// A link needs a text, even where the value is none.
fn title(
    out: &mut Writer,
    row: &RowView<'_>,
    column: &Column,
    (page, below): (&str, &'static str),
) {
    let found = row.record.at(column.index);
    out.raw("<a class=\"fab-row-link\" href=\"").text(page).raw(below).raw("\">");
    match found {
        Value::Text(text) if !text.trim().is_empty() && column.ty.choices.is_empty() => {
            out.text(parts::shortened(text).as_ref());
        }
        Value::Null | Value::Text(_) => {
            out.text(&title_of(row.record));
        }
        _ if column.ty.relation.is_some() || column.kind() == Kind::Json => {
            let label = row.labels.get(column.index).and_then(Option::as_deref);
            out.text(label.unwrap_or(&title_of(row.record)));
        }
        _ => value(out, &Shown { column, record: row.record, label: None, href: None }, Room::Cell),
    }
    out.raw("</a>");
}

fn action(
    out: &mut Writer,
    name: &'static str,
    verb: &'static str,
    (page, below): (&str, &'static str),
    title: &str,
) {
    out.raw("<a class=\"fab-icon-button\" href=\"").text(page).raw(below).raw("\">");
    icon::reuse(out, name);
    out.raw("<span class=\"visually-hidden\">").raw(verb).text(title).raw("</span></a>");
}
