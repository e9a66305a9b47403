//! Which structs stand for the tables? Names first, since references need them; then fields.

use std::collections::{BTreeSet, HashMap};

use crate::db::inspect::choice::{ChoiceEnum, choice, is_choice};
use crate::db::inspect::field::{Field, Mark};
use crate::db::inspect::name::{Names, usual_table, words};
use crate::db::inspect::rust_type::{is_ordered, one_line, rust_type, scale, tells_rows_apart};
use crate::db::inspect::title::{mark_searched, title};
use crate::db::schema::{LiveColumn, LiveForeignKey, Origin, Schema, Table, TypeClass};

/// The longest name that every database accepts, in bytes.
const LONGEST_NAME: usize = 63;

/// Endings of columns that refer to other tables; the field is called without them.
const REFERENCE_ENDINGS: &[&str] = &["id", "fk", "key", "uuid", "no", "nr", "ref"];

/// All that is written.
#[derive(Debug, Default)]
pub(super) struct Models {
    pub(super) structs: Vec<Struct>,
    /// Tables without a struct, and why.
    pub(super) left_out: Vec<(String, String)>,
}

/// A struct to be written.
#[derive(Debug)]
pub(super) struct Struct {
    pub(super) name: String,
    /// The table, when it is not the one that the name suggests.
    pub(super) table: Option<String>,
    pub(super) comment: String,
    pub(super) title: Vec<String>,
    /// Whether rows can be added although some columns are left out.
    pub(super) can_add: bool,
    pub(super) fields: Vec<Field>,
    /// Columns without a field, and why.
    pub(super) left_out: Vec<(String, String)>,
    pub(super) choices: Vec<ChoiceEnum>,
}

/// Decides everything.
pub(super) fn decide(schema: &Schema) -> Models {
    let mut models = Models::default();
    let mut names = Names::default();
    let mut keyed = Vec::new();
    for table in &schema.tables {
        match key(schema, table) {
            Ok(key) => keyed.push(Keyed { table, name: names.of_table(&table.name), key }),
            Err(reason) => models.left_out.push((table.name.clone(), reason)),
        }
    }
    let mut types =
        Types { schema, keyed: &keyed, names, shared: HashMap::new(), choices: Vec::new() };
    for keyed in &keyed {
        models.structs.push(types.describe(keyed));
    }
    models
}

/// A table that can be a model.
struct Keyed<'a> {
    table: &'a Table,
    name: String,
    key: Vec<&'a str>,
}

/// The columns by which rows are told apart.
fn key<'a>(schema: &Schema, table: &'a Table) -> Result<Vec<&'a str>, String> {
    database_name(&table.name)?;
    if table.is_view {
        return Err(
            "it is a view, and nothing says which of its columns tell rows apart".to_owned()
        );
    }
    let mut key: Vec<&str> = table.primary_key.iter().map(String::as_str).collect();
    if key.is_empty() {
        let whole = table.indexes.iter().find(|index| {
            let given = |name: &String| table.column(name).is_some_and(|column| !column.nullable);
            index.unique && !index.partial && !index.prefix && index.columns.iter().all(given)
        });
        key.extend(whole.into_iter().flat_map(|index| index.columns.iter().map(String::as_str)));
    }
    if key.is_empty() {
        return Err("it has no primary key, so its rows cannot be told apart".to_owned());
    }
    for name in &key {
        let column = table.column(name).ok_or_else(|| format!("its key `{name}` is no column"))?;
        database_name(name)?;
        let rust = rust_type(schema.dialect, column)
            .map_err(|reason| format!("its key `{name}` cannot be a field: {reason}"))?;
        if !tells_rows_apart(rust) {
            return Err(format!("its key `{name}` is of the type `{}`", column.sql_type));
        }
        if column.origin == Origin::Computed {
            return Err(format!("its key `{name}` is computed"));
        }
    }
    Ok(key)
}

/// Names that attributes accept.
fn database_name(name: &str) -> Result<(), String> {
    let odd = |c: char| c.is_control() || c == '"' || c == '`';
    if name.len() > LONGEST_NAME || name.trim() != name || name.is_empty() || name.contains(odd) {
        return Err("its name is too long, or has quotes or blanks around it".to_owned());
    }
    Ok(())
}

/// What all structs share.
struct Types<'a> {
    schema: &'a Schema,
    keyed: &'a [Keyed<'a>],
    names: Names,
    /// Enums by the name of their type in the database.
    shared: HashMap<String, String>,
    /// Enums of the struct that is described now.
    choices: Vec<ChoiceEnum>,
}

impl<'a> Types<'a> {
    fn describe(&mut self, keyed: &Keyed<'a>) -> Struct {
        let table = keyed.table;
        let mut left_out = Vec::new();
        let mut can_add = true;
        let mut fields = Vec::new();
        let names = self.field_names(keyed.table);
        for column in &table.columns {
            match self.kept(keyed, column) {
                Ok(rust) => {
                    let name = names.get(column.name.as_str()).cloned().unwrap_or_default();
                    fields.push(self.field(keyed, column, name, rust));
                }
                Err(reason) => {
                    let fills_itself = column.nullable
                        || column.default.is_some()
                        || column.origin != Origin::Given;
                    can_add &= fills_itself;
                    left_out.push((column.name.clone(), reason));
                }
            }
        }
        mark_searched(&mut fields);
        let usual = usual_table(&keyed.name).is_some_and(|usual| usual == table.name);
        Struct {
            name: keyed.name.clone(),
            table: (!usual).then(|| table.name.clone()),
            comment: table.comment.clone(),
            title: title(&fields),
            can_add,
            fields,
            left_out,
            choices: std::mem::take(&mut self.choices),
        }
    }

    /// The Rust type of a column that becomes a field, or why it does not.
    fn kept(&self, keyed: &Keyed<'_>, column: &LiveColumn) -> Result<&'static str, String> {
        database_name(&column.name)?;
        let rust = rust_type(self.schema.dialect, column)?;
        let is_key = keyed.key.contains(&column.name.as_str());
        match column.origin {
            Origin::Computed => Err("the database computes it from others".to_owned()),
            Origin::Counted | Origin::AlwaysCounted if !is_key || keyed.key.len() > 1 => {
                Err("the database counts it up".to_owned())
            }
            _ => Ok(rust),
        }
    }

    /// The names of all fields: those of plain columns first, so that references give way.
    fn field_names(&self, table: &'a Table) -> HashMap<&'a str, String> {
        let mut names = Names::default();
        let mut found = HashMap::new();
        let refers = |column: &LiveColumn| self.target(table, column).is_some();
        for column in table.columns.iter().filter(|column| !refers(column)) {
            found.insert(column.name.as_str(), names.of_field(&words(&column.name)));
        }
        for column in table.columns.iter().filter(|column| refers(column)) {
            let words = words(&column.name);
            let short = match words.as_slice() {
                [start @ .., end] if REFERENCE_ENDINGS.contains(&end.as_str()) => start,
                all => all,
            };
            let name = names.try_field(short).unwrap_or_else(|| names.of_field(&words));
            found.insert(column.name.as_str(), name);
        }
        found
    }

    fn field(&mut self, keyed: &Keyed<'_>, column: &LiveColumn, name: String, rust: &str) -> Field {
        let is_key = keyed.key.contains(&column.name.as_str());
        let target = self.target(keyed.table, column).map(|target| target.name.clone());
        let is_choice = target.is_none() && is_choice(column);
        let is_plain = target.is_none() && !is_choice;
        let mut field = Field {
            optional: column.nullable && !is_key,
            column: (name != column.name).then(|| column.name.clone()),
            comment: column.comment.clone(),
            default: default(column, rust, is_key || target.is_some(), is_choice),
            scale: is_plain.then(|| scale(column.class)).flatten(),
            marks: marks(keyed, column, rust, is_plain),
            name,
            ..Field::default()
        };
        if !is_key && (!is_plain || rust == "bool") {
            field.marks.insert(Mark::Filter);
        }
        if target.is_some() {
            // References have an index anyway.
            field.marks.remove(&Mark::Index);
        }
        if let (true, TypeClass::Text { max_length }) = (is_plain, column.class) {
            field.max_length = max_length.filter(|length| *length > 0);
        }
        field.ty = match target {
            Some(target) => format!("ForeignKey<{target}>"),
            None if is_choice => self.choice(keyed, column, &field.name),
            None => rust.to_owned(),
        };
        field
    }

    /// The enum of a column; one for each enumerated type, else one for the column.
    fn choice(&mut self, keyed: &Keyed<'_>, column: &LiveColumn, field: &str) -> String {
        let is_type = column.class == TypeClass::Enum && !column.type_name.is_empty();
        if is_type && let Some(name) = self.shared.get(&column.type_name) {
            return name.clone();
        }
        let name_words = if is_type {
            words(&column.type_name)
        } else {
            words(&keyed.name).into_iter().chain(words(field)).collect()
        };
        let name = self.names.of_type(&name_words, "Choice");
        if is_type {
            self.shared.insert(column.type_name.clone(), name.clone());
        }
        self.choices.push(choice(name.clone(), &column.values));
        name
    }

    /// The table that a column refers to, if that is a model whose whole key it holds.
    fn target(&self, table: &Table, column: &LiveColumn) -> Option<&'a Keyed<'a>> {
        let reference: &LiveForeignKey = table.reference(&column.name)?;
        let target = self.schema.table(&reference.table)?;
        let keyed = self.keyed.iter().find(|keyed| keyed.table.name == target.name)?;
        let [key] = keyed.key.as_slice() else { return None };
        let refers_to_key = match reference.references.as_slice() {
            [] => true,
            [only] => target.same(only, key),
            _ => false,
        };
        // A key that is itself a reference to a key that is one: types must not go in circles.
        let own_key = table.primary_key.iter().any(|name| table.same(name, &column.name));
        let chained = own_key && target.reference(key).is_some();
        (refers_to_key && !chained).then_some(keyed)
    }
}

/// What the keys and indexes of a table say of a column.
fn marks(keyed: &Keyed<'_>, column: &LiveColumn, rust: &str, is_plain: bool) -> BTreeSet<Mark> {
    let mut marks = BTreeSet::new();
    if keyed.key.contains(&column.name.as_str()) {
        marks.insert(Mark::Key);
        let uncounted =
            column.origin == Origin::Given && matches!(column.class, TypeClass::Int { .. });
        if keyed.key.len() == 1 && is_plain && uncounted {
            marks.insert(Mark::Add);
        }
    } else if is_ordered(rust) && keyed.table.is_unique(&[&column.name]) {
        marks.insert(Mark::Unique);
    } else if is_ordered(rust) && keyed.table.is_indexed(&column.name) {
        marks.insert(Mark::Index);
    }
    marks
}

/// The default of a field, where the database has a plain one.
fn default(column: &LiveColumn, rust: &str, is_special: bool, is_choice: bool) -> Option<String> {
    let written = column.default.as_deref().filter(|_| !is_special)?;
    let written = written.trim_start_matches('(').trim_end_matches(')');
    let text = || {
        let (inside, after) = written.strip_prefix('\'')?.rsplit_once('\'')?;
        (after.is_empty() || after.starts_with("::")).then(|| inside.replace("''", "'"))
    };
    match rust {
        "bool" => match written.to_ascii_lowercase().as_str() {
            "true" | "1" | "b'1'" => Some("true".to_owned()),
            "false" | "0" | "b'0'" => Some("false".to_owned()),
            _ => None,
        },
        "String" if is_choice => {
            text().filter(|text| column.values.contains(text)).map(|text| format!("{text:?}"))
        }
        "String" if column.class != TypeClass::Written => {
            let text = text().filter(|text| !text.is_empty())?;
            (one_line(&text) == text).then(|| format!("{text:?}"))
        }
        "i64" | "i32" | "i16" => written.parse::<i16>().ok().map(|number| number.to_string()),
        _ => None,
    }
}
