//! What does the doc comment say? Its first paragraph, on one line.

use syn::{Attribute, Expr, Lit, Meta};

/// The first paragraph of the doc comment; empty when there is none.
pub(crate) fn first_paragraph(attributes: &[Attribute]) -> String {
    let lines: Vec<String> = attributes.iter().filter_map(text).collect();
    let lines = lines.iter().flat_map(|text| text.split('\n')).map(str::trim);
    let paragraph: Vec<&str> =
        lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect();
    paragraph.join(" ")
}

fn text(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    if !pair.path.is_ident("doc") {
        return None;
    }
    let mut value = &pair.value;
    while let Expr::Group(group) = value {
        value = &group.expr;
    }
    match value {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}
