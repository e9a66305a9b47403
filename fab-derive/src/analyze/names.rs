//! What is a thing called that nobody named? Tables, pages and labels from Rust names.

use syn::Ident;
use syn::ext::IdentExt;

/// The longest name that every database accepts.
pub(crate) const MAX_NAME: usize = 63;

/// The name without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// `OrderLine` and `HTTPServer` as `order_line` and `http_server`.
pub(crate) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (place, letter) in letters.iter().enumerate() {
        if letter.is_uppercase() {
            let before = place.checked_sub(1).and_then(|place| letters.get(place));
            let after = letters.get(place + 1);
            let begins = before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())
                || (before.is_some_and(|c| c.is_uppercase())
                    && after.is_some_and(|c| c.is_lowercase()));
            if begins {
                out.push('_');
            }
        }
        out.extend(letter.to_lowercase());
    }
    out
}

/// Words that are written in capitals.
const CAPITALS: &[&str] = &[
    "api", "bic", "css", "csv", "ean", "eu", "gtin", "html", "http", "iban", "id", "ip", "isbn",
    "json", "pdf", "sku", "sql", "sso", "tv", "uk", "url", "us", "utc", "uuid", "vat", "xml",
];

/// `order_line` and `tax_id` as "Order line" and "Tax ID".
pub(crate) fn label(snake: &str) -> String {
    let words =
        snake.split('_').filter(|word| !word.is_empty()).enumerate().map(|(place, word)| {
            if CAPITALS.contains(&word) {
                word.to_uppercase()
            } else if place == 0 {
                capitalized(word)
            } else {
                word.to_owned()
            }
        });
    words.collect::<Vec<String>>().join(" ")
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Plurals that follow no rule.
const IRREGULAR: &[(&str, &str)] = &[
    ("analysis", "analyses"),
    ("axis", "axes"),
    ("basis", "bases"),
    ("child", "children"),
    ("crisis", "crises"),
    ("criterion", "criteria"),
    ("datum", "data"),
    ("foot", "feet"),
    ("half", "halves"),
    ("index", "indices"),
    ("knife", "knives"),
    ("leaf", "leaves"),
    ("life", "lives"),
    ("man", "men"),
    ("matrix", "matrices"),
    ("medium", "media"),
    ("mouse", "mice"),
    ("person", "people"),
    ("phenomenon", "phenomena"),
    ("quiz", "quizzes"),
    ("shelf", "shelves"),
    ("tooth", "teeth"),
    ("vertex", "vertices"),
    ("wife", "wives"),
    ("woman", "women"),
];

/// Words that are their own plural.
const UNCOUNTABLE: &[&str] = &[
    "aircraft",
    "cash",
    "data",
    "equipment",
    "feedback",
    "fish",
    "furniture",
    "information",
    "luggage",
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
    "stock",
    "weather",
];

/// Words in `-o` that take `-es`.
const OES: &[&str] = &["echo", "hero", "potato", "tomato", "veto"];

/// Endings of compounds that change like the word itself: "salesperson", "grandchild", "postman".
const COMPOUND: &[(&str, &str)] =
    &[("person", "people"), ("child", "children"), ("woman", "women"), ("man", "men")];

/// Words in `-man` that are no men.
const NO_MEN: &[&str] = &["human", "roman", "german", "talisman", "shaman", "ottoman"];

/// The plural of a name in `snake_case` or of a label: its last word changes.
pub(crate) fn plural(name: &str) -> String {
    let start = name.rfind([' ', '_']).map_or(0, |place| place + 1);
    let (before, word) = name.split_at(start);
    format!("{before}{}", plural_word(word))
}

fn plural_word(word: &str) -> String {
    let lower = word.to_lowercase();
    if UNCOUNTABLE.contains(&lower.as_str()) {
        return word.to_owned();
    }
    if word.chars().count() > 1 && word.chars().all(char::is_uppercase) {
        return format!("{word}s");
    }
    let whole = IRREGULAR.iter().find(|(one, _)| lower == *one);
    let ending =
        COMPOUND.iter().find(|(one, _)| lower.ends_with(one) && !NO_MEN.contains(&lower.as_str()));
    if let Some((one, many)) = whole.or(ending) {
        let kept = word.len().saturating_sub(one.len());
        let many = if word.chars().next().is_some_and(char::is_uppercase) && kept == 0 {
            capitalized(many)
        } else {
            (*many).to_owned()
        };
        return format!("{}{many}", word.get(..kept).unwrap_or_default());
    }
    let vowel = |letter: Option<char>| letter.is_some_and(|c| "aeiou".contains(c));
    if let Some(stem) = word.strip_suffix('y')
        && !vowel(lower.chars().rev().nth(1))
    {
        return format!("{stem}ies");
    }
    let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| lower.ends_with(end));
    if hisses || OES.contains(&lower.as_str()) {
        return format!("{word}es");
    }
    format!("{word}s")
}

#[cfg(test)]
mod tests {
    use super::{label, plural, snake_case};

    #[test]
    fn struct_names_become_snake_case() {
        for (name, wanted) in [
            ("Customer", "customer"),
            ("OrderLine", "order_line"),
            ("HTTPServer", "http_server"),
            ("Sha256Sum", "sha256_sum"),
            ("A", "a"),
            ("ÄrgerNis", "ärger_nis"),
        ] {
            assert_eq!(snake_case(name), wanted);
        }
    }

    #[test]
    fn labels_are_sentences_with_known_capitals() {
        for (name, wanted) in [
            ("id", "ID"),
            ("account_manager", "Account manager"),
            ("tax_id", "Tax ID"),
            ("url", "URL"),
            ("order_line", "Order line"),
            ("_private", "Private"),
        ] {
            assert_eq!(label(name), wanted);
        }
    }

    #[test]
    fn plurals_follow_the_last_word() {
        for (one, many) in [
            ("category", "categories"),
            ("Order line", "Order lines"),
            ("order_line", "order_lines"),
            ("box", "boxes"),
            ("day", "days"),
            ("status", "statuses"),
            ("person", "people"),
            ("Person", "People"),
            ("child", "children"),
            ("sales_person", "sales_people"),
            ("salesperson", "salespeople"),
            ("branch", "branches"),
            ("address", "addresses"),
            ("photo", "photos"),
            ("hero", "heroes"),
            ("series", "series"),
            ("media", "media"),
            ("human", "humans"),
            ("workman", "workmen"),
            ("index", "indices"),
            ("quiz", "quizzes"),
            ("SKU", "SKUs"),
            ("key", "keys"),
            ("analysis", "analyses"),
            ("wish", "wishes"),
            ("invoice", "invoices"),
            ("staff", "staff"),
            ("leaf", "leaves"),
        ] {
            assert_eq!(plural(one), many);
        }
    }
}
