//! What is a model about? Told by the last word of its name.

use crate::models::ModelMeta;

/// What the rows of a model are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    Person,
    Company,
    Product,
    Category,
    Department,
    /// A building with a town's name: a warehouse, an office.
    Site,
    City,
    Country,
    Tag,
    Task,
    Message,
    /// Anything else.
    Thing,
}

impl Subject {
    pub(crate) fn of(model: &ModelMeta) -> Self {
        match model.name.rsplit('_').next().unwrap_or_default() {
            "customer" | "person" | "employee" | "user" | "contact" | "author" | "member"
            | "student" | "teacher" | "patient" | "doctor" | "client" | "driver" | "artist"
            | "guest" | "player" | "applicant" | "subscriber" | "owner" | "agent" | "speaker" => {
                Self::Person
            }
            "company" | "supplier" | "vendor" | "manufacturer" | "brand" | "organisation"
            | "organization" | "partner" | "carrier" | "publisher" | "bank" | "club" => {
                Self::Company
            }
            "product" | "item" | "article" | "good" | "part" => Self::Product,
            "category" | "genre" | "topic" | "section" => Self::Category,
            "department" | "team" | "unit" => Self::Department,
            "warehouse" | "office" | "store" | "branch" | "site" | "depot" | "hotel" | "school" => {
                Self::Site
            }
            "city" | "town" | "location" => Self::City,
            "country" => Self::Country,
            "tag" | "label" | "keyword" => Self::Tag,
            "task" | "todo" | "project" | "job" | "ticket" | "issue" => Self::Task,
            "note" | "message" | "comment" | "post" | "event" | "activity" | "visit" => {
                Self::Message
            }
            _ => Self::Thing,
        }
    }
}

/// Capitals for codes: `OL` for an order line, `PRO` for a product.
pub(crate) fn initials(model: &ModelMeta) -> String {
    let words: Vec<&str> = model.name.split('_').collect();
    let letters: String = match words.as_slice() {
        [only] => only.chars().take(3).collect(),
        several => several.iter().filter_map(|word| word.chars().next()).collect(),
    };
    letters.to_uppercase()
}
