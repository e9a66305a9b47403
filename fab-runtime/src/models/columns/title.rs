//! Which columns name a row for people?

use super::{Column, ordered};
use crate::models::Kind;
use crate::models::meta::ModelMeta;

/// Names that fields with the name of a thing usually have, best first; `inspect` relies on them too.
pub(crate) const TITLES: &[&str] = &[
    "name",
    "title",
    "label",
    "subject",
    "username",
    "full_name",
    "display_name",
    "email",
    "code",
    "number",
];

pub(super) fn title(model: &ModelMeta, all: &[Column], key: &[usize]) -> Vec<usize> {
    if !model.title.is_empty() {
        // Titles stand on every page, where nothing that is sealed may stand.
        let mut named = ordered(model.title, all, |_| true);
        named.retain(|index| all.get(*index).is_some_and(|column| column.sealed.is_none()));
        return if named.is_empty() { key.to_vec() } else { named };
    }
    let text = |column: &&Column| {
        column.ty.kind == Kind::Text
            && column.ty.choices.is_empty()
            && column.ty.relation.is_none()
            && !column.is_secret()
            && column.sealed.is_none()
            && !column.part.opaque
    };
    let usual = TITLES.iter().find_map(|name| all.iter().filter(text).find(|c| c.name == *name));
    let by_person = {
        let pair: Vec<usize> = ["first_name", "last_name"]
            .iter()
            .filter_map(|name| all.iter().filter(text).find(|c| c.name == *name))
            .map(|column| column.index)
            .collect();
        (pair.len() == 2).then_some(pair)
    };
    match (usual, by_person) {
        (Some(column), None) => vec![column.index],
        (Some(column), Some(_))
            if !matches!(column.name, "email" | "title" | "username" | "code" | "number") =>
        {
            vec![column.index]
        }
        (_, Some(pair)) => pair,
        (None, None) => all
            .iter()
            .filter(text)
            .find(|column| column.search)
            .or_else(|| all.iter().filter(text).find(|column| !column.nullable && !column.key))
            .map_or_else(|| key.to_vec(), |column| vec![column.index]),
    }
}
