//! Do two fields of a model have a column of the same name? As far as groups go, only the compiler can tell.

use crate::models::{FieldMeta, GroupMeta, Shape};

/// The two or three parts that the name of a column is joined from.
#[derive(Clone, Copy)]
struct Name<'a> {
    prefix: &'a [u8],
    joint: &'a [u8],
    rest: &'a [u8],
}

/// Whether `field` has a column that one of `others` has too.
pub(super) const fn meet(field: &FieldMeta, others: &[FieldMeta]) -> bool {
    let mut rest = others;
    while let [other, remaining @ ..] = rest {
        if groups_meet(field, other) {
            return true;
        }
        rest = remaining;
    }
    false
}

/// Two plain columns are compared by the derive, which points at the very field.
const fn groups_meet(one: &FieldMeta, other: &FieldMeta) -> bool {
    match (one.ty.shape, other.ty.shape) {
        (Shape::Column(_), Shape::Column(_)) => false,
        (Shape::Column(_), Shape::Group(group)) => has(other, group, plain(one)),
        (Shape::Group(group), Shape::Column(_)) => has(one, group, plain(other)),
        (Shape::Group(group), Shape::Group(of_other)) => {
            let mut parts = group.fields;
            while let [part, remaining @ ..] = parts {
                if has(other, of_other, of_group(one, group, part)) {
                    return true;
                }
                parts = remaining;
            }
            false
        }
    }
}

const fn has(field: &FieldMeta, group: &GroupMeta, wanted: Name<'_>) -> bool {
    let mut parts = group.fields;
    while let [part, remaining @ ..] = parts {
        if same(of_group(field, group, part), wanted) {
            return true;
        }
        parts = remaining;
    }
    false
}

const fn plain(field: &FieldMeta) -> Name<'_> {
    Name { prefix: b"", joint: b"", rest: own(field) }
}

const fn of_group<'a>(field: &'a FieldMeta, group: &GroupMeta, part: &'a FieldMeta) -> Name<'a> {
    match field.column {
        Some(prefix) => Name { prefix: prefix.as_bytes(), joint: b"", rest: own(part) },
        None if group.prefixed => {
            Name { prefix: field.name.as_bytes(), joint: b"_", rest: own(part) }
        }
        None => Name { prefix: b"", joint: b"", rest: own(part) },
    }
}

const fn own(field: &FieldMeta) -> &[u8] {
    match field.column {
        Some(column) => column.as_bytes(),
        None => field.name.as_bytes(),
    }
}

/// Whether both are joined to the same bytes.
const fn same(mut one: Name<'_>, mut other: Name<'_>) -> bool {
    loop {
        match (next(&mut one), next(&mut other)) {
            (None, None) => return true,
            (Some(a), Some(b)) if a.eq_ignore_ascii_case(&b) => {}
            _ => return false,
        }
    }
}

const fn next(name: &mut Name<'_>) -> Option<u8> {
    if let [first, rest @ ..] = name.prefix {
        name.prefix = rest;
        return Some(*first);
    }
    if let [first, rest @ ..] = name.joint {
        name.joint = rest;
        return Some(*first);
    }
    if let [first, rest @ ..] = name.rest {
        name.rest = rest;
        return Some(*first);
    }
    None
}
