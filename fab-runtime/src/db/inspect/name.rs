//! How is a table, a column or a value called in Rust?

use std::collections::HashSet;

/// Types and traits that generated code uses by these names, and models that are built in.
const TAKEN: &[&str] = &[
    "Actor",
    "AdminModel",
    "Box",
    "Choice",
    "Condition",
    "Currency",
    "DateTime",
    "Decimal",
    "Err",
    "FieldType",
    "ForeignKey",
    "Grant",
    "Json",
    "Metric",
    "Mixin",
    "Model",
    "Money",
    "NaiveDate",
    "NaiveDateTime",
    "NaiveTime",
    "None",
    "Ok",
    "Op",
    "Option",
    "Permission",
    "Result",
    "Role",
    "Scope",
    "Self",
    "Session",
    "Some",
    "String",
    "User",
    "UserRole",
    "Utc",
    "Uuid",
    "Value",
    "Vec",
];

/// Words that are only names when written with `r#`.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Words that are no names, however they are written.
const NEVER: &[&str] = &["crate", "self", "super", "_"];

/// Plurals that follow no rule, and their singulars.
const IRREGULAR: &[(&str, &str)] = &[
    ("analyses", "analysis"),
    ("axes", "axis"),
    ("bases", "basis"),
    ("children", "child"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("feet", "foot"),
    ("halves", "half"),
    ("heroes", "hero"),
    ("indices", "index"),
    ("knives", "knife"),
    ("leaves", "leaf"),
    ("lives", "life"),
    ("matrices", "matrix"),
    ("men", "man"),
    ("mice", "mouse"),
    ("movies", "movie"),
    ("people", "person"),
    ("potatoes", "potato"),
    ("quizzes", "quiz"),
    ("shelves", "shelf"),
    ("teeth", "tooth"),
    ("tomatoes", "tomato"),
    ("vertices", "vertex"),
    ("wives", "wife"),
    ("women", "woman"),
];

/// Words that look like a plural and are none, or are both.
const SINGULAR: &[&str] = &[
    "aircraft",
    "alias",
    "analysis",
    "atlas",
    "axis",
    "basis",
    "bonus",
    "bus",
    "campus",
    "canvas",
    "cash",
    "census",
    "chaos",
    "corpus",
    "crisis",
    "data",
    "equipment",
    "feedback",
    "fish",
    "furniture",
    "gas",
    "genus",
    "information",
    "lens",
    "media",
    "merchandise",
    "metadata",
    "money",
    "music",
    "news",
    "personnel",
    "rice",
    "series",
    "sheep",
    "software",
    "species",
    "staff",
    "status",
    "stock",
    "virus",
    "weather",
];

/// The words of a name in any style: `order_line`, `OrderLine`, `order-line`, `HTTPServer2`; lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut begins = true;
    for (place, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() {
            begins = true;
            continue;
        }
        let before = place.checked_sub(1).and_then(|place| letters.get(place));
        let after = letters.get(place + 1);
        let hump = letter.is_uppercase()
            && (before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
                || (before.is_some_and(|c| c.is_uppercase())
                    && after.is_some_and(|c| c.is_lowercase())));
        if begins || hump {
            words.push(String::new());
            begins = false;
        }
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words
}

/// `OrderLine`.
pub(super) fn upper_camel(words: &[String]) -> String {
    let mut out = String::new();
    for word in words {
        let mut letters = word.chars();
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(letters.as_str());
    }
    out
}

/// What a derive makes of a name in `UpperCamel`: `order_line`.
pub(super) fn snake(camel: &str) -> String {
    words(camel).join("_")
}

/// The singular of an English word.
fn singular(word: &str) -> String {
    if SINGULAR.contains(&word) {
        return word.to_owned();
    }
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    let cut = |end: &str, with: &str| {
        word.strip_suffix(end).filter(|stem| stem.len() > 1).map(|stem| format!("{stem}{with}"))
    };
    let hissing = ["sses", "xes", "zes", "ches", "shes", "uses"];
    if let Some(one) = cut("ies", "y") {
        return one;
    }
    if hissing.iter().any(|end| word.ends_with(end))
        && let Some(one) = cut("es", "")
    {
        return if word.ends_with("auses") || word.ends_with("ouses") { one + "e" } else { one };
    }
    if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    cut("s", "").unwrap_or_else(|| word.to_owned())
}

/// The table that a struct of that name has when nobody says another; `None` where that is not sure.
pub(super) fn usual_table(camel: &str) -> Option<String> {
    let words = words(camel);
    let last = words.last()?;
    let odd = SINGULAR.contains(&last.as_str())
        || IRREGULAR.iter().any(|(_, one)| one == last)
        || ["s", "x", "z", "ch", "sh", "y", "o", "man", "child", "person"]
            .iter()
            .any(|end| last.ends_with(end));
    (!odd).then(|| format!("{}s", words.join("_")))
}

/// Names that are given once.
#[derive(Debug, Default)]
pub(super) struct Names {
    given: HashSet<String>,
}

impl Names {
    /// The name of a struct for a table: the singular of its last word.
    pub(super) fn of_table(&mut self, table: &str) -> String {
        let mut words = words(table);
        if let Some(last) = words.last_mut() {
            *last = singular(last);
        }
        self.of_type(&words, "Row")
    }

    /// The name of a type; one that would hide another gets the suffix.
    pub(super) fn of_type(&mut self, words: &[String], suffix: &str) -> String {
        let mut name = upper_camel(words);
        if name.is_empty() || name.starts_with(|c: char| c.is_numeric()) {
            name.insert(0, 'T');
        }
        if TAKEN.contains(&name.as_str()) {
            name.push_str(suffix);
        }
        self.give(&name, "")
    }

    /// The name of a field, if it is free.
    pub(super) fn try_field(&mut self, words: &[String]) -> Option<String> {
        let name = words.join("_");
        let fits = !name.is_empty() && !name.starts_with(|c: char| c.is_numeric());
        (fits && self.given.insert(name.clone())).then_some(name)
    }

    /// The name of a field; without `r#`.
    pub(super) fn of_field(&mut self, words: &[String]) -> String {
        let mut name = words.join("_");
        if name.is_empty() || name.starts_with(|c: char| c.is_numeric()) {
            name.insert_str(0, "column_");
        }
        if NEVER.contains(&name.as_str()) {
            name.push_str("_value");
        }
        self.give(&name, "_")
    }

    /// The name of a variant.
    pub(super) fn of_variant(&mut self, text: &str) -> String {
        let mut name = upper_camel(&words(text));
        if name.is_empty() || name.starts_with(|c: char| c.is_numeric()) {
            name.insert(0, 'V');
        }
        if name == "Self" {
            name.push_str("Value");
        }
        self.give(&name, "")
    }

    fn give(&mut self, name: &str, between: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 2;
        while !self.given.insert(free.clone()) {
            free = format!("{name}{between}{number}");
            number += 1;
        }
        free
    }
}

/// A field name as it stands in code.
pub(super) fn raw(name: &str) -> String {
    if KEYWORDS.contains(&name) { format!("r#{name}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Names, raw, singular, snake, upper_camel, usual_table, words};

    #[test]
    fn names_of_any_style_fall_into_words() {
        for (name, wanted) in [
            ("order_line", "order line"),
            ("InvoiceLineId", "invoice line id"),
            ("HTTPServer2", "http server2"),
            ("a-b c", "a b c"),
            ("ÄrgerNis", "ärger nis"),
            ("__x__", "x"),
        ] {
            assert_eq!(words(name).join(" "), wanted);
        }
        assert_eq!(upper_camel(&words("order_line")), "OrderLine");
        assert_eq!(snake("OrderLine"), "order_line");
    }

    #[test]
    fn tables_become_singular() {
        for (many, one) in [
            ("customers", "customer"),
            ("categories", "category"),
            ("addresses", "address"),
            ("statuses", "status"),
            ("status", "status"),
            ("boxes", "box"),
            ("houses", "house"),
            ("people", "person"),
            ("album", "album"),
            ("series", "series"),
            ("movies", "movie"),
            ("buses", "bus"),
            ("glass", "glass"),
            ("invoices", "invoice"),
        ] {
            assert_eq!(singular(many), one);
        }
        assert_eq!(usual_table("OrderLine").as_deref(), Some("order_lines"));
        assert_eq!(usual_table("Category"), None);
    }

    #[test]
    fn nothing_is_hidden_and_nothing_is_given_twice() {
        let mut names = Names::default();
        assert_eq!(names.of_table("options"), "OptionRow");
        assert_eq!(names.of_table("order_lines"), "OrderLine");
        assert_eq!(names.of_table("OrderLine"), "OrderLine2");
        assert_eq!(names.of_table("2fa"), "T2fa");
        let mut fields = Names::default();
        assert_eq!(fields.of_field(&words("self")), "self_value");
        assert_eq!(fields.of_field(&words("a b")), "a_b");
        assert_eq!(fields.of_field(&words("a_b")), "a_b_2");
        assert_eq!(fields.of_field(&words("1st")), "column_1st");
        assert_eq!(raw("type"), "r#type");
    }
}
