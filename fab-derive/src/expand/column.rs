//! How is a field said? As one row of the table of facts, and one line for each thing that only its type can do.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::analyze::column::{Check, CheckArgument, Column, DefaultValue, Setting};
use crate::parse::value::{LimitValue, Number};

/// `FieldMeta::new(..)` with a setter for each fact that was written.
pub(crate) fn row(column: &Column) -> TokenStream {
    let Column { name, label, .. } = column;
    let meta = meta(column);
    let setters = column.settings.iter().map(|setting| setter(setting, column));
    quote!(__fab::FieldMeta::new(#name, #label, #meta) #(#setters)*)
}

/// What the compiler must judge because it alone knows the type.
pub(crate) fn checks(column: &Column) -> TokenStream {
    column.checks.iter().map(|check| one_check(check, column)).collect()
}

fn one_check(check: &Check, column: &Column) -> TokenStream {
    let meta = meta(column);
    let Check { rule, argument, span } = check;
    // Our own names resolve at the call site, the message stands at the attribute.
    let span = Span::call_site().located_at(*span);
    let rule = Ident::new(rule, span);
    let argument = argument.as_ref().map(|argument| match argument {
        CheckArgument::Limit(value) => {
            let bound = bound(value);
            quote!(, #bound)
        }
        CheckArgument::Message(text) => quote!(, #text),
        CheckArgument::Widget(variant) => {
            let variant = format_ident!("{variant}");
            quote!(, __fab::WidgetKind::#variant)
        }
    });
    let call = quote_spanned!(span=> __fab::check::#rule(&#meta #argument));
    quote!(const _: () = #call;)
}

/// Appends the field's values.
pub(crate) fn store(column: &Column) -> TokenStream {
    let Column { ident, ty, .. } = column;
    let span = at_type(column);
    if column.opaque {
        return quote_spanned!(span=> (__fab::Opaque::<#ty>::codec().store)(&self.#ident, __fab_out));
    }
    quote_spanned!(span=> <#ty as __fab::FieldType>::store(&self.#ident, __fab_out))
}

/// Takes the field's values.
pub(crate) fn load(column: &Column) -> TokenStream {
    let Column { ident, ty, .. } = column;
    let span = at_type(column);
    if column.opaque {
        return quote_spanned!(span=> #ident: (__fab::Opaque::<#ty>::codec().load)(__fab_values)?);
    }
    quote_spanned!(span=> #ident: <#ty as __fab::FieldType>::load(__fab_values)?)
}

/// Our own names resolve at the call site, what is wrong with the type is shown at the type.
fn at_type(column: &Column) -> Span {
    Span::call_site().located_at(column.span)
}

fn meta(column: &Column) -> TokenStream {
    let ty = &column.ty;
    if column.opaque {
        return quote!(__fab::Opaque::<#ty>::META);
    }
    quote!(<#ty as __fab::FieldType>::META)
}

fn setter(setting: &Setting, column: &Column) -> TokenStream {
    match setting {
        Setting::Toggle(name, on) => call(name, &quote!(#on)),
        Setting::Text(name, text) => call(name, &quote!(#text)),
        Setting::Number(name, number) => {
            let number = Literal::u32_unsuffixed(*number);
            call(name, &quote!(#number))
        }
        Setting::Small(name, number) => {
            let number = Literal::u8_unsuffixed(*number);
            call(name, &quote!(#number))
        }
        Setting::Limit(name, value) => call(name, &bound(value)),
        Setting::Variant(name, kind, variant) => {
            let (kind, variant) = (format_ident!("{kind}"), format_ident!("{variant}"));
            call(name, &quote!(__fab::#kind::#variant))
        }
        Setting::Default(value) => {
            let value = default_value(value, column);
            call("default", &quote!(|| #value))
        }
    }
}

fn call(name: &str, argument: &TokenStream) -> TokenStream {
    let name = format_ident!("{name}");
    quote!(.#name(#argument))
}

fn default_value(value: &DefaultValue, column: &Column) -> TokenStream {
    let ty = &column.ty;
    match value {
        DefaultValue::Literal(value) => {
            let (meta, bound) = (meta(column), bound(value));
            quote!(__fab::literal(&#meta, &#bound))
        }
        DefaultValue::Bool(on) => quote!(__fab::Value::Bool(#on)),
        DefaultValue::Expression(expression) => {
            let value = if column.opaque {
                quote!(__fab::Opaque::<#ty>::codec().value_of(&__fab_default))
            } else {
                quote!(__fab::value_of(&__fab_default))
            };
            quote!({
                let __fab_default: #ty = #expression;
                #value
            })
        }
    }
}

fn bound(value: &LimitValue) -> TokenStream {
    match value {
        LimitValue::Number(Number::Int(int)) => {
            let int = Literal::i64_unsuffixed(*int);
            quote!(__fab::Bound::Int(#int))
        }
        LimitValue::Number(Number::Float(float)) => {
            let float = Literal::f64_unsuffixed(*float);
            quote!(__fab::Bound::Float(#float))
        }
        LimitValue::Text(text) => quote!(__fab::Bound::Text(#text)),
    }
}
