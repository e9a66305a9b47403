//! What is emitted beside an error? Stub implementations, so that one mistake is one message.

use darling::Error;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::{DeriveInput, Meta, Path, Token};

/// The errors, and a model that compiles.
pub(crate) fn admin_model(input: &DeriveInput, errors: Error) -> TokenStream {
    let stub = stub(
        input,
        "admin",
        "model",
        &quote!(__fab::Model),
        &quote! {
            type Key = __fab::i64;
            const NAME: &'static __fab::str = "";
            fn meta() -> &'static __fab::ModelMeta { loop {} }
            fn get(&self, _: __fab::usize, _: &mut __fab::Vec<__fab::Value>) {}
            fn build(_: &mut __fab::Values<'_>) -> __fab::Result<Self, __fab::LoadError> { loop {} }
        },
    );
    with(errors, &stub)
}

/// The errors, and a plan that compiles.
pub(crate) fn encrypted(input: &DeriveInput, errors: Error) -> TokenStream {
    let stub = stub(
        input,
        "encrypted",
        "sealing",
        &quote!(__fab::Encrypted),
        &quote!(
            const PLAN: &'static __fab::SealingPlan = &__fab::SealingPlan::new("", &[]);
        ),
    );
    with(errors, &stub)
}

/// The errors, and a choice that compiles.
pub(crate) fn choice(input: &DeriveInput, errors: Error) -> TokenStream {
    // `Choice` itself wants `Copy`, which a wrong enum need not have.
    let field = field(input, "choice", "choice");
    with(errors, &field)
}

/// The errors, and a type of fields that compiles.
pub(crate) fn field_type(input: &DeriveInput, errors: Error) -> TokenStream {
    with(errors, &field(input, "field", "field"))
}

/// The errors, and a group that compiles.
pub(crate) fn mixin(input: &DeriveInput, errors: Error) -> TokenStream {
    with(errors, &field(input, "mixin", "mixin"))
}

fn field(input: &DeriveInput, attribute: &str, module: &str) -> TokenStream {
    stub(
        input,
        attribute,
        module,
        &quote!(__fab::FieldType),
        &quote! {
            const META: __fab::TypeMeta = __fab::TypeMeta::column(__fab::Kind::Text);
            fn store(&self, _: &mut __fab::Vec<__fab::Value>) {}
            fn load(_: &mut __fab::Values<'_>) -> __fab::Result<Self, __fab::LoadError> { loop {} }
        },
    )
}

fn stub(
    input: &DeriveInput,
    attribute: &str,
    module: &str,
    of: &TokenStream,
    items: &TokenStream,
) -> TokenStream {
    let krate = krate(input, attribute);
    let module = quote::format_ident!("{module}");
    let ident = &input.ident;
    if !input.generics.params.is_empty() {
        return TokenStream::new();
    }
    quote! {
        const _: () = {
            use #krate::__private::#module as __fab;

            #[automatically_derived]
            impl #of for #ident { #items }
        };
    }
}

/// The path of `crate = ".."`, read leniently: what is wrong with it is among the errors.
fn krate(input: &DeriveInput, attribute: &str) -> Path {
    let own = |list: &syn::MetaList| {
        let items = syn::punctuated::Punctuated::<Meta, Token![,]>::parse_terminated
            .parse2(list.tokens.clone())
            .ok()?;
        items.into_iter().find_map(|item| match item {
            Meta::NameValue(pair) if pair.path.is_ident("crate") => {
                crate::parse::value::string(&pair.value)?.parse_with(Path::parse_mod_style).ok()
            }
            _ => None,
        })
    };
    input
        .attrs
        .iter()
        .filter(|found| found.path().is_ident(attribute))
        .find_map(|found| own(found.meta.require_list().ok()?))
        .unwrap_or_else(|| syn::parse_quote!(::fab))
}

fn with(errors: Error, stub: &TokenStream) -> TokenStream {
    let errors = errors.write_errors();
    quote!(#errors #stub)
}
