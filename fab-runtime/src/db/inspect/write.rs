//! How does the source look? As rustfmt would leave it.

use std::fmt::Write as _;

use crate::db::inspect::Options;
use crate::db::inspect::choice::{ChoiceEnum, Variant};
use crate::db::inspect::model::{Models, Struct};
use crate::db::inspect::rust_type::one_line;

/// The whole file.
pub(super) fn source(models: &Models, options: &Options) -> String {
    let mut out = String::new();
    if options.app {
        out.push_str(
            "//! An admin site for a database that was there before; written by `inspect`, yours to change.\n",
        );
    } else {
        out.push_str("//! What does the database hold? Written by `inspect`, yours to change.\n");
    }
    out.push_str("\nuse fab::prelude::*;\n");
    for model in &models.structs {
        write_struct(&mut out, model);
        for choice in &model.choices {
            write_choice(&mut out, choice);
        }
    }
    for (table, reason) in &models.left_out {
        push(
            &mut out,
            format_args!("\n// `{}` is left out: {}.\n", one_line(table), one_line(reason)),
        );
    }
    if options.app {
        write_main(&mut out, models, options);
    }
    out
}

/// Writing to a string cannot fail.
fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

fn write_comment(out: &mut String, indent: &str, comment: &str) {
    for line in comment.trim().lines() {
        let line = format!("{indent}/// {line}");
        push(out, format_args!("{}\n", line.trim_end()));
    }
}

fn write_struct(out: &mut String, model: &Struct) {
    out.push('\n');
    write_comment(out, "", &model.comment);
    out.push_str("#[derive(Debug, Clone, AdminModel)]\n");
    let mut parts = Vec::new();
    parts.extend(model.table.iter().map(|table| format!("table = {table:?}")));
    if !model.title.is_empty() {
        parts.push(format!("title({})", model.title.join(", ")));
    }
    if !model.can_add {
        parts.push("permissions(list, show, edit, delete, export)".to_owned());
    }
    if !parts.is_empty() {
        push(out, format_args!("#[admin({})]\n", parts.join(", ")));
    }
    push(out, format_args!("pub struct {} {{\n", model.name));
    for field in &model.fields {
        write_comment(out, "    ", &field.comment);
        let attribute = field.attribute();
        if !attribute.is_empty() {
            push(out, format_args!("    #[admin({attribute})]\n"));
        }
        push(out, format_args!("    {}\n", field.line()));
    }
    for (column, reason) in &model.left_out {
        let (column, reason) = (one_line(column), one_line(reason));
        push(out, format_args!("    // The column `{column}` is left out: {reason}.\n"));
    }
    out.push_str("}\n");
}

fn write_choice(out: &mut String, choice: &ChoiceEnum) {
    out.push_str("\n#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]\n");
    push(out, format_args!("pub enum {} {{\n", choice.name));
    for Variant { name, value, label } in &choice.variants {
        let mut parts = Vec::new();
        parts.extend(value.iter().map(|value| format!("value = {value:?}")));
        parts.extend(label.iter().map(|label| format!("label = {label:?}")));
        if !parts.is_empty() {
            push(out, format_args!("    #[choice({})]\n", parts.join(", ")));
        }
        push(out, format_args!("    {name},\n"));
    }
    out.push_str("}\n");
}

fn write_main(out: &mut String, models: &Models, options: &Options) {
    let title = if options.title.is_empty() { "Admin" } else { &options.title };
    out.push_str("\n#[tokio::main]\nasync fn main() -> fab::Result<()> {\n");
    push(out, format_args!("    fab::App::new({title:?})\n"));
    for model in &models.structs {
        push(out, format_args!("        .model::<{}>()\n", model.name));
    }
    out.push_str("        .run()\n        .await\n}\n");
}
