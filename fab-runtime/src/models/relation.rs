//! How does one model refer to a row of another?

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::models::Value;
use crate::models::field_type::{FieldType, LoadError, Values};
use crate::models::meta::{ColumnType, Shape, TypeMeta};
use crate::models::model::Model;
use crate::secret::Wipe;

/// The key of a row of `T`; a foreign key in the database, type-ahead in forms, a link on pages.
///
/// ```ignore
/// pub customer: ForeignKey<Customer>,
/// pub manager: Option<ForeignKey<Employee>>,
/// ```
pub struct ForeignKey<T: Model> {
    key: T::Key,
    target: PhantomData<fn() -> T>,
}

impl<T: Model> ForeignKey<T> {
    /// Refers to the row with that key.
    pub const fn new(key: T::Key) -> Self {
        Self { key, target: PhantomData }
    }

    /// The key that is referred to.
    pub const fn key(&self) -> &T::Key {
        &self.key
    }

    /// The key, alone.
    pub fn into_key(self) -> T::Key {
        self.key
    }
}

/// A type that can be a whole key by itself, and so be referred to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be referred to by `ForeignKey`",
    note = "a foreign key refers to a model whose key is one field; spell out the fields of a composite key instead"
)]
pub trait KeyType: FieldType + Clone + PartialEq + Send + Sync + 'static {}

impl<T: FieldType + Clone + PartialEq + Send + Sync + 'static> KeyType for T {}

#[diagnostic::do_not_recommend]
impl<T: Model> FieldType for ForeignKey<T>
where
    T::Key: KeyType,
{
    const META: TypeMeta = match <T::Key as FieldType>::META.shape {
        Shape::Column(column) => TypeMeta::of(ColumnType { ..column }.relation(T::meta)),
        Shape::Group(_) => panic!("a key is one column"),
    };

    fn store(&self, out: &mut Vec<Value>) {
        self.key.store(out);
    }

    fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
        T::Key::load(values).map(Self::new)
    }
}

impl<T: Model> Wipe for ForeignKey<T>
where
    T::Key: Wipe,
{
    fn wipe(&mut self) {
        self.key.wipe();
    }

    fn same(&self, other: &Self) -> bool {
        self.key.same(&other.key)
    }
}

impl<T: Model> Clone for ForeignKey<T>
where
    T::Key: Clone,
{
    fn clone(&self) -> Self {
        Self::new(self.key.clone())
    }
}

impl<T: Model> Copy for ForeignKey<T> where T::Key: Copy {}

impl<T: Model> fmt::Debug for ForeignKey<T>
where
    T::Key: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ForeignKey").field(&self.key).finish()
    }
}

impl<T: Model> PartialEq for ForeignKey<T>
where
    T::Key: PartialEq,
{
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T: Model> Eq for ForeignKey<T> where T::Key: Eq {}

impl<T: Model> Hash for ForeignKey<T>
where
    T::Key: Hash,
{
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl<T: Model> Default for ForeignKey<T>
where
    T::Key: Default,
{
    fn default() -> Self {
        Self::new(T::Key::default())
    }
}
