//! How is a group of columns said? One table of facts, and its values in order.

use proc_macro2::TokenStream;
use quote::quote;

use crate::analyze::mixin::Mixin;
use crate::expand::{advice, column};

/// The implementation of `FieldType`.
pub(crate) fn expand(mixin: &Mixin) -> TokenStream {
    let Mixin { krate, ident, name, columns, prefixed, hook } = mixin;
    let rows = columns.iter().map(column::row);
    let checks = columns.iter().map(column::checks);
    let stores = columns.iter().map(column::store);
    let loads = columns.iter().map(column::load);
    let hook = hook
        .as_ref()
        .map_or_else(|| quote!(__fab::Option::None), |hook| quote!(__fab::Option::Some(&#hook)));
    let advice = advice(krate);
    quote! {
        const _: () = {
            use #krate::__private::mixin as __fab;

            const __FAB_GROUP: __fab::GroupMeta = __fab::GroupMeta {
                name: #name,
                fields: &[#(#rows),*],
                prefixed: #prefixed,
                hook: #hook,
            };
            #(#checks)*

            #[automatically_derived]
            #advice
            impl __fab::FieldType for #ident {
                const META: __fab::TypeMeta = __fab::TypeMeta::group(&__FAB_GROUP);

                fn store(&self, __fab_out: &mut __fab::Vec<__fab::Value>) {
                    #(#stores;)*
                }

                fn load(
                    __fab_values: &mut __fab::Values<'_>,
                ) -> __fab::Result<Self, __fab::LoadError> {
                    __fab::Result::Ok(Self { #(#loads,)* })
                }
            }
        };
    }
}
