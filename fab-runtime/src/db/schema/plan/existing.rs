//! How does a column that exists differ from its field? It may be widened, never narrowed.

use crate::db::DialectKind;
use crate::db::analysis::fit;
use crate::db::schema::plan::ddl::{self, Change, quoted, text};
use crate::db::schema::plan::{Draft, rebuild, step};
use crate::db::schema::{LiveColumn, Origin, Table, TypeClass};
use crate::models::{Column, Kind, ModelMeta};

/// Compares a column with the one that is there.
pub(super) fn compare(
    draft: &mut Draft<'_>,
    model: &'static ModelMeta,
    live: &Table,
    column: &Column,
    found: &LiveColumn,
) {
    let dialect = draft.dialect;
    let mut pair =
        Pair { dialect, live, column, found, change: Change::default(), said: Vec::new() };
    pair.compare();
    for (reason, sql) in pair.said {
        draft.refuse(model.table, column.name, reason, sql);
    }
    if !pair.change.is_empty() {
        let what = match (&pair.change.sql_type, pair.change.nullable) {
            (Some(_), Some(_)) => "has more room and may be empty",
            (Some(_), None) => "has more room",
            _ => "may be empty",
        };
        let sql = ddl::change(dialect, &live.name, found, &pair.change);
        draft.columns.push(step(
            model.table,
            format!("{}.{} {what}", model.table, column.name),
            sql,
        ));
    }
}

/// A text of any length on MySQL.
const UNBOUNDED: &str = "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

/// A column of a model and the one of its table.
struct Pair<'a> {
    dialect: DialectKind,
    live: &'a Table,
    column: &'a Column,
    found: &'a LiveColumn,
    /// What can be done.
    change: Change,
    /// What cannot: the reason, and the SQL of a person who knows better.
    said: Vec<(String, Vec<String>)>,
}

impl Pair<'_> {
    fn compare(&mut self) {
        if let Err(reason) = fit(self.dialect, self.column, self.found) {
            let sql = self.written_out();
            self.refuse(reason, sql);
            return;
        }
        if self.live.is_view {
            return;
        }
        match self.found.origin {
            Origin::AlwaysCounted if self.column.generated => return,
            Origin::Computed | Origin::AlwaysCounted => {
                let reason = "the database makes its values and refuses any other; leave the field out of \
                              the model";
                self.refuse(reason, Vec::new());
                return;
            }
            Origin::Given | Origin::Counted => {}
        }
        self.compare_null();
        match (self.column.kind(), self.found.class) {
            (_, TypeClass::Text { max_length: Some(_) }) if self.column.sealed.is_some() => {
                self.make_room_for_ciphertext();
            }
            (Kind::Text, TypeClass::Text { max_length: Some(room) }) => self.compare_length(room),
            (Kind::Decimal, TypeClass::Decimal { precision: Some(all), scale: Some(scale) }) => {
                self.compare_scale(all, scale);
            }
            _ => {}
        }
        self.compare_choices();
    }

    /// The column as a text of any length, which keeps what it held, written out: values in the clear first,
    /// ciphertext later.
    fn written_out(&self) -> Vec<String> {
        if self.column.sealed.is_none() {
            return Vec::new();
        }
        let (table, name) =
            (quoted(self.dialect, &self.live.name), quoted(self.dialect, self.column.name));
        match self.dialect {
            DialectKind::Sqlite => {
                let null = if self.column.nullable { "" } else { " NOT NULL" };
                let definition = format!("{name} TEXT{null}");
                let value = format!("CAST({name} AS TEXT)");
                let change = rebuild::Change::Definition(self.column.name, definition, value);
                rebuild::statements(self.live, &change)
            }
            DialectKind::Postgres => {
                vec![format!(
                    "ALTER TABLE {table} ALTER COLUMN {name} TYPE text USING {name}::text"
                )]
            }
            DialectKind::MySql => self.by_hand(&Change::of_type(UNBOUNDED)),
        }
    }

    /// Ciphertext is longer than what it hides.
    fn make_room_for_ciphertext(&mut self) {
        let sql_type = match self.dialect {
            DialectKind::Sqlite => return,
            DialectKind::Postgres => "text",
            DialectKind::MySql => UNBOUNDED,
        };
        if self.dialect == DialectKind::MySql && self.live.is_indexed(self.column.name) {
            let reason = "the model seals it, and ciphertext has no bound; MySQL keeps no index on such a text, so \
                          drop the index first: rows are found by the blind index";
            let sql = self.by_hand(&Change::of_type(sql_type));
            self.refuse(reason, sql);
            return;
        }
        self.change.sql_type = Some(sql_type.to_owned());
    }

    fn refuse(&mut self, reason: impl Into<String>, sql: Vec<String>) {
        self.said.push((reason.into(), sql));
    }

    /// The statement of a person who wants that change all the same.
    fn by_hand(&self, change: &Change) -> Vec<String> {
        vec![ddl::change(self.dialect, &self.live.name, self.found, change)]
    }

    fn compare_null(&mut self) {
        let column = self.column;
        if column.nullable == self.found.nullable || column.generated || column.key {
            return;
        }
        let sqlite = self.dialect == DialectKind::Sqlite;
        let sql = if sqlite {
            let change = rebuild::Change::Nullable(column.name, column.nullable);
            rebuild::statements(self.live, &change)
        } else {
            self.by_hand(&Change::null(column.nullable))
        };
        if !column.nullable {
            let reason = "the model wants a value in every row, the table allows none; make the field an \
                          `Option`, or fill the gaps and forbid new ones";
            self.refuse(reason, sql);
        } else if sqlite {
            let reason =
                "the model allows it to be empty, the table does not, and SQLite cannot alter that";
            self.refuse(reason, sql);
        } else {
            self.change.nullable = Some(true);
        }
    }

    /// Room for longer texts.
    fn compare_length(&mut self, room: u32) {
        let column = self.column;
        let sql_type = self.dialect.column_type(column);
        let TypeClass::Text { max_length: wanted } = TypeClass::parse(self.dialect, &sql_type)
        else {
            return;
        };
        let choices = column.ty.choices.iter().map(|choice| choice.value.chars().count());
        let holds_choices = choices
            .max()
            .is_some_and(|longest| usize::try_from(room).is_ok_and(|room| room >= longest));
        let is_wide = holds_choices
            || self.dialect == DialectKind::Sqlite
            || column.key
            || column.ty.relation.is_some()
            || wanted.is_some_and(|wanted| wanted <= room);
        if is_wide {
            return;
        }
        let unbounded = self.dialect == DialectKind::MySql && wanted.is_none();
        if unbounded && self.live.is_indexed(column.name) {
            let reason = "the model allows longer texts than the table; MySQL keeps no index on a text \
                          without bound, so drop the index first or give the field a `max_length`";
            let sql = self.by_hand(&Change::of_type(sql_type));
            self.refuse(reason, sql);
            return;
        }
        self.change.sql_type = Some(sql_type);
    }

    /// Room for more digits after the point.
    fn compare_scale(&mut self, precision: u32, scale: u32) {
        let wanted = u32::from(self.column.scale);
        let sqlite = self.dialect == DialectKind::Sqlite;
        if scale == wanted || (sqlite && self.found.note.is_none()) {
            return;
        }
        if sqlite {
            let reason = format!(
                "its numbers are kept with {scale} digits after the point, the model wants {wanted}: every \
                 row must be converted"
            );
            let sql = self.convert_minor_units(scale, wanted);
            self.refuse(reason, sql);
            return;
        }
        let word = if self.dialect == DialectKind::MySql { "DECIMAL" } else { "numeric" };
        let whole = precision.saturating_sub(scale);
        let sql_type = format!("{word}({},{wanted})", whole + wanted);
        if scale < wanted {
            self.change.sql_type = Some(sql_type);
            return;
        }
        let reason = format!(
            "its numbers have {scale} digits after the point, the model only {wanted}: the rest would be \
             rounded away"
        );
        let sql = self.by_hand(&Change::of_type(sql_type));
        self.refuse(reason, sql);
    }

    /// The same numbers in minor units of another size.
    fn convert_minor_units(&self, scale: u32, wanted: u32) -> Vec<String> {
        let name = quoted(self.dialect, self.column.name);
        let zeros = "0".repeat(usize::try_from(scale.abs_diff(wanted)).unwrap_or(0));
        let sign = if wanted > scale { '*' } else { '/' };
        let definition =
            ddl::definition(self.dialect, self.column, &self.dialect.column_type(self.column));
        let value = format!("{name} {sign} 1{zeros}");
        let change = rebuild::Change::Definition(self.column.name, definition, value);
        rebuild::statements(self.live, &change)
    }

    /// The database allows only some texts: all of the model's must be among them.
    fn compare_choices(&mut self) {
        let known = &self.found.values;
        if !known.is_empty() && self.column.sealed.is_some() {
            self.refuse(
                "the database allows only some texts, and ciphertext is none of them",
                Vec::new(),
            );
            return;
        }
        if known.is_empty() {
            return;
        }
        let missing: Vec<&str> = self
            .column
            .ty
            .choices
            .iter()
            .map(|choice| choice.value)
            .filter(|value| !known.iter().any(|known| known == value))
            .collect();
        if missing.is_empty() {
            return;
        }
        let sql = match (self.dialect, self.found.class) {
            (DialectKind::Postgres, TypeClass::Enum) => missing
                .iter()
                .map(|value| {
                    let value = text(self.dialect, value);
                    format!("ALTER TYPE {} ADD VALUE {value}", self.found.sql_type)
                })
                .collect(),
            (DialectKind::MySql, TypeClass::Enum) => {
                let all = known.iter().map(String::as_str).chain(missing.iter().copied());
                self.by_hand(&Change::of_type(format!("ENUM({})", self.texts(all))))
            }
            _ => Vec::new(),
        };
        let missing = self.texts(missing.into_iter());
        self.refuse(format!("the database allows only some texts, without {missing}"), sql);
    }

    fn texts<'t>(&self, texts: impl Iterator<Item = &'t str>) -> String {
        texts.map(|value| text(self.dialect, value)).collect::<Vec<_>>().join(", ")
    }
}
