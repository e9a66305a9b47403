//! How much code does one more field cost?

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::admin_model_inner;
use crate::tests::expanded;

/// A row of the table, an arm to read, a line to build.
const LINES_FOR_A_FIELD: usize = 8;

#[test]
fn one_more_field_costs_a_row_an_arm_and_a_line() {
    let plain = |fields| lines(fields, &TokenStream::new());
    for fields in 1..40 {
        let more = plain(fields + 1) - plain(fields);
        assert!(more <= LINES_FOR_A_FIELD, "{more} lines for field {fields}");
    }
}

#[test]
fn one_more_attribute_costs_a_setter_and_at_most_a_check() {
    let plain = lines(2, &TokenStream::new());
    for attribute in
        [quote!(search), quote!(label = "x"), quote!(max_length = 5), quote!(list = false)]
    {
        let more = lines(2, &quote!(#[admin(#attribute)])) - plain;
        assert!(more <= 2 * 6, "{more} lines for {attribute} on two fields");
    }
}

fn lines(fields: usize, attribute: &TokenStream) -> usize {
    let names = (0..fields).map(|place| format_ident!("field_{place}"));
    let input = quote! {
        struct Customer {
            #[admin(key)]
            id: i64,
            #(#attribute #names: String,)*
        }
    };
    expanded(admin_model_inner, input).lines().count()
}
