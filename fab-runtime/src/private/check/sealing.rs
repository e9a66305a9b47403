//! Is a field sealed when it says so, and only then?

use crate::models::{ColumnType, Kind, SealingPlan, Sensitivity, Shape, TypeMeta};

/// A field without `#[encrypted]`: of a type that nothing has to seal.
#[track_caller]
pub const fn open(ty: &TypeMeta) {
    assert!(
        !is_sealed(ty),
        "this type is a secret, and nothing seals the column; write `#[encrypted]` above the field and \
         `#[derive(AdminModel, Encrypted)]` above the struct"
    );
}

/// `#[encrypted]`: one column of a secret.
#[track_caller]
pub const fn sealed(ty: &TypeMeta) {
    match &ty.shape {
        Shape::Group(group) if group.fields.is_empty() => {
            panic!("absence stays outside of a secret; write `Option<Secret<..>>`")
        }
        Shape::Group(_) => panic!(
            "this is a group of columns, which are not sealed as one; give the model a field of type `Secret<..>` \
             for each"
        ),
        Shape::Column(column) => {
            assert!(
                matches!(column.sensitivity, Sensitivity::Sealed),
                "`#[encrypted]` seals secrets; write `Secret<..>` around the type, or remove `#[encrypted]`"
            );
            assert!(
                column.relation.is_none(),
                "a reference that is sealed leads nowhere; write `ForeignKey` without `Secret`"
            );
        }
    }
}

/// `blind_index`: values that are found by equality, and are not few.
#[track_caller]
pub const fn blind_index(ty: &TypeMeta) {
    match ty.kind() {
        Some(Kind::Json | Kind::Bytes) => {
            panic!("nobody looks for JSON or bytes by equality; remove `blind_index`")
        }
        Some(Kind::Float) => {
            panic!(
                "equality of floats is a matter of luck; write `Secret<Decimal>`, or remove `blind_index`"
            )
        }
        Some(Kind::Bool) => panic!(
            "yes and no have two hashes, which tell them apart as well as plain text; remove `blind_index`"
        ),
        _ => {}
    }
}

/// A name like `password`: no text that everybody reads.
#[track_caller]
pub const fn no_secret(ty: &TypeMeta, message: &str) {
    if let Some(column) = ty.column_type() {
        let public = matches!(column.sensitivity, Sensitivity::Public);
        let text = matches!(column.kind, Kind::Text | Kind::Bytes);
        let free = column.choices.is_empty() && column.relation.is_none();
        assert!(!(public && text && free), "{}", message);
    }
}

/// A field of a group: not sealed, because plans know the fields of models only.
#[track_caller]
pub(super) const fn part(column: &ColumnType) {
    assert!(
        !matches!(column.sensitivity, Sensitivity::Sealed),
        "a group holds no secrets; write the field into the model, with `#[encrypted]`"
    );
}

/// A model with `#[encrypted]` above `fields`: it derives `Encrypted`, which plans for all of them.
#[track_caller]
pub const fn sealing(fields: &[&str], plan: Option<&SealingPlan>) {
    let Some(plan) = plan else {
        panic!("`#[encrypted]` alone seals nothing; write `#[derive(AdminModel, Encrypted)]`");
    };
    // A plan without fields stands in for one with mistakes, which are said elsewhere.
    if plan.fields.is_empty() {
        return;
    }
    let mut rest = fields;
    while let [field, others @ ..] = rest {
        assert!(
            is_planned(field, plan),
            "the plan of this struct lacks a field; write `#[derive(Encrypted)]` from fab"
        );
        rest = others;
    }
}

const fn is_planned(name: &str, plan: &SealingPlan) -> bool {
    let mut rest = plan.fields;
    while let [field, others @ ..] = rest {
        if super::notation::equal(field.field.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = others;
    }
    false
}

/// Whether a column of the type is sealed.
const fn is_sealed(ty: &TypeMeta) -> bool {
    match &ty.shape {
        Shape::Column(column) => matches!(column.sensitivity, Sensitivity::Sealed),
        Shape::Group(group) => {
            // Without columns it stands for a secret that may be empty.
            if group.fields.is_empty() {
                return true;
            }
            let mut rest = group.fields;
            while let [field, others @ ..] = rest {
                if is_sealed(&field.ty) {
                    return true;
                }
                rest = others;
            }
            false
        }
    }
}
