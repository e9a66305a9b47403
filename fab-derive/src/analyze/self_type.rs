//! What does `Self` mean outside of an impl? The name of the struct.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

/// `tokens` with every `Self` replaced by `ident`, at the place of `Self`.
pub(crate) fn named(tokens: TokenStream, ident: &Ident) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(found) if found == "Self" => {
                let mut named = ident.clone();
                named.set_span(ident.span().located_at(found.span()));
                TokenTree::Ident(named)
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), named(group.stream(), ident));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use quote::{format_ident, quote};

    use super::named;

    #[test]
    fn self_is_replaced_at_any_depth() {
        let tokens = quote!(Option<ForeignKey<Self>>);
        let wanted = quote!(Option<ForeignKey<Category>>);
        assert_eq!(named(tokens, &format_ident!("Category")).to_string(), wanted.to_string());
        let tokens = quote!((Self, [Self; 2]));
        assert_eq!(named(tokens, &format_ident!("A")).to_string(), quote!((A, [A; 2])).to_string());
    }
}
