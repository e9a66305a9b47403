//! Which code stands behind each derive?

use quote::quote;

use crate::tests::check;
use crate::{admin_model_inner, choice_inner, encrypted_inner, field_type_inner, mixin_inner};

#[test]
fn a_small_model_expands_to_a_small_table() {
    check(
        "admin_model_small",
        admin_model_inner,
        quote! {
            struct Customer {
                #[admin(key)]
                id: i64,
                #[admin(search, max_length = 120)]
                name: String,
            }
        },
    );
}

#[test]
fn a_full_model_expands_to_one_table_of_facts() {
    check(
        "admin_model_full",
        admin_model_inner,
        quote! {
            /// Someone who buys
            /// from us.
            ///
            /// This is for programmers.
            #[admin(
                table = "clients", menu = "Sales", icon = "people", order = "-since, name", page_size = 25,
                title(name), list(name, country), fieldsets(("Person", name, country)),
                permissions(list, show), step_up(show)
            )]
            pub struct Customer {
                #[admin(key, default = Uuid::now_v7())]
                pub id: Uuid,
                /// What people call them.
                #[admin(search, unique, pattern = "[A-Z].*", column = "full_name", label = "Called")]
                pub name: String,
                #[admin(filter, default = Country::De)]
                pub country: Country,
                #[admin(format = "email", placeholder = "name@example.com")]
                pub r#type: Option<std::string::String>,
                #[admin(min = 0, max = 99.5, widget = "number", default = 1)]
                pub score: f64,
                #[admin(scale = 4, min = "0.0001", default = "1.5")]
                pub rate: Decimal,
                pub parent: Option<ForeignKey<Self>>,
                #[admin(list = false, show, add = true, edit = false, index)]
                pub since: NaiveDate,
                #[admin(opaque)]
                pub place: GeoPoint,
                #[admin(skip)]
                pub draft: Draft,
                #[admin(version)]
                pub changes: i64,
            }
        },
    );
}

#[test]
fn a_composite_key_is_a_tuple() {
    check(
        "admin_model_composite_key",
        admin_model_inner,
        quote! {
            #[admin(crate = "crate")]
            struct OrderLine {
                #[admin(key)]
                order: i64,
                #[admin(key)]
                line: i32,
            }
        },
    );
}

#[test]
fn mistakes_leave_a_model_that_compiles() {
    check(
        "admin_model_wrong",
        admin_model_inner,
        quote! {
            #[admin(tabel = "customers")]
            struct Customer {
                id: i64,
                #[admin(max_length = "5")]
                name: String,
            }
        },
    );
}

#[test]
fn a_choice_expands_to_a_list_of_texts() {
    check(
        "choice",
        choice_inner,
        quote! {
            enum State {
                Open,
                InProgress,
                #[choice(value = "DONE", label = "All done", tone = "success")]
                Done,
            }
        },
    );
}

#[test]
fn mistakes_leave_a_choice_that_compiles() {
    check(
        "choice_wrong",
        choice_inner,
        quote! {
            enum State {
                Open(i64),
            }
        },
    );
}

#[test]
fn a_plan_expands_to_one_constant() {
    let input = quote! {
        struct Patient {
            #[admin(key)]
            id: Uuid,
            #[admin(filter)]
            #[encrypted(blind_index, normalize = "digits")]
            insurance_no: Secret<String>,
            #[encrypted(blind_index(unique, normalize = upper))]
            passport: Option<Secret<String>>,
            #[encrypted(blind_index(bits = 24), pad = 32, mask = "last4", name = "dob")]
            r#type: Secret<NaiveDate>,
            #[encrypted]
            plan: Secret<Json>,
        }
    };
    check("encrypted", encrypted_inner, input.clone());
    check("admin_model_sealed", admin_model_inner, input);
}

#[test]
fn mistakes_leave_a_plan_that_compiles() {
    check(
        "encrypted_wrong",
        encrypted_inner,
        quote! {
            #[encrypted(crate = "crate")]
            struct Patient {
                #[encrypted(pad = 0)]
                name: Secret<String>,
            }
        },
    );
}

#[test]
fn a_newtype_expands_to_the_type_inside() {
    check(
        "field_type",
        field_type_inner,
        quote! {
            #[field(check = is_isbn, max_length = 13)]
            struct Isbn(String);
        },
    );
    check(
        "field_type_named",
        field_type_inner,
        quote! {
            struct Age {
                years: u8,
            }
        },
    );
}

#[test]
fn mistakes_leave_a_newtype_that_compiles() {
    check(
        "field_type_wrong",
        field_type_inner,
        quote! {
            #[field(crate = "crate", lenght = 3)]
            struct Pair(i64);
        },
    );
}

#[test]
fn a_group_expands_to_a_table_of_its_columns() {
    check(
        "mixin",
        mixin_inner,
        quote! {
            #[mixin(prefixed, hook = Stamp)]
            struct Address {
                #[mixin(search)]
                street: String,
                #[mixin(max_length = 10, label = "Post code")]
                zip: Option<String>,
            }
        },
    );
}

#[test]
fn mistakes_leave_a_group_that_compiles() {
    check(
        "mixin_wrong",
        mixin_inner,
        quote! {
            struct Address {
                #[mixin(key)]
                street: String,
            }
        },
    );
}
