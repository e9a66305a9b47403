//! How is absence stored? As NULL in every column of the type.

use crate::models::Value;
use crate::models::field_type::{FieldType, LoadError, Values};
use crate::models::meta::{Shape, TypeMeta};

const fn width(meta: &TypeMeta) -> usize {
    match meta.shape {
        Shape::Column(_) => 1,
        Shape::Group(group) => group.fields.len(),
    }
}

#[diagnostic::do_not_recommend]
impl<T: FieldType> FieldType for Option<T> {
    const META: TypeMeta = T::META.nullable();

    fn store(&self, out: &mut Vec<Value>) {
        match self {
            Some(value) => value.store(out),
            None => out.extend(std::iter::repeat_n(Value::Null, const { width(&T::META) })),
        }
    }

    fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
        let width = const { width(&T::META) };
        if values.next_are_null(width) {
            for _ in 0..width {
                values.take();
            }
            return Ok(None);
        }
        T::load(values).map(Some)
    }
}
