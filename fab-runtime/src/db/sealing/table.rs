//! In which table do keys stand, and when is it needed?

use crate::models::{ColumnType, FieldMeta, Kind, ModelMeta, Sensitivity, Shape, TypeMeta, Verb};

const WRAPPED: ColumnType = {
    let mut column = ColumnType::new(Kind::Bytes);
    column.sensitivity = Sensitivity::Secret;
    column
};

const FIELDS: &[FieldMeta] = &[
    FieldMeta::new("id", "Number", TypeMeta::column(Kind::Int)).key(true).add(true),
    FieldMeta::new("purpose", "Purpose", TypeMeta::column(Kind::Text)).max_length(32),
    FieldMeta::new("state", "State", TypeMeta::column(Kind::Text)).max_length(16),
    FieldMeta::new("active_for", "Active for", TypeMeta::column(Kind::Text).nullable())
        .max_length(32)
        .unique(true)
        .help("The purpose, while it is active: so no two keys are"),
    FieldMeta::new(
        "wrapped",
        "Wrapped key",
        TypeMeta { shape: Shape::Column(WRAPPED), nullable: false },
    ),
    FieldMeta::new("wrapped_by", "Wrapped by", TypeMeta::column(Kind::Text)).max_length(255),
    FieldMeta::new("created_at", "Made", TypeMeta::column(Kind::Timestamp)),
    FieldMeta::new("not_after", "Rotate before", TypeMeta::column(Kind::Timestamp).nullable()),
];

/// The table of the keys of sealed columns. It has no pages.
pub static KEYS: ModelMeta = ModelMeta::new("fab_key", "fab_keys", "fab-keys", FIELDS)
    .label("Key")
    .plural("Keys")
    .verbs(&[Verb::List]);

/// Whether a model has sealed columns, so that the program needs keys and [`KEYS`].
pub fn has_sealed(models: &[&'static ModelMeta]) -> bool {
    models.iter().any(|model| model.columns().has_sealed())
}
