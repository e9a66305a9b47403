//! How does a field become columns, with every default decided?

use super::{Column, DEFAULT_SCALE};
use crate::models::Kind;
use crate::models::meta::{
    ColumnType, FieldMeta, GroupMeta, Mask, ModelMeta, SealedField, Sensitivity, Shape,
};

pub(super) fn open(
    model: &ModelMeta,
    field: &'static FieldMeta,
    single_key: bool,
    all: &mut Vec<Column>,
) {
    match field.ty.shape {
        Shape::Column(ty) => {
            let name = field.column.unwrap_or(field.name);
            let generated = field.key
                && single_key
                && matches!(ty.kind, Kind::Int)
                && ty.relation.is_none()
                && field.add != Some(true);
            let index = all.len();
            let mut column =
                decide(index, name, field, field, None, &ty, field.ty.nullable, generated);
            column.sealed = model.sealing.and_then(|plan| plan.field(field.name));
            if let Some(sealed) = column.sealed {
                restrict(&mut column, sealed);
            }
            all.push(column);
        }
        Shape::Group(group) => {
            let prefix = match field.column {
                Some(prefix) => prefix.to_owned(),
                None if group.prefixed => format!("{}_", field.name),
                None => String::new(),
            };
            for part in group.fields {
                let Shape::Column(ty) = part.ty.shape else { continue };
                let name = part.column.unwrap_or(part.name);
                let name = if prefix.is_empty() { name } else { joined(&prefix, name) };
                let nullable = field.ty.nullable || part.ty.nullable;
                let index = all.len();
                all.push(decide(index, name, field, part, Some(group), &ty, nullable, false));
            }
        }
    }
}

/// Names that are made of two live as long as the model: once per column and process.
pub(super) fn joined(prefix: &str, name: &str) -> &'static str {
    Box::leak(format!("{prefix}{name}").into_boxed_str())
}

#[expect(clippy::too_many_arguments, reason = "one call decides every default in one place")]
fn decide(
    index: usize,
    name: &'static str,
    field: &'static FieldMeta,
    part: &'static FieldMeta,
    group: Option<&'static GroupMeta>,
    ty: &ColumnType,
    nullable: bool,
    generated: bool,
) -> Column {
    let public = !matches!(ty.sensitivity, Sensitivity::Secret);
    let plain = public && !part.opaque;
    let toggle = |of_field: Option<bool>, of_part: Option<bool>, default: bool| {
        public && of_field != Some(false) && of_part.unwrap_or(default)
    };
    let version = part.version || field.version;
    let read_only = part.read_only || field.read_only;
    let editable = ty.kind.is_editable() && plain && !read_only && !version;
    let key = part.key;
    let money = group.is_some_and(|group| group.prefixed) && ty.kind == Kind::Money;
    let label = if group.is_some() && money { field.label } else { part.label };
    Column {
        index,
        name,
        field,
        part,
        group,
        ty: *ty,
        nullable,
        label,
        key,
        generated,
        version,
        unique: part.unique || field.unique,
        index_wanted: part.index || field.index || ty.relation.is_some(),
        read_only,
        search: plain && (part.search || (field.search && ty.kind.is_searchable())),
        filter: plain && (part.filter || field.filter),
        list: toggle(field.list, part.list, !version && !matches!(ty.kind, Kind::Json)),
        show: toggle(field.show, part.show, !version),
        add: editable && toggle(field.add, part.add, !generated),
        edit: editable && !key && toggle(field.edit, part.edit, true),
        max_length: match (part.max_length, ty.max_length) {
            (Some(a), Some(b)) => Some(if a < b { a } else { b }),
            (a, b) => a.or(b),
        },
        scale: match ty.kind {
            Kind::Decimal => part.scale.unwrap_or(DEFAULT_SCALE),
            _ => 0,
        },
        format: part.format,
        sealed: None,
        blind_index_of: None,
    }
}

/// What cannot be done with ciphertext: order, indexes of its own; to be found only by a blind index.
fn restrict(column: &mut Column, sealed: &'static SealedField) {
    let found = sealed.index.is_some();
    column.unique = false;
    column.index_wanted = false;
    column.search &= found;
    column.filter &= found;
    // A list of dots tells nothing, unless it was asked for or shows the last characters.
    column.list &= sealed.mask != Mask::All || column.part.list == Some(true);
}
