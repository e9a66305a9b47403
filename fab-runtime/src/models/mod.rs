//! What is a record? Facts about models, values and rules; no SQL text, no HTML.

mod actor;
mod choice;
pub(crate) mod columns;
mod currency;
mod field_type;
mod fields;
mod filter;
mod hook;
mod key;
mod kind;
mod list_state;
mod meta;
mod model;
mod money;
mod origin;
mod permission;
pub(crate) mod record;
mod relation;
mod scope;
pub mod seal_codec;
mod sealed;
mod text;
pub mod types;
pub mod validate;
mod value;

pub use self::actor::{Actor, ActorId};
pub use self::choice::Choice;
pub use self::columns::{Column, Columns, DEFAULT_SCALE};
pub use self::currency::{Currency, UnknownCurrency};
pub use self::field_type::{FieldType, LoadError, Values};
pub use self::filter::{Condition, Op};
pub use self::hook::{Change, Event, EventKind, Hook};
pub use self::key::Key;
pub use self::kind::Kind;
pub use self::list_state::{
    FilterOp, FilterText, ListState, MAX_PAGE_SIZE, OrderBy, Paging, percent_encode,
};
pub use self::meta::{
    BLIND_INDEX_BITS, BlindIndex, Bound, CheckFn, ChoiceMeta, ColumnType, DEFAULT_PAGE_SIZE,
    Encrypted, FieldMeta, Fieldset, Format, GroupMeta, Mask, ModelMeta, OrderMeta, RelationMeta,
    SealedField, SealingPlan, Sensitivity, Shape, Tone, TypeMeta, Verb, WidgetKind,
};
pub use self::model::Model;
pub use self::money::Money;
pub use self::origin::Origin;
pub use self::permission::Permission;
pub use self::record::Record;
pub use self::relation::{ForeignKey, KeyType};
pub use self::scope::Scope;
pub use self::sealed::Sealed;
pub use self::text::{parse_kind, parse_value, plain_text};
pub use self::validate::{Violation, Violations};
pub use self::value::Value;
