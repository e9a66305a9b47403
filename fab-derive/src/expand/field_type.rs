//! How is a newtype said? As the type inside, with its own rule and length.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Member;
use syn::spanned::Spanned;

use crate::analyze::field_type::Newtype;
use crate::expand::advice;

/// The implementation of `FieldType`.
pub(crate) fn expand(newtype: &Newtype) -> TokenStream {
    let Newtype { krate, ident, member, ty, check, max_length } = newtype;
    let length = max_length.map(|(length, _)| {
        let length = Literal::u32_unsuffixed(length);
        quote!(.max_length(#length))
    });
    let length_check = max_length.map(|(_, span)| {
        let span = Span::call_site().located_at(span);
        let rule = Ident::new("max_length", span);
        let call = quote_spanned!(span=> __fab::check::#rule(&<#ty as __fab::FieldType>::META));
        quote!(const _: () = #call;)
    });
    let check_check = check.as_ref().map(|check| {
        let span = Span::call_site().located_at(check.span());
        let call = quote_spanned!(span=> __fab::check::check(&<#ty as __fab::FieldType>::META));
        quote!(const _: () = #call;)
    });
    let rule = check.as_ref().map(|check| {
        quote!(.check(|__fab_value| __fab::checked::<#ty>(__fab_value, |__fab_inner| #check(__fab_inner))))
    });
    let judge =
        check.as_ref().map(|check| quote!(#check(&__fab_inner).map_err(__fab::LoadError::new)?;));
    let made = match member {
        Member::Named(field) => quote!(Self { #field: __fab_inner }),
        Member::Unnamed(_) => quote!(Self(__fab_inner)),
    };
    let advice = advice(krate);
    quote! {
        const _: () = {
            use #krate::__private::field as __fab;

            #length_check
            #check_check

            #[automatically_derived]
            #advice
            impl __fab::FieldType for #ident {
                const META: __fab::TypeMeta =
                    __fab::Newtype::of(<#ty as __fab::FieldType>::META) #length #rule.meta();

                fn store(&self, __fab_out: &mut __fab::Vec<__fab::Value>) {
                    <#ty as __fab::FieldType>::store(&self.#member, __fab_out);
                }

                fn load(
                    __fab_values: &mut __fab::Values<'_>,
                ) -> __fab::Result<Self, __fab::LoadError> {
                    let __fab_inner = <#ty as __fab::FieldType>::load(__fab_values)?;
                    #judge
                    __fab::Result::Ok(#made)
                }
            }

            // With a lifetime the bound may be false: a newtype around what no secret can hold is a field all the same.
            #[automatically_derived]
            #advice
            impl __fab::Wipe for #ident
            where
                for<'__fab> #ty: __fab::Wipe,
            {
                fn wipe(&mut self) {
                    <#ty as __fab::Wipe>::wipe(&mut self.#member);
                }

                fn same(&self, __fab_other: &Self) -> __fab::bool {
                    <#ty as __fab::Wipe>::same(&self.#member, &__fab_other.#member)
                }
            }
        };
    }
}
