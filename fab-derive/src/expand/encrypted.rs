//! How is a plan said? As one constant, and a check of each type.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::analyze::encrypted::{Index, Normalizer, Plan, Sealed};

/// The implementation of `Encrypted`.
pub(crate) fn expand(plan: &Plan) -> TokenStream {
    let Plan { krate, ident, table, fields } = plan;
    let rows = fields.iter().enumerate().map(|(place, sealed)| row(place, sealed));
    let functions = fields.iter().enumerate().filter_map(|(place, sealed)| function(place, sealed));
    let checks = fields.iter().map(checks);
    quote! {
        const _: () = {
            use #krate::__private::sealing as __fab;

            #(#functions)*
            #(#checks)*

            #[automatically_derived]
            impl __fab::Encrypted for #ident {
                const PLAN: &'static __fab::SealingPlan =
                    &__fab::SealingPlan::new(#table, &[#(#rows),*]);
            }
        };
    }
}

fn row(place: usize, sealed: &Sealed) -> TokenStream {
    let Sealed { field, name, pad, last, index, .. } = sealed;
    let name = name.as_ref().map(|name| quote!(.name(#name)));
    let pad = pad.map(|pad| {
        let pad = Literal::u16_unsuffixed(pad);
        quote!(.pad(#pad))
    });
    let mask = (*last > 0).then(|| {
        let last = Literal::u8_unsuffixed(*last);
        quote!(.mask(__fab::Mask::Last(#last)))
    });
    let index = index.as_ref().map(|index| {
        let index = blind_index(place, index);
        quote!(.index(#index))
    });
    quote!(__fab::SealedField::new(#field) #name #pad #mask #index)
}

fn blind_index(place: usize, index: &Index) -> TokenStream {
    let unique = index.unique.then(|| quote!(.unique(true)));
    let bits = index.bits.map(|bits| {
        let bits = Literal::u8_unsuffixed(bits);
        quote!(.bits(#bits))
    });
    let normalize = index.normalize.as_ref().map(|normalize| match normalize {
        Normalizer::Own(name) => {
            let name = format_ident!("{name}");
            quote!(.normalize(__fab::#name))
        }
        Normalizer::Path(_) => {
            let name = normalizer(place);
            quote!(.normalize(#name))
        }
    });
    quote!(__fab::BlindIndex::new() #unique #bits #normalize)
}

/// The constant that holds a function of the application, so that the compiler judges it alone.
fn function(place: usize, sealed: &Sealed) -> Option<TokenStream> {
    let Some(Normalizer::Path(path)) = &sealed.index.as_ref()?.normalize else { return None };
    let name = normalizer(place);
    Some(quote!(const #name: fn(&__fab::str) -> __fab::String = #path;))
}

fn normalizer(place: usize) -> Ident {
    format_ident!("__FAB_NORMALIZE_{place}")
}

/// Our own names resolve at the call site, the message stands at the type or the key.
fn checks(sealed: &Sealed) -> TokenStream {
    let Sealed { ty, span, index, .. } = sealed;
    let at = Span::call_site().located_at(*span);
    let call = quote_spanned!(at=> __fab::check::sealed(&<#ty as __fab::FieldType>::META));
    let found = index.as_ref().map(|index| {
        let at = Span::call_site().located_at(index.span);
        let call = quote_spanned!(at=> __fab::check::blind_index(&<#ty as __fab::FieldType>::META));
        quote!(const _: () = #call;)
    });
    quote!(const _: () = #call; #found)
}
