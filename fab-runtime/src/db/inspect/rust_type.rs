//! Which Rust type holds what a column holds?

use crate::db::DialectKind;
use crate::db::schema::{LiveColumn, TypeClass};

/// Digits after the point of a decimal whose column allows any number of them.
const FREE_SCALE: u32 = 6;

/// Digits that models keep after the point at most.
const MAX_SCALE: u32 = 18;

/// The Rust type of a column, as far as there is one.
///
/// # Errors
///
/// Says why there is none.
pub(super) fn rust_type(dialect: DialectKind, column: &LiveColumn) -> Result<&'static str, String> {
    Ok(match column.class {
        TypeClass::Bool => "bool",
        // SQLite keeps 64 bits whatever the declaration says.
        TypeClass::Int { .. } if dialect == DialectKind::Sqlite => "i64",
        TypeClass::Int { bits: 8, unsigned: false } => "i8",
        TypeClass::Int { bits: 8, unsigned: true } => "u8",
        TypeClass::Int { bits: 16, unsigned: false } => "i16",
        TypeClass::Int { bits: 16, unsigned: true } => "u16",
        TypeClass::Int { bits: 24 | 32, unsigned: false } => "i32",
        TypeClass::Int { bits: 24 | 32, unsigned: true } => "u32",
        TypeClass::Int { unsigned: true, .. } => "u64",
        TypeClass::Int { .. } | TypeClass::Money => "i64",
        TypeClass::Float => "f64",
        TypeClass::Decimal { scale: Some(scale), .. } if scale > MAX_SCALE => {
            return Err(format!("more than {MAX_SCALE} digits after the point are not kept"));
        }
        TypeClass::Decimal { .. } => "Decimal",
        TypeClass::Text { .. } | TypeClass::Enum | TypeClass::Written => "String",
        TypeClass::Date => "NaiveDate",
        TypeClass::Time => "NaiveTime",
        TypeClass::Timestamp => "DateTime<Utc>",
        TypeClass::DateTime => "NaiveDateTime",
        TypeClass::Uuid => "Uuid",
        TypeClass::Json => "Json",
        TypeClass::Bytes => "Vec<u8>",
        TypeClass::Other if column.sql_type.is_empty() => {
            return Err("it has no declared type".to_owned());
        }
        TypeClass::Other => {
            return Err(format!("no Rust type stands for `{}`", one_line(&column.sql_type)));
        }
    })
}

/// What `scale` says for a column of decimals, unless it is the default.
pub(super) fn scale(class: TypeClass) -> Option<u32> {
    let TypeClass::Decimal { scale, .. } = class else { return None };
    let scale = scale.unwrap_or(FREE_SCALE);
    (scale != u32::from(crate::models::DEFAULT_SCALE)).then_some(scale)
}

/// Whether values of the type can be a key.
pub(super) fn tells_rows_apart(rust_type: &str) -> bool {
    !matches!(rust_type, "bool" | "f64" | "Json" | "Vec<u8>")
}

/// Whether rows can be ordered by it.
pub(super) fn is_ordered(rust_type: &str) -> bool {
    !matches!(rust_type, "Json" | "Vec<u8>")
}

/// Text for a comment.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
