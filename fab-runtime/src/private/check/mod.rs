//! Does the type of a field allow what its attributes ask for? Judged by the compiler, at the attribute.
//!
//! Each function is evaluated in a constant that the derive writes; its panic is the compile error.

#![expect(
    clippy::panic,
    reason = "a panic in a constant is a compile error, never one at run time"
)]

mod columns;
mod notation;
mod sealing;

pub use self::sealing::{blind_index, no_secret, open, sealed, sealing};

use self::notation::{is_date, is_date_time, is_decimal, is_json, is_time, is_uuid};
use crate::models::{Bound, ColumnType, FieldMeta, Kind, Shape, TypeMeta, WidgetKind};

/// `key`: one column that is always there and can be compared.
#[track_caller]
pub const fn key(ty: &TypeMeta) {
    assert!(!ty.nullable, "a key is never absent; remove `Option`");
    match ty.kind() {
        None => panic!("a key is one column, this is a group; put `key` on another field"),
        Some(Kind::Bool | Kind::Float | Kind::Json | Kind::Bytes) => {
            panic!("this type cannot tell rows apart; use a whole number, a UUID or a text as key")
        }
        Some(_) => {}
    }
}

/// `unique`: one column that can be compared.
#[track_caller]
pub const fn unique(ty: &TypeMeta) {
    match ty.kind() {
        None => panic!("`unique` needs one column, this is a group; remove `unique`"),
        Some(Kind::Json | Kind::Bytes) => {
            panic!("databases cannot compare JSON or bytes; remove `unique`")
        }
        Some(_) => {}
    }
}

/// `index`: something that can be compared.
#[track_caller]
pub const fn index(ty: &TypeMeta) {
    assert!(has_order(ty), "databases cannot compare JSON or bytes; remove `index`");
}

/// `search`: text.
#[track_caller]
pub const fn search(ty: &TypeMeta) {
    assert!(
        has_text(ty),
        "`search` looks into text, this type is stored otherwise; write `filter` instead"
    );
}

/// `filter`: something that can be compared.
#[track_caller]
pub const fn filter(ty: &TypeMeta) {
    assert!(has_order(ty), "nothing can be compared with JSON or bytes; remove `filter`");
}

/// `version`: a whole number that is always there.
#[track_caller]
pub const fn version(ty: &TypeMeta) {
    assert!(
        !ty.nullable && matches!(ty.kind(), Some(Kind::Int)),
        "`version` counts changes; give the field the type `i64`"
    );
}

/// `order`: something that can be compared.
#[track_caller]
pub const fn order(ty: &TypeMeta) {
    assert!(
        has_order(ty),
        "`order` names a field of JSON or bytes, which have no order; name another field"
    );
}

/// A field of a group: one column.
#[track_caller]
pub const fn part(ty: &TypeMeta) {
    match ty.column_type() {
        Some(column) => sealing::part(column),
        None => panic!("groups do not nest; embed the inner group in the model beside this one"),
    }
}

/// `max_length`: free text.
#[track_caller]
pub const fn max_length(ty: &TypeMeta) {
    assert!(
        is_free_text(ty),
        "`max_length` counts the characters of a text, this type is none; remove it"
    );
}

/// `pattern`: free text.
#[track_caller]
pub const fn pattern(ty: &TypeMeta) {
    assert!(is_free_text(ty), "`pattern` judges a text, this type is none; remove it");
}

/// `format`: free text.
#[track_caller]
pub const fn format(ty: &TypeMeta) {
    assert!(
        is_free_text(ty),
        "`format` says what a text stands for, this type is no text; remove it"
    );
}

/// `scale`: a decimal.
#[track_caller]
pub const fn scale(ty: &TypeMeta) {
    assert!(
        matches!(ty.kind(), Some(Kind::Decimal)),
        "`scale` counts the digits of a decimal; give the field the type `Decimal`, or remove it"
    );
}

/// `check` of a newtype: one column.
#[track_caller]
pub const fn check(ty: &TypeMeta) {
    assert!(
        ty.kind().is_some(),
        "`check` judges the value of one column, this is a group; remove it"
    );
}

/// `min`: an end that the type can reach.
#[track_caller]
pub const fn min(ty: &TypeMeta, bound: Bound) {
    limit(ty, bound);
}

/// `max`: an end that the type can reach.
#[track_caller]
pub const fn max(ty: &TypeMeta, bound: Bound) {
    limit(ty, bound);
}

#[track_caller]
const fn limit(ty: &TypeMeta, bound: Bound) {
    let Some(column) = ty.column_type() else {
        panic!("`min` and `max` bound one column, this is a group; remove them");
    };
    assert!(
        column.kind.is_ordered() && column.relation.is_none(),
        "`min` and `max` bound numbers, dates and times, this type is none of them; remove them"
    );
    written(column, bound);
}

/// `default`: one column, and a literal in the notation of its kind.
#[track_caller]
pub const fn default(ty: &TypeMeta, literal: Bound) {
    default_expression(ty);
    if let Some(column) = ty.column_type() {
        if let Bound::Text(text) = literal
            && !column.choices.is_empty()
            && !is_choice(column, text)
        {
            panic!("this is none of the choices; write the stored text of a variant");
        }
        written(column, literal);
    }
}

/// `default = true`: a boolean.
#[track_caller]
pub const fn default_bool(ty: &TypeMeta) {
    assert!(
        matches!(ty.kind(), Some(Kind::Bool)),
        "`true` and `false` are defaults of `bool` only; write a value of the field's type"
    );
}

/// `default = expression`: one column.
#[track_caller]
pub const fn default_expression(ty: &TypeMeta) {
    assert!(ty.kind().is_some(), "`default` is for one column, this is a group; remove it");
}

/// `widget`: a control that can edit the kind.
#[track_caller]
pub const fn widget(ty: &TypeMeta, widget: WidgetKind) {
    let Some(column) = ty.column_type() else {
        panic!("`widget` is for one column, this is a group; remove it");
    };
    let listed = !column.choices.is_empty() || column.relation.is_some();
    let fits = match widget {
        WidgetKind::Text => !matches!(column.kind, Kind::Bool | Kind::Bytes),
        WidgetKind::Textarea => matches!(column.kind, Kind::Text | Kind::Json) && !listed,
        WidgetKind::Number => column.kind.is_numeric() && !listed,
        WidgetKind::Checkbox | WidgetKind::Switch => matches!(column.kind, Kind::Bool),
        WidgetKind::Select | WidgetKind::Radio => listed || matches!(column.kind, Kind::Bool),
        WidgetKind::Date => matches!(column.kind, Kind::Date),
        WidgetKind::Time => matches!(column.kind, Kind::Time),
        WidgetKind::DateTime => matches!(column.kind, Kind::Timestamp | Kind::DateTime),
        WidgetKind::Json => matches!(column.kind, Kind::Json),
        WidgetKind::Autocomplete => column.relation.is_some(),
        WidgetKind::Hidden => !matches!(column.kind, Kind::Bytes),
    };
    assert!(
        fits,
        "this control cannot edit values of the field's type; remove `widget` for the usual one"
    );
}

/// Whether `value` is in the notation of the column and in its range.
#[track_caller]
const fn written(column: &ColumnType, value: Bound) {
    match (column.kind, value) {
        (Kind::Int, Bound::Int(int)) => {
            if let Some((min, max)) = column.range
                && (int < min || int > max)
            {
                panic!(
                    "the integer type of the field does not reach this number; write a smaller one"
                );
            }
        }
        (Kind::Int, _) => panic!("the field holds whole numbers; write one without quotes: `5`"),
        (Kind::Float, Bound::Int(_) | Bound::Float(_))
        | (Kind::Decimal | Kind::Money, Bound::Int(_)) => {}
        (Kind::Float, Bound::Text(_)) => {
            panic!("the field holds numbers; write it without quotes: `0.5`")
        }
        (Kind::Decimal | Kind::Money, Bound::Float(_)) => {
            panic!("the field holds exact decimals; write them in quotes: `\"0.05\"`")
        }
        (kind, Bound::Text(text)) => notation(kind, text),
        (Kind::Bool, _) => panic!("the field is yes or no; write `true` or `false`"),
        (Kind::Text, _) => panic!("the field holds text; write it in quotes"),
        (_, _) => panic!("a number is no value of the field's type; write a text in quotes"),
    }
}

/// The columns of a model: each has a name of its own, also those of groups.
#[track_caller]
pub const fn columns(fields: &[FieldMeta]) {
    let mut rest = fields;
    while let [first, others @ ..] = rest {
        assert!(
            !columns::meet(first, others),
            "a column of a group has the name of another column; write `#[admin(column = \"prefix_\")]` on the group"
        );
        rest = others;
    }
}

#[track_caller]
const fn notation(kind: Kind, text: &str) {
    let text = text.as_bytes();
    match kind {
        Kind::Decimal | Kind::Money if !is_decimal(text) => {
            panic!("the field holds decimals; write digits and a point: `\"12.50\"`")
        }
        Kind::Date if !is_date(text) => {
            panic!("the field holds dates; write year-month-day: `\"2020-01-31\"`")
        }
        Kind::Time if !is_time(text) => {
            panic!("the field holds times of day; write hour:minute: `\"14:30\"`")
        }
        Kind::Timestamp | Kind::DateTime if !is_date_time(text) => {
            panic!("the field holds dates with times; write `\"2020-01-31T14:30\"`")
        }
        Kind::Uuid if !is_uuid(text) => {
            panic!("the field holds UUIDs; write `\"67e55044-10b1-426f-9247-bb680e5fe0c8\"`")
        }
        Kind::Json if !is_json(text) => {
            panic!("the field holds JSON; write for example `\"[]\"`")
        }
        Kind::Bool => panic!("the field is yes or no; write `true` or `false` without quotes"),
        Kind::Bytes => {
            panic!("bytes have no notation; write an expression: `default = Vec::new()`")
        }
        _ => {}
    }
}

const fn is_choice(column: &ColumnType, text: &str) -> bool {
    let mut rest = column.choices;
    while let [first, others @ ..] = rest {
        if notation::equal(first.value.as_bytes(), text.as_bytes()) {
            return true;
        }
        rest = others;
    }
    false
}

const fn is_free_text(ty: &TypeMeta) -> bool {
    match ty.column_type() {
        Some(column) => {
            matches!(column.kind, Kind::Text)
                && column.choices.is_empty()
                && column.relation.is_none()
        }
        None => false,
    }
}

/// Whether text stands in the column, or in one of a group.
const fn has_text(ty: &TypeMeta) -> bool {
    has(ty, Trait::Text)
}

/// Whether rows can be compared by the column, or by one of a group.
const fn has_order(ty: &TypeMeta) -> bool {
    has(ty, Trait::Order)
}

/// What is asked of a column; closures cannot be called in constants.
#[derive(Clone, Copy)]
enum Trait {
    Text,
    Order,
}

const fn has(ty: &TypeMeta, wanted: Trait) -> bool {
    match &ty.shape {
        Shape::Column(column) => match wanted {
            Trait::Text => column.kind.is_searchable(),
            Trait::Order => column.kind.is_sortable(),
        },
        Shape::Group(group) => {
            let mut rest = group.fields;
            while let [first, others @ ..] = rest {
                if has(&first.ty, wanted) {
                    return true;
                }
                rest = others;
            }
            false
        }
    }
}
