//! How is a model said? One table of facts, and what only the struct itself can do with its fields.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::analyze::admin_model::{Model, ModelSetting};
use crate::expand::column;

/// The implementation of `Model`.
pub(crate) fn expand(model: &Model) -> TokenStream {
    let Model { krate, ident, name, table, slug, columns, .. } = model;
    let rows = columns.iter().map(column::row);
    let checks = columns.iter().map(column::checks);
    let settings = model.settings.iter().map(setter);
    let arms = columns.iter().enumerate().map(|(place, column)| {
        let (place, store) = (Literal::usize_unsuffixed(place), column::store(column));
        quote!(#place => #store,)
    });
    let loads = columns.iter().map(column::load);
    let skipped =
        model.skipped.iter().map(|(field, ty)| quote!(#field: <#ty as __fab::Skipped>::fresh()));
    let as_json = columns.iter().any(|column| column.opaque).then(|| {
        // Unused where every opaque type is a field by itself, which only the compiler knows.
        quote!(
            #[allow(unused_imports)]
            use __fab::AsJson as _;
        )
    });
    let span = Span::call_site().located_at(ident.span());
    let call = quote_spanned!(span=> __fab::check::columns(__FAB_FIELDS));
    let distinct = quote!(const _: () = #call;);
    let (plan, planned) =
        model.sealed.as_ref().map(|(fields, span)| sealing(ident, fields, *span)).unzip();
    let key = match model.key.as_slice() {
        [one] => one.clone(),
        several => quote!((#(#several),*)),
    };
    quote! {
        const _: () = {
            use #krate::__private::model as __fab;
            #as_json

            const __FAB_FIELDS: &[__fab::FieldMeta] = &[#(#rows),*];
            static __FAB_META: __fab::ModelMeta =
                __fab::ModelMeta::new(#name, #table, #slug, __FAB_FIELDS) #(#settings)* #plan;
            #(#checks)*
            #distinct
            #planned

            #[automatically_derived]
            impl __fab::Model for #ident {
                type Key = #key;

                const NAME: &'static __fab::str = #name;

                fn meta() -> &'static __fab::ModelMeta {
                    &__FAB_META
                }

                fn get(&self, __fab_index: __fab::usize, __fab_out: &mut __fab::Vec<__fab::Value>) {
                    match __fab_index {
                        #(#arms)*
                        _ => {}
                    }
                }

                fn build(
                    __fab_values: &mut __fab::Values<'_>,
                ) -> __fab::Result<Self, __fab::LoadError> {
                    __fab::Result::Ok(Self { #(#loads,)* #(#skipped,)* })
                }
            }
        };
    }
}

/// The plan by which fields are sealed, asked of the struct, and what must be true of it.
fn sealing(ident: &Ident, fields: &[String], span: Span) -> (TokenStream, TokenStream) {
    let plan = quote! {{
        #[allow(unused_imports)]
        use __fab::Unsealed as _;
        __fab::Sealing::<#ident>::PLAN
    }};
    let span = Span::call_site().located_at(span);
    let call = quote_spanned!(span=> __fab::check::sealing(&[#(#fields),*], __FAB_PLAN));
    (
        quote!(.sealing(__FAB_PLAN)),
        quote! {
            const __FAB_PLAN: __fab::Option<&'static __fab::SealingPlan> = #plan;
            const _: () = #call;
        },
    )
}

fn setter(setting: &ModelSetting) -> TokenStream {
    match setting {
        ModelSetting::Text(name, text) => {
            let name = format_ident!("{name}");
            quote!(.#name(#text))
        }
        ModelSetting::Size(rows) => {
            let rows = Literal::u16_unsuffixed(*rows);
            quote!(.page_size(#rows))
        }
        ModelSetting::Order(order) => {
            let order = order.iter().map(|(field, descending)| {
                quote!(__fab::OrderMeta { field: #field, descending: #descending })
            });
            quote!(.order(&[#(#order),*]))
        }
        ModelSetting::Fields(name, fields) => {
            let name = format_ident!("{name}");
            quote!(.#name(&[#(#fields),*]))
        }
        ModelSetting::Fieldsets(sets) => {
            let sets = sets.iter().map(|(label, fields)| {
                quote!(__fab::Fieldset { label: #label, fields: &[#(#fields),*] })
            });
            quote!(.fieldsets(&[#(#sets),*]))
        }
        ModelSetting::Verbs(name, verbs) => {
            let name = format_ident!("{name}");
            let verbs = verbs.iter().map(|verb| format_ident!("{verb}"));
            quote!(.#name(&[#(__fab::Verb::#verbs),*]))
        }
    }
}
