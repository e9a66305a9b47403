//! What can be done with one column? A verdict for each use, with the reason for every no.

use crate::db::analysis::fit;
use crate::db::schema::{LiveColumn, Origin};
use crate::db::{DialectKind, Storage};
use crate::models::{Column, Kind, Op};

/// Yes, or no with a reason that a person can act on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// It can be done.
    Yes,
    /// It cannot, because.
    No(String),
}

impl Answer {
    /// Whether it can be done.
    pub const fn is_yes(&self) -> bool {
        matches!(self, Self::Yes)
    }

    fn unless(reason: Option<impl Into<String>>) -> Self {
        reason.map_or(Self::Yes, |reason| Self::No(reason.into()))
    }
}

/// What can be done with a column on one database.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Support {
    /// The name of the column.
    pub column: &'static str,
    /// Whether its values can be kept and read back.
    pub storable: Answer,
    /// The form in which they are kept.
    pub storage: Storage,
    /// Whether rows can be ordered by it.
    pub sortable: Answer,
    /// Whether quick search can look into it.
    pub searchable: Answer,
    /// How rows can be compared with it; empty: only whether it is empty.
    pub operators: &'static [Op],
    /// Whether forms can change it.
    pub editable: Answer,
}

const EQUALITY: &[Op] = &[Op::Equal, Op::NotEqual];
const RANGE: &[Op] =
    &[Op::Equal, Op::NotEqual, Op::Less, Op::LessOrEqual, Op::Greater, Op::GreaterOrEqual];
const TEXT: &[Op] = &[Op::Equal, Op::NotEqual, Op::Contains, Op::StartsWith, Op::EndsWith];
/// Equality of floats is a matter of luck.
const FLOAT: &[Op] = &[Op::Less, Op::LessOrEqual, Op::Greater, Op::GreaterOrEqual];

/// The verdict on `column`, where the database has `live` for it; `None`: as `fab` makes it.
pub fn support(dialect: DialectKind, column: &Column, live: Option<&LiveColumn>) -> Support {
    let fitting = live.map_or(Ok(Storage::Native), |live| fit(dialect, column, live));
    let (storage, misfit) = match fitting {
        Ok(storage) => (storage, None),
        Err(reason) => (Storage::Native, Some(reason)),
    };
    let hidden = column.is_secret().then_some("it appears on no page");
    let opaque = column.part.opaque.then_some("`opaque` keeps it out");
    let barred = misfit.as_deref().or(hidden).or(opaque);
    let sorted_otherwise = (matches!(storage, Storage::Text) && column.kind() == Kind::Decimal)
        .then_some("numbers that are kept as text sort as text");
    let sealed = column.sealed.map(|_| "the database holds ciphertext in it");
    let no_order = sealed
        .or((!column.kind().is_sortable())
            .then_some("its values have no order that means something"));
    let unfound = sealed.filter(|_| column.blind_index().is_none());
    let by_index = column.blind_index().is_some();
    let no_text =
        unfound.or((!column.kind().is_searchable() && !by_index).then_some("it holds no text"));
    let choice =
        (!column.ty.choices.is_empty()).then_some("it holds one of a few texts: filter by it");
    let named = matches!(storage, Storage::Named(_))
        .then_some("the database keeps no text in it, only shows it as one");
    Support {
        column: column.name,
        storable: Answer::unless(misfit.as_deref()),
        storage,
        sortable: Answer::unless(barred.or(no_order).or(sorted_otherwise)),
        searchable: Answer::unless(barred.or(no_text).or(choice).or(named)),
        operators: if barred.is_some() { &[] } else { operators(column, storage) },
        editable: Answer::unless(barred.or_else(|| uneditable(column, live))),
    }
}

fn operators(column: &Column, storage: Storage) -> &'static [Op] {
    let listed = !column.ty.choices.is_empty() || column.ty.relation.is_some();
    match column.kind() {
        _ if column.blind_index().is_some() => EQUALITY,
        _ if column.sealed.is_some() => &[],
        _ if listed => EQUALITY,
        Kind::Text if matches!(storage, Storage::Named(_)) => EQUALITY,
        Kind::Decimal if storage == Storage::Text => EQUALITY,
        Kind::Text => TEXT,
        Kind::Float => FLOAT,
        Kind::Bool | Kind::Uuid => EQUALITY,
        Kind::Int
        | Kind::Decimal
        | Kind::Money
        | Kind::Date
        | Kind::Time
        | Kind::Timestamp
        | Kind::DateTime => RANGE,
        Kind::Json | Kind::Bytes => &[],
    }
}

fn uneditable(column: &Column, live: Option<&LiveColumn>) -> Option<&'static str> {
    if live.is_some_and(|live| live.origin == Origin::Computed) {
        return Some("the database computes it");
    }
    if column.generated {
        return Some("the database counts it up");
    }
    if column.version {
        return Some("it counts the changes of its row");
    }
    if !column.kind().is_editable() {
        return Some("no control edits bytes");
    }
    (column.read_only).then_some("`read_only` says so")
}
