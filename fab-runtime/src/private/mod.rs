//! Which names may expansions use? These and no others.

pub mod check;
mod choices;
mod literal;
mod newtype;
mod opaque;
mod plan;
#[cfg(feature = "encryption")]
pub mod sealing;
mod skipped;

/// What `#[derive(AdminModel)]` uses.
pub mod model {
    pub use std::option::Option;
    pub use std::primitive::{i64, str, usize};
    pub use std::result::Result;
    pub use std::vec::Vec;

    pub use crate::models::{
        Bound, FieldMeta, FieldType, Fieldset, Format, LoadError, Model, ModelMeta, OrderMeta,
        SealingPlan, Value, Values, Verb, WidgetKind,
    };
    pub use crate::private::check;
    pub use crate::private::literal::{literal, value_of};
    pub use crate::private::opaque::{AsJson, Opaque};
    pub use crate::private::plan::{Sealing, Unsealed};
    pub use crate::private::skipped::Skipped;
}

/// What `#[derive(Choice)]` uses.
pub mod choice {
    pub use std::option::Option;
    pub use std::primitive::{bool, str};
    pub use std::result::Result;
    pub use std::vec::Vec;

    pub use crate::models::{
        Choice, ChoiceMeta, FieldType, Kind, LoadError, Tone, TypeMeta, Value, Values,
    };
    pub use crate::private::choices::{
        choice_meta, load_choice, same_choice, store_choice, wipe_choice,
    };
    pub use crate::secret::Wipe;
}

/// What `#[derive(FieldType)]` uses.
pub mod field {
    pub use std::primitive::bool;
    pub use std::result::Result;
    pub use std::vec::Vec;

    pub use crate::models::{FieldType, Kind, LoadError, TypeMeta, Value, Values};
    pub use crate::private::check;
    pub use crate::private::newtype::{Newtype, checked};
    pub use crate::secret::Wipe;
}

/// What `#[derive(Mixin)]` uses.
pub mod mixin {
    pub use std::option::Option;
    pub use std::result::Result;
    pub use std::vec::Vec;

    pub use crate::models::{
        Bound, FieldMeta, FieldType, Format, GroupMeta, Kind, LoadError, TypeMeta, Value, Values,
        WidgetKind,
    };
    pub use crate::private::check;
    pub use crate::private::literal::{literal, value_of};
}
