//! Which fields does an exported row have? What its pages show; what is sealed only when asked for, what is secret never.

use crate::admin::export::cell::{self, Cell};
use crate::db::Row;
use crate::models::{Column, Kind, ModelMeta, Sensitivity};

/// What becomes of sealed columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sealed {
    /// They are no fields.
    LeftOut,
    /// Their values are opened.
    Opened,
}

/// One field of every exported row.
#[derive(Debug)]
pub(crate) struct Field {
    /// Its name: that of the column.
    pub(crate) name: String,
    column: &'static Column,
    part: Part,
}

#[derive(Debug, Clone, Copy)]
enum Part {
    Value,
    /// The title of the row that a foreign key refers to.
    Title,
}

impl Field {
    /// The fields of a model, in the order of its struct: what the list or the page of a row shows, and the key.
    /// Foreign keys have two, their key and a title; amounts of money are followed by their currency.
    pub(crate) fn of(model: &'static ModelMeta, sealed: Sealed) -> Vec<Self> {
        let columns = model.columns();
        let mut fields = Vec::new();
        let mut amount = false;
        for column in columns.all() {
            let currency = std::mem::replace(&mut amount, false);
            if !(is_shown(column) || currency) || !may_leave(column, sealed) {
                continue;
            }
            amount = column.kind() == Kind::Money;
            fields.push(Self { name: column.name.to_owned(), column, part: Part::Value });
            if column.ty.relation.is_some() {
                let name = format!("{}.title", column.name);
                fields.push(Self { name, column, part: Part::Title });
            }
        }
        fields
    }

    /// Whether its column is sealed.
    pub(crate) const fn is_sealed(&self) -> bool {
        self.column.sealed.is_some()
    }

    /// The index of its column.
    pub(crate) const fn index(&self) -> usize {
        self.column.index
    }

    /// What it holds in a row.
    pub(super) fn cell<'a>(&self, row: &'a Row) -> Cell<'a> {
        match self.part {
            Part::Value => cell::of(self.column, &row.record),
            Part::Title => row.label(self.column.index).map_or(Cell::Nothing, Cell::text),
        }
    }
}

fn is_shown(column: &Column) -> bool {
    column.key || column.list || column.show
}

/// Only what is known to be harmless leaves; bytes mean nothing in a text file.
fn may_leave(column: &Column, sealed: Sealed) -> bool {
    let open = match column.sealed {
        Some(_) => sealed == Sealed::Opened && column.ty.sensitivity == Sensitivity::Sealed,
        None => column.ty.sensitivity == Sensitivity::Public,
    };
    open && column.kind() != Kind::Bytes
}
