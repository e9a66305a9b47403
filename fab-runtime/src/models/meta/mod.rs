//! Which facts does the one table per model hold? Everything else is derived from it.

#[macro_use]
mod setters;

mod column_type;
mod field;
mod model;
mod sealing;

pub use self::column_type::{
    CheckFn, ChoiceMeta, ColumnType, GroupMeta, RelationMeta, Sensitivity, Shape, Tone, TypeMeta,
};
pub use self::field::{Bound, FieldMeta, Format, WidgetKind};
pub use self::model::{DEFAULT_PAGE_SIZE, Fieldset, ModelMeta, OrderMeta, Verb};
pub use self::sealing::{BLIND_INDEX_BITS, BlindIndex, Encrypted, Mask, SealedField, SealingPlan};
