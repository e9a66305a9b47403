//! Which models do the tests of sealed fields use? Tables of facts, written as the derives write them.

use fab::models::{
    BlindIndex, ColumnType, FieldMeta, Kind, Mask, ModelMeta, SealedField, SealingPlan,
    Sensitivity, Shape, TypeMeta,
};

/// A column of that kind whose values are sealed.
const fn sealed(kind: Kind) -> TypeMeta {
    let mut column = ColumnType::new(kind);
    column.sensitivity = Sensitivity::Sealed;
    TypeMeta { shape: Shape::Column(column), nullable: false }
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

const UNIQUE: BlindIndex = BlindIndex::new().unique(true).normalize(lower);

/// A person: the database makes the key; the account number is unique whatever its case.
pub(super) static PERSON: ModelMeta = ModelMeta::new(
    "person",
    "people",
    "people",
    &[
        FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
        FieldMeta::new("name", "Name", TypeMeta::column(Kind::Text)).search(true),
        FieldMeta::new("iban", "IBAN", sealed(Kind::Text)).search(true).filter(true),
        FieldMeta::new("note", "Note", sealed(Kind::Text).nullable()).filter(true).list(true),
        FieldMeta::new("version", "Version", TypeMeta::column(Kind::Int)).version(true),
    ],
)
.sealing(Some(&SealingPlan::new(
    "person",
    &[SealedField::new("iban").mask(Mask::Last(4)).index(UNIQUE), SealedField::new("note").pad(32)],
)));

/// A ticket: people choose its key, and may change it.
pub(super) static TICKET: ModelMeta = ModelMeta::new(
    "ticket",
    "tickets",
    "tickets",
    &[
        FieldMeta::new("id", "Id", TypeMeta::column(Kind::Text)).key(true).add(true).max_length(20),
        FieldMeta::new("secret", "Secret", sealed(Kind::Text)),
    ],
)
.sealing(Some(&SealingPlan::new("ticket", &[SealedField::new("secret")])));

/// A place: many towns look alike in an index of four bits.
pub(super) static PLACE: ModelMeta = ModelMeta::new(
    "place",
    "places",
    "places",
    &[
        FieldMeta::new("id", "Id", TypeMeta::column(Kind::Int)).key(true),
        FieldMeta::new("town", "Town", sealed(Kind::Text).nullable()).filter(true),
    ],
)
.sealing(Some(&SealingPlan::new(
    "place",
    &[SealedField::new("town").index(BlindIndex::new().bits(4))],
)));

/// A column of every kind.
pub(super) static EVERY_KIND: ModelMeta = ModelMeta::new(
    "every_kind",
    "every_kind",
    "every-kind",
    &[
        FieldMeta::new("id", "Id", TypeMeta::column(Kind::Uuid)).key(true),
        FieldMeta::new("flag", "Flag", sealed(Kind::Bool).nullable()),
        FieldMeta::new("whole", "Whole", sealed(Kind::Int).nullable()),
        FieldMeta::new("number", "Number", sealed(Kind::Float).nullable()),
        FieldMeta::new("price", "Price", sealed(Kind::Decimal).nullable()).scale(2),
        FieldMeta::new("words", "Words", sealed(Kind::Text).nullable()),
        FieldMeta::new("day", "Day", sealed(Kind::Date).nullable()),
        FieldMeta::new("hour", "Hour", sealed(Kind::Time).nullable()),
        FieldMeta::new("instant", "Instant", sealed(Kind::Timestamp).nullable()),
        FieldMeta::new("moment", "Moment", sealed(Kind::DateTime).nullable()),
        FieldMeta::new("mark", "Mark", sealed(Kind::Uuid).nullable()),
        FieldMeta::new("document", "Document", sealed(Kind::Json).nullable()),
        FieldMeta::new("blob", "Blob", sealed(Kind::Bytes).nullable()),
    ],
)
.sealing(Some(&SealingPlan::new(
    "every_kind",
    &[
        SealedField::new("flag"),
        SealedField::new("whole").index(BlindIndex::new()),
        SealedField::new("number"),
        SealedField::new("price").index(BlindIndex::new()),
        SealedField::new("words"),
        SealedField::new("day").index(BlindIndex::new()),
        SealedField::new("hour"),
        SealedField::new("instant"),
        SealedField::new("moment"),
        SealedField::new("mark"),
        SealedField::new("document"),
        SealedField::new("blob"),
    ],
)));
