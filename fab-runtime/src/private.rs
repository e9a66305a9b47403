//! Which names may expansions use? These and no others.

/// What `#[derive(AdminModel)]` uses.
pub mod model {
    pub use std::result::Result;
    pub use std::vec::Vec;

    pub use crate::models::{
        Bound, FieldMeta, FieldType, Fieldset, Format, LoadError, Model, ModelMeta, OrderMeta,
        Value, Values, Verb, WidgetKind,
    };
}

/// What `#[derive(Choice)]` uses.
pub mod choice {
    pub use std::option::Option;
    pub use std::result::Result;
    pub use std::vec::Vec;

    pub use crate::models::{
        Choice, ChoiceMeta, ColumnType, FieldType, Kind, LoadError, Tone, TypeMeta, Value, Values,
    };
}

/// What `#[derive(FieldType)]` uses.
pub mod field {
    pub use std::result::Result;
    pub use std::vec::Vec;

    pub use crate::models::{FieldType, LoadError, TypeMeta, Value, Values};
}

/// What `#[derive(Mixin)]` uses.
pub mod mixin {
    pub use std::option::Option;
    pub use std::result::Result;
    pub use std::vec::Vec;

    pub use crate::models::{
        FieldMeta, FieldType, GroupMeta, Hook, LoadError, TypeMeta, Value, Values,
    };
}
