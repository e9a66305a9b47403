//! Is everything that is wrong said at once, each mistake once?

use proc_macro2::TokenStream;
use quote::quote;
use syn::{File, Item, Lit, LitStr};

use crate::tests::Derive;
use crate::{admin_model_inner, choice_inner, encrypted_inner, field_type_inner, mixin_inner};

/// The messages of the errors that stand in an expansion.
fn messages(derive: Derive, input: TokenStream) -> Vec<String> {
    let input = syn::parse2(input).expect("the input is an item");
    let file: File = syn::parse2(derive(&input)).expect("an expansion is a list of items");
    let errors = file.items.into_iter().filter_map(|item| match item {
        Item::Macro(error) => Some(error.mac.tokens),
        _ => None,
    });
    errors
        .map(|tokens| match syn::parse2::<Lit>(tokens) {
            Ok(Lit::Str(text)) => LitStr::value(&text),
            other => panic!("a message is a text, not {other:?}"),
        })
        .collect()
}

/// Fields with a key, and one more.
fn with_field(field: &TokenStream) -> Vec<String> {
    messages(admin_model_inner, quote!(struct Customer { #[admin(key)] id: i64, #field }))
}

/// A struct with these keys and a few fields.
fn with_keys(keys: &TokenStream) -> Vec<String> {
    messages(
        admin_model_inner,
        quote! {
            #[admin(#keys)]
            struct Customer { #[admin(key)] id: i64, name: String, #[admin(opaque)] raw: Vec<u8> }
        },
    )
}

#[test]
fn a_right_model_has_no_message() {
    assert_eq!(with_field(&quote!(#[admin(search)] name: String)), Vec::<String>::new());
    assert_eq!(with_keys(&quote!(order = "-name", list(id, name))), Vec::<String>::new());
}

#[test]
fn each_wrong_attribute_is_one_message() {
    for (field, part) in [
        (quote!(#[admin(serch)] a: String), "did you mean `search`?"),
        (quote!(#[admin(menu = "x")] a: String), "is a key of the struct"),
        (quote!(#[admin(label = 1)] a: String), "takes a text in quotes"),
        (quote!(#[admin(label = "")] a: String), "is blank"),
        (quote!(#[admin(max_length = "1")] a: String), "without quotes"),
        (quote!(#[admin(max_length = 0)] a: String), "from 1 on"),
        (quote!(#[admin(scale = 19)] a: String), "from 0 to 18"),
        (quote!(#[admin(unique = true)] a: String), "stands alone"),
        (quote!(#[admin(list = 1)] a: String), "is yes or no"),
        (quote!(#[admin(min = x)] a: i64), "takes a number"),
        (quote!(#[admin(min = 2, max = 1)] a: i64), "below `min`"),
        (quote!(#[admin(min = "2020-02-01", max = "2020-01-01")] a: D), "below `min`"),
        (quote!(#[admin(min = 2.5, max = -1.5)] a: f64), "below `min`"),
        (quote!(#[admin(pattern = "(")] a: String), "is not a regular expression"),
        (quote!(#[admin(format = "mail")] a: String), "did you mean `email`?"),
        (quote!(#[admin(widget = "radios")] a: String), "did you mean `radio`?"),
        (quote!(#[admin(default)] a: String), "takes an expression"),
        (quote!(#[admin(default = pub)] a: String), "is not an expression"),
        (quote!(#[admin(column = " a")] a: String), "no blanks around it"),
        (quote!(#[admin(column = "ID")] a: String), "exists already"),
        (quote!(#[admin(skip, index)] a: String), "`index` does nothing"),
        (quote!(#[admin(opaque, search)] a: String), "remove `search`"),
        (quote!(#[admin(version, add)] a: i64), "remove `add`"),
        (quote!(#[admin(read_only, edit)] a: i64), "remove `edit`"),
        (quote!(#[admin(unique, index)] a: i64), "remove `index`"),
        (quote!(#[admin(search, search)] a: String), "given twice"),
        (quote!(#[admin] a: String), "in brackets"),
        (quote!(#[admin("a")] a: String), "needs its key"),
    ] {
        let found = with_field(&field);
        assert!(matches!(found.as_slice(), [one] if one.contains(part)), "{field}: {found:?}");
    }
}

#[test]
fn each_wrong_key_of_the_struct_is_one_message() {
    for (keys, part) in [
        (quote!(tabel = "x"), "did you mean `table`?"),
        (quote!(search), "is a key of a field"),
        (quote!(table = "pg_class"), "are not yours"),
        (quote!(page_size = 501), "from 1 to 500"),
        (quote!(list = "id, name"), "write `list(id, name)`"),
        (quote!(list(nmae)), "did you mean `name`?"),
        (quote!(list(id, id)), "twice"),
        (quote!(form(raw)), "is opaque"),
        (quote!(order = "raw"), "cannot be ordered"),
        (quote!(order = "name,"), "with commas between"),
        (quote!(title()), "leave it out"),
        (quote!(fieldsets(name)), "a heading and its fields"),
        (quote!(fieldsets(("A", name), ("B", name))), "two fieldsets"),
        (quote!(permissions(edti)), "did you mean `edit`?"),
        (quote!(permissions(edit, edit)), "twice"),
        (quote!(step_up(revael)), "did you mean `reveal`?"),
        (quote!(step_up(edit, edit)), "twice"),
        (quote!(permissions(list), step_up(edit)), "not among the `permissions(..)`"),
        (quote!(crate = "a b"), "the path of fab"),
    ] {
        let found = with_keys(&keys);
        assert!(matches!(found.as_slice(), [one] if one.contains(part)), "{keys}: {found:?}");
    }
}

#[test]
fn what_cannot_be_done_with_a_sealed_field_is_one_message_each() {
    for (field, part) in [
        (quote!(#[encrypted] #[admin(search)] a: S), "blind_index"),
        (quote!(#[encrypted(pad = 8)] #[admin(filter)] a: S), "blind_index"),
        (quote!(#[encrypted] #[admin(unique)] a: S), "blind_index"),
        (quote!(#[encrypted(blind_index)] #[admin(index)] a: S), "remove `index`"),
        (quote!(#[encrypted] #[admin(version)] a: S), "remove `version`"),
        (quote!(#[encrypted] #[admin(skip)] a: S), "remove `skip`"),
        (quote!(#[encrypted] #[admin(opaque)] a: S), "remove `opaque`"),
        (quote!(#[encrypted] #[admin(not_secret = "x")] a: S), "remove `not_secret`"),
        (quote!(#[admin(not_secret = " ")] pin: String), "write the reason"),
    ] {
        let found = with_field(&field);
        assert!(matches!(found.as_slice(), [one] if one.contains(part)), "{field}: {found:?}");
    }
    for field in [
        quote!(#[encrypted(blind_index)] #[admin(search, filter, unique)] a: S),
        quote!(#[encrypted(blind_index(unique), pad = 8)] #[admin(filter)] a: S),
        quote!(#[encrypted] #[admin(max_length = 5, pattern = "a", widget = "textarea")] a: S),
    ] {
        assert_eq!(with_field(&field), Vec::<String>::new(), "{field}");
    }
}

#[test]
fn each_wrong_key_of_a_plan_is_one_message() {
    for (keys, part) in [
        (quote!(#[encrypted(pads = 1)]), "did you mean `pad`?"),
        (quote!(#[encrypted(pad = 0)]), "from 1 to 4096"),
        (quote!(#[encrypted(pad = 4097)]), "from 1 to 4096"),
        (quote!(#[encrypted(mask = "last")]), "there is no mask"),
        (quote!(#[encrypted(mask = "last0")]), "there is no mask"),
        (quote!(#[encrypted(name = " ")]), "is blank"),
        (quote!(#[encrypted(name = "id")]), "is taken"),
        (quote!(#[encrypted(normalize = "lower")]), "write `blind_index` as well"),
        (quote!(#[encrypted(blind_index, normalize = "lowr")]), "did you mean `lower`?"),
        (quote!(#[encrypted(blind_index(bits = 129))]), "from 1 to 128"),
        (quote!(#[encrypted(blind_index(bits = 0))]), "from 1 to 128"),
        (quote!(#[encrypted(blind_index(unique, bits = 64))]), "look alike"),
        (quote!(#[encrypted(blind_index(bit = 64))]), "did you mean `bits`?"),
        (quote!(#[encrypted = 1]), "in brackets"),
    ] {
        let input = quote!(struct A { #[encrypted] id: S, #keys a: S });
        let found = messages(encrypted_inner, input);
        assert!(matches!(found.as_slice(), [one] if one.contains(part)), "{keys}: {found:?}");
    }
    let found = messages(
        encrypted_inner,
        quote!(
            struct A {
                a: S,
            }
        ),
    );
    assert!(matches!(found.as_slice(), [one] if one.contains("nothing is sealed")), "{found:?}");
}

#[test]
fn a_switched_off_form_contradicts_nothing() {
    for field in [
        quote!(#[admin(version, edit = false, add = false)] a: i64),
        quote!(#[admin(read_only, edit = false)] a: i64),
        quote!(#[admin(opaque, list = false)] a: i64),
    ] {
        assert_eq!(with_field(&field), Vec::<String>::new(), "{field}");
    }
}

#[test]
fn a_missing_key_is_not_claimed_while_an_attribute_cannot_be_read() {
    let found = messages(
        admin_model_inner,
        quote!(
            struct A {
                #[admin(kye)]
                id: i64,
            }
        ),
    );
    assert_eq!(found.len(), 1, "{found:?}");
    let found = messages(
        admin_model_inner,
        quote!(
            struct A {
                a_id: i64,
            }
        ),
    );
    assert!(matches!(found.as_slice(), [one] if one.contains("above `a_id`")), "{found:?}");
}

#[test]
fn many_mistakes_are_as_many_messages() {
    let found = messages(
        admin_model_inner,
        quote! {
            #[admin(menu = 1, page_size = 0, list(x))]
            struct A<T> {
                #[admin(key, unique)]
                id: i64,
                #[admin(serch, scale = 99)]
                name: T,
            }
        },
    );
    assert_eq!(found.len(), 7, "{found:#?}");
}

#[test]
fn the_other_derives_say_everything_at_once_too() {
    let found = messages(
        choice_inner,
        quote! {
            enum State {
                Open(i64),
                #[choice(value = "open", tone = "green", label = " ")]
                Closed,
            }
        },
    );
    assert_eq!(found.len(), 4, "{found:#?}");
    let found = messages(
        field_type_inner,
        quote! {
            #[field(max_length = 0, check = "x")]
            struct Isbn(String);
        },
    );
    assert_eq!(found.len(), 2, "{found:#?}");
    let found = messages(
        mixin_inner,
        quote! {
            #[mixin(prefix)]
            struct Address { #[mixin(key)] a: i64, #[mixin(opaque)] b: i64 }
        },
    );
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn a_derive_on_the_wrong_kind_of_item_says_which_one_fits() {
    let cases: Vec<(Derive, TokenStream, &str)> = vec![
        (
            admin_model_inner,
            quote!(
                enum A {
                    B,
                }
            ),
            "#[derive(Choice)]",
        ),
        (
            admin_model_inner,
            quote!(
                struct A(i64);
            ),
            "struct A { name: Type }",
        ),
        (
            admin_model_inner,
            quote!(
                struct A;
            ),
            "needs fields",
        ),
        (admin_model_inner, quote!(union A { a: i64 }), "write `struct`"),
        (
            choice_inner,
            quote!(
                struct A;
            ),
            "#[derive(FieldType)]",
        ),
        (choice_inner, quote!(union A { a: i64 }), "write `enum`"),
        (
            choice_inner,
            quote!(
                enum A {}
            ),
            "add a variant",
        ),
        (
            field_type_inner,
            quote!(
                enum A {
                    B,
                }
            ),
            "#[derive(Choice)]",
        ),
        (field_type_inner, quote!(union A { a: i64 }), "write `struct`"),
        (
            field_type_inner,
            quote!(
                struct A(i64, i64);
            ),
            "exactly one value",
        ),
        (
            mixin_inner,
            quote!(
                struct A(i64);
            ),
            "named fields",
        ),
        (
            mixin_inner,
            quote!(
                struct A {}
            ),
            "add a field",
        ),
    ];
    for (derive, input, part) in cases {
        let found = messages(derive, input.clone());
        assert!(matches!(found.as_slice(), [one] if one.contains(part)), "{input}: {found:?}");
    }
}
