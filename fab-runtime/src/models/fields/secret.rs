//! How is a secret stored? Sealed: the database holds ciphertext, and pages a mask.

use crate::models::field_type::{FieldType, LoadError, Values};
use crate::models::meta::{GroupMeta, Sensitivity, Shape, TypeMeta};
use crate::models::{Sealed, Value};
use crate::secret::{Secret, Wipe};

#[diagnostic::do_not_recommend]
impl<T: FieldType + Wipe> FieldType for Secret<T> {
    const META: TypeMeta = sealed(T::META);

    fn store(&self, out: &mut Vec<Value>) {
        let before = out.len();
        self.expose().store(out);
        for value in out.iter_mut().skip(before).filter(|value| !value.is_null()) {
            *value = Value::Sealed(Sealed::open(std::mem::take(value)));
        }
    }

    fn load(values: &mut Values<'_>) -> Result<Self, LoadError> {
        let mut plain = match values.take() {
            Value::Sealed(sealed) if sealed.is_broken() => {
                return Err(LoadError::new(
                    "the sealed value cannot be opened: it was altered or moved, or its key is gone",
                ));
            }
            Value::Sealed(sealed) => [sealed.into_open().ok_or_else(|| {
                LoadError::new("the sealed value was not opened; load the row with its secrets")
            })?],
            Value::Null => return Err(LoadError::mismatch("a sealed value", &Value::Null)),
            bare => [bare],
        };
        T::load(&mut Values::new(&mut plain)).map(Self::new)
    }
}

/// Stands for `Secret<Option<T>>`, which the derives refuse: it has no column.
static ABSENT: GroupMeta = GroupMeta { name: "Secret", fields: &[], prefixed: false, hook: None };

/// A group stays as it is: the derives refuse it at the field.
const fn sealed(mut ty: TypeMeta) -> TypeMeta {
    if ty.nullable {
        return TypeMeta::group(&ABSENT);
    }
    if let Shape::Column(mut column) = ty.shape {
        column.sensitivity = Sensitivity::Sealed;
        ty.shape = Shape::Column(column);
    }
    ty
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Kind;

    fn stored<T: FieldType>(value: &T) -> Value {
        let mut out = Vec::new();
        value.store(&mut out);
        assert_eq!(out.len(), 1);
        out.remove(0)
    }

    fn loaded<T: FieldType>(value: Value) -> Result<T, LoadError> {
        T::load(&mut Values::new(&mut [value]))
    }

    #[test]
    fn a_secret_is_the_sealed_column_of_what_is_inside() {
        const META: TypeMeta = <Secret<u8> as FieldType>::META;
        const PERHAPS: TypeMeta = <Option<Secret<u8>> as FieldType>::META;
        let column = META.column_type().unwrap();
        assert_eq!((column.kind, column.range), (Kind::Int, Some((0, 255))));
        assert_eq!(column.sensitivity, Sensitivity::Sealed);
        assert_eq!((META.nullable, PERHAPS.nullable), (false, true));
    }

    #[test]
    fn a_secret_leaves_open_and_comes_back_open_or_bare() {
        let secret = Secret::new("hunter2".to_owned());
        let cell = stored(&secret);
        assert_eq!(cell, Value::Sealed(Sealed::open("hunter2".into())));
        assert!(!format!("{cell:?}").contains("hunter2"));
        assert_eq!(loaded::<Secret<String>>(cell).unwrap(), secret);
        assert_eq!(loaded::<Secret<String>>("hunter2".into()).unwrap(), secret);
        assert_eq!(stored(&Secret::new(String::new())), Value::Sealed(Sealed::open("".into())));
    }

    #[test]
    fn absence_is_not_sealed() {
        assert_eq!(stored(&None::<Secret<i64>>), Value::Null);
        assert_eq!(loaded::<Option<Secret<i64>>>(Value::Null).unwrap(), None);
        assert!(loaded::<Secret<i64>>(Value::Null).is_err());
    }

    #[test]
    fn what_is_closed_broken_or_of_another_kind_is_an_error_without_the_value() {
        for (cell, part) in [
            (Value::Sealed(Sealed::closed(vec![1])), "was not opened"),
            (Value::Sealed(Sealed::broken()), "cannot be opened"),
            (Value::Sealed(Sealed::open("hunter2".into())), "expected a whole number, found text"),
        ] {
            let error = loaded::<Secret<i64>>(cell).unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("hunter2"), "{error}");
        }
    }
}
