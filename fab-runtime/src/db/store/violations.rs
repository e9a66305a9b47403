//! Which field broke the rule that the database names?

use crate::db::database::Db;
use crate::db::dialect::DialectKind;
use crate::db::error::{Constraint, ConstraintKind, DbError};
use crate::db::store::references::missing;
use crate::db::store::{Store, StoreError};
use crate::models::{Column, Kind, ModelMeta, Value, Violation, Violations};

impl Store {
    /// The error as violations at fields where it is a broken rule of the table.
    pub(super) async fn explained(
        &self,
        model: &'static ModelMeta,
        error: StoreError,
    ) -> StoreError {
        let StoreError::Database(DbError::Constraint(constraint)) = &error else { return error };
        let columns = match columns_of(&self.db, model, constraint).await {
            Ok(columns) => columns.into_iter().map(|column| of_person(model, column)).collect(),
            Err(error) => return error.into(),
        };
        let columns: Vec<&Column> = columns;
        StoreError::Invalid(violations(model, constraint, &columns))
    }
}

/// The column that a person knows: a blind index stands for the sealed column that it is of.
fn of_person(model: &'static ModelMeta, column: &'static Column) -> &'static Column {
    column.blind_index_of.and_then(|index| model.columns().get(index)).unwrap_or(column)
}

/// The columns that a constraint is about, as far as anybody can tell.
async fn columns_of(
    db: &Db,
    model: &'static ModelMeta,
    constraint: &Constraint,
) -> Result<Vec<&'static Column>, DbError> {
    let columns = model.columns();
    let named: Vec<&Column> =
        constraint.columns.iter().filter_map(|name| columns.by_name(name)).collect();
    if !named.is_empty() {
        return Ok(named);
    }
    let Some(name) = &constraint.name else { return Ok(Vec::new()) };
    if constraint.kind == ConstraintKind::Unique && db.dialect() == DialectKind::MySql {
        return index_columns(db, model, name).await;
    }
    let mut words = name.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    if let Some(column) = words.find_map(|word| columns.by_name(word)) {
        return Ok(vec![column]);
    }
    // `customers_email_check`, `chk_customers_email`: the longest name that occurs.
    let longest = columns
        .all()
        .iter()
        .filter(|column| name.contains(column.name))
        .max_by_key(|column| column.name.len());
    Ok(longest.into_iter().collect())
}

/// MySQL names only the index.
async fn index_columns(
    db: &Db,
    model: &'static ModelMeta,
    index: &str,
) -> Result<Vec<&'static Column>, DbError> {
    let statement = db
        .writer()
        .push("SELECT column_name FROM information_schema.statistics")
        .push(" WHERE table_schema = DATABASE() AND table_name = ")
        .bind(Kind::Text, Value::from(model.table))
        .push(" AND index_name = ")
        .bind(Kind::Text, Value::from(index))
        .push(" ORDER BY seq_in_index")
        .finish(&[Kind::Text]);
    let rows = db.fetch(statement).await?;
    let names = rows.iter().flatten().filter_map(Value::as_text);
    Ok(names.filter_map(|name| model.columns().by_name(name)).collect())
}

fn violations(
    model: &'static ModelMeta,
    constraint: &Constraint,
    columns: &[&'static Column],
) -> Violations {
    let Some(column) = columns.first() else {
        return Violations::of_row(unnamed(constraint.kind));
    };
    let target = column.ty.relation.map(|relation| (relation.target)());
    let violation = match constraint.kind {
        ConstraintKind::Unique if columns.len() > 1 => {
            let labels: Vec<&str> = columns.iter().map(|column| column.label).collect();
            Violation::new(
                "unique",
                format!(
                    "Another {} already has this combination of {}",
                    model.label.to_lowercase(),
                    labels.join(", ")
                ),
            )
        }
        ConstraintKind::Unique => Violation::taken(),
        ConstraintKind::ForeignKey => match target {
            Some(target) => missing(target),
            None => unnamed(constraint.kind),
        },
        ConstraintKind::NotNull => Violation::required(),
        ConstraintKind::Check => Violation::new("check", "The database does not allow this value"),
        ConstraintKind::TooLong => Violation::new("max_length", "Shorten this text"),
        ConstraintKind::OutOfRange => Violation::new("range", "This value does not fit its column"),
    };
    Violations::at(column.name, violation)
}

/// What is said when the database does not say where.
fn unnamed(kind: ConstraintKind) -> Violation {
    match kind {
        ConstraintKind::Unique => {
            Violation::new("unique", "Another row already has one of these values")
        }
        ConstraintKind::ForeignKey => {
            Violation::new("reference", "A row that is referred to does not exist")
        }
        ConstraintKind::NotNull => Violation::new("required", "A value is missing"),
        ConstraintKind::Check => {
            Violation::new("check", "The database does not allow one of these values")
        }
        ConstraintKind::TooLong => Violation::new("max_length", "One of the texts is too long"),
        ConstraintKind::OutOfRange => {
            Violation::new("range", "One of the values does not fit its column")
        }
    }
}
