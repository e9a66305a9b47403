//! How is a choice said? One list of texts, and the way from a variant to its text and back.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::analyze::choice::{Choice, Variant};
use crate::expand::advice;

/// The implementations of `Choice` and `FieldType`.
pub(crate) fn expand(choice: &Choice) -> TokenStream {
    let Choice { krate, ident, variants } = choice;
    let rows = variants.iter().map(|Variant { value, label, tone, .. }| {
        let tone = format_ident!("{tone}");
        quote!(__fab::ChoiceMeta { value: #value, label: #label, tone: __fab::Tone::#tone })
    });
    let texts = variants.iter().map(|Variant { ident, value, .. }| quote!(Self::#ident => #value));
    let found = variants
        .iter()
        .map(|Variant { ident, value, .. }| quote!(#value => __fab::Option::Some(Self::#ident)));
    let advice = advice(krate);
    quote! {
        const _: () = {
            use #krate::__private::choice as __fab;

            #[automatically_derived]
            impl __fab::Choice for #ident {
                const CHOICES: &'static [__fab::ChoiceMeta] = &[#(#rows),*];

                fn as_str(self) -> &'static __fab::str {
                    match self { #(#texts,)* }
                }

                fn from_text(__fab_text: &__fab::str) -> __fab::Option<Self> {
                    match __fab_text { #(#found,)* _ => __fab::Option::None }
                }
            }

            #[automatically_derived]
            #advice
            impl __fab::FieldType for #ident {
                const META: __fab::TypeMeta = __fab::choice_meta::<Self>();

                fn store(&self, __fab_out: &mut __fab::Vec<__fab::Value>) {
                    __fab::store_choice(*self, __fab_out);
                }

                fn load(
                    __fab_values: &mut __fab::Values<'_>,
                ) -> __fab::Result<Self, __fab::LoadError> {
                    __fab::load_choice(__fab_values)
                }
            }

            #[automatically_derived]
            #advice
            impl __fab::Wipe for #ident {
                fn wipe(&mut self) {
                    __fab::wipe_choice(self);
                }

                fn same(&self, __fab_other: &Self) -> __fab::bool {
                    __fab::same_choice(*self, *__fab_other)
                }
            }
        };
    }
}
