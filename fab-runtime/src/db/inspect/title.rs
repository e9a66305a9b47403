//! Which fields name a row for people, and which are worth searching?

use crate::db::inspect::field::{Field, Mark};
use crate::models::columns::title::TITLES;

/// Last words of fields that people remember, best first.
const TELLING: &[&str] = &[
    "name",
    "title",
    "label",
    "subject",
    "username",
    "email",
    "phone",
    "company",
    "number",
    "reference",
    "isbn",
    "sku",
    "slug",
    "city",
];

/// Fields that quick search looks into, at most.
const SEARCHED: usize = 5;

/// Marks the fields that quick search looks into.
pub(super) fn mark_searched(fields: &mut [Field]) {
    let rank = |field: &Field| {
        let last = field.name.rsplit('_').next().unwrap_or_default();
        let rank = TELLING.iter().position(|word| *word == last);
        rank.or((field.name == "code").then_some(TELLING.len())).filter(|_| field.is_free_text())
    };
    let mut ranked: Vec<(usize, usize)> = fields
        .iter()
        .enumerate()
        .filter_map(|(place, field)| rank(field).map(|rank| (rank, place)))
        .collect();
    ranked.sort_unstable();
    let mut places: Vec<usize> =
        ranked.into_iter().take(SEARCHED).map(|(_, place)| place).collect();
    if places.is_empty() {
        places.extend(fields.iter().position(|field| field.is_free_text() && !field.optional));
    }
    for place in places {
        if let Some(field) = fields.get_mut(place) {
            field.marks.insert(Mark::Search);
        }
    }
}

/// The fields of `title(..)`; empty where the model finds them by itself.
pub(super) fn title(fields: &[Field]) -> Vec<String> {
    let texts = || fields.iter().filter(|field| field.is_free_text());
    let named = |name: &str| texts().find(|field| field.name == name);
    let person = [named("first_name"), named("last_name")];
    let chosen: Vec<&Field> = match person {
        [Some(first), Some(last)] if named("name").is_none() => vec![first, last],
        _ => {
            let usual = TITLES.iter().find_map(|name| named(name));
            let telling = || {
                texts()
                    .find(|field| field.name.ends_with("_name") || field.name.ends_with("_title"))
            };
            usual.or_else(telling).into_iter().collect()
        }
    };
    let found_anyway = chosen.iter().all(|field| {
        let usual = TITLES.contains(&field.name.as_str()) || chosen.len() == 2;
        usual && field.column.is_none()
    });
    if found_anyway {
        return Vec::new();
    }
    chosen.into_iter().map(|field| field.name.clone()).collect()
}
