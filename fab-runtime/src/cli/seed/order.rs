//! Which table first? Those that others refer to.

use crate::models::{Column, ModelMeta};

/// The models so that what is referred to stands before what refers to it.
///
/// A circle is entered where it can be: at the model that may leave its reference open.
pub(crate) fn parents_first(models: &[&'static ModelMeta]) -> Vec<&'static ModelMeta> {
    let mut ordered: Vec<&'static ModelMeta> = Vec::with_capacity(models.len());
    let mut left: Vec<&'static ModelMeta> = models.to_vec();
    while !left.is_empty() {
        let ready = |strict: bool| {
            left.iter().position(|model| {
                !model.columns().relations().any(|(column, target)| {
                    counts(column, strict)
                        && target.name != model.name
                        && left.iter().any(|other| other.name == target.name)
                })
            })
        };
        let place = ready(true).or_else(|| ready(false)).unwrap_or(0);
        ordered.push(left.remove(place));
    }
    ordered
}

/// References that may be left open only count as long as nothing forces the matter.
const fn counts(column: &Column, strict: bool) -> bool {
    strict || !column.nullable
}
