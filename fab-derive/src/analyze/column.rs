//! What does a field mean? The facts of its column, and what its type must be for them.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Expr, Ident};

use crate::analyze::names;
use crate::analyze::rules;
use crate::analyze::sealed;
use crate::analyze::self_type;
use crate::error::Errors;
use crate::parse::column::ColumnInput;
use crate::parse::value::{Limit, LimitValue, Number, number, string};

/// A field with nothing undecided: a row of the table of facts.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) ident: Ident,
    /// The type as the user wrote it, with `Self` named.
    pub(crate) ty: TokenStream,
    /// Where the type stands.
    pub(crate) span: Span,
    /// The Rust name without `r#`.
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) opaque: bool,
    pub(crate) settings: Vec<Setting>,
    pub(crate) checks: Vec<Check>,
}

/// One fact that differs from the default; the name is the setter's.
#[derive(Debug)]
pub(crate) enum Setting {
    Toggle(&'static str, bool),
    Text(&'static str, String),
    Number(&'static str, u32),
    Small(&'static str, u8),
    Limit(&'static str, LimitValue),
    /// A variant of an enum of the runtime: setter, enum, variant.
    Variant(&'static str, &'static str, &'static str),
    Default(DefaultValue),
}

/// The value of a new row.
#[derive(Debug)]
pub(crate) enum DefaultValue {
    /// Converted to the kind of the column.
    Literal(LimitValue),
    Bool(bool),
    /// Any expression of the field's type.
    Expression(Expr),
}

/// What the type of a field must be; judged by the compiler, which knows the type.
#[derive(Debug)]
pub(crate) struct Check {
    /// The function of the runtime that judges.
    pub(crate) rule: &'static str,
    pub(crate) argument: Option<CheckArgument>,
    /// Where the message is shown.
    pub(crate) span: Span,
}

/// What a check compares the type with.
#[derive(Debug)]
pub(crate) enum CheckArgument {
    Limit(LimitValue),
    Widget(&'static str),
    Message(String),
}

const FORMATS: &[(&str, &str)] = &[
    ("email", "Email"),
    ("url", "Url"),
    ("tel", "Tel"),
    ("slug", "Slug"),
    ("color", "Color"),
    ("markdown", "Markdown"),
];

const WIDGETS: &[(&str, &str)] = &[
    ("text", "Text"),
    ("textarea", "Textarea"),
    ("number", "Number"),
    ("checkbox", "Checkbox"),
    ("switch", "Switch"),
    ("select", "Select"),
    ("radio", "Radio"),
    ("date", "Date"),
    ("time", "Time"),
    ("datetime", "DateTime"),
    ("json", "Json"),
    ("autocomplete", "Autocomplete"),
    ("hidden", "Hidden"),
];

/// Decides one field of `owner`.
pub(crate) fn analyze(input: &ColumnInput, owner: &Ident, errors: &mut Errors) -> Column {
    rules::contradictions(input, errors);
    sealed::contradictions(input, errors);
    rules::ends_in_order(input, errors);
    let name = names::plain(&input.ident);
    let keys = &input.keys;
    let label = match &keys.label {
        Some(label) => {
            rules::not_blank("label", label, errors);
            label.value.clone()
        }
        None => names::label(&name),
    };
    rules::column_name(input, &name, errors);
    let mut facts = Facts::default();
    facts.words(input);
    facts.texts(input);
    facts.numbers(input, errors);
    facts.enums(input, errors);
    if let Some(default) = &keys.default {
        facts.default_value(default.0.clone());
    }
    facts.checks.extend(sealed::named_like_a_secret(input, errors));
    Column {
        ident: input.ident.clone(),
        ty: self_type::named(input.ty.to_token_stream(), owner),
        span: input.ty.span(),
        name,
        label,
        opaque: keys.opaque.is_some(),
        settings: facts.settings,
        checks: facts.checks,
    }
}

#[derive(Default)]
struct Facts {
    settings: Vec<Setting>,
    checks: Vec<Check>,
}

impl Facts {
    fn check(&mut self, rule: &'static str, span: Span) {
        self.checks.push(Check { rule, argument: None, span });
    }

    fn words(&mut self, input: &ColumnInput) {
        let keys = &input.keys;
        let words = [
            ("key", keys.key, Some("key")),
            ("unique", keys.unique, Some("unique")),
            ("index", keys.index, Some("index")),
            ("read_only", keys.read_only, None),
            ("search", keys.search, Some("search")),
            ("filter", keys.filter, Some("filter")),
            ("opaque", keys.opaque, None),
            ("version", keys.version, Some("version")),
        ];
        for (setter, word, rule) in words {
            let Some(word) = word else { continue };
            self.settings.push(Setting::Toggle(setter, true));
            if let Some(rule) = rule {
                self.check(rule, word.span);
            }
        }
        let toggles =
            [("list", keys.list), ("show", keys.show), ("add", keys.add), ("edit", keys.edit)];
        for (setter, toggle) in toggles {
            if let Some(toggle) = toggle {
                self.settings.push(Setting::Toggle(setter, toggle.on));
            }
        }
    }

    fn texts(&mut self, input: &ColumnInput) {
        let keys = &input.keys;
        let help = keys.help.as_ref().map_or(&input.help, |help| &help.value);
        if !help.is_empty() {
            self.settings.push(Setting::Text("help", help.clone()));
        }
        let texts = [
            ("column", &keys.column, None),
            ("placeholder", &keys.placeholder, None),
            ("pattern", &keys.pattern, Some("pattern")),
        ];
        for (setter, text, rule) in texts {
            let Some(text) = text else { continue };
            self.settings.push(Setting::Text(setter, text.value.clone()));
            if let Some(rule) = rule {
                self.check(rule, text.span);
            }
        }
    }

    fn numbers(&mut self, input: &ColumnInput, errors: &mut Errors) {
        let keys = &input.keys;
        rules::pattern_compiles(keys.pattern.as_ref(), errors);
        for (setter, limit) in [("min", &keys.min), ("max", &keys.max)] {
            let Some(Limit { value, span }) = limit else { continue };
            self.settings.push(Setting::Limit(setter, value.clone()));
            let argument = Some(CheckArgument::Limit(value.clone()));
            self.checks.push(Check { rule: setter, argument, span: *span });
        }
        if let Some(written) = keys.max_length
            && let Some(length) = rules::max_length(written, errors)
        {
            self.settings.push(Setting::Number("max_length", length));
            self.check("max_length", written.span);
        }
        if let Some(written) = keys.scale
            && let Some(scale) = rules::scale(written, errors)
        {
            self.settings.push(Setting::Small("scale", scale));
            self.check("scale", written.span);
        }
    }

    fn enums(&mut self, input: &ColumnInput, errors: &mut Errors) {
        let keys = &input.keys;
        if let Some(format) = &keys.format
            && let Some(variant) = rules::one_of("format", format, FORMATS, errors)
        {
            self.settings.push(Setting::Variant("format", "Format", variant));
            self.check("format", format.span);
        }
        if let Some(widget) = &keys.widget
            && let Some(variant) = rules::one_of("widget", widget, WIDGETS, errors)
        {
            self.settings.push(Setting::Variant("widget", "WidgetKind", variant));
            let argument = Some(CheckArgument::Widget(variant));
            self.checks.push(Check { rule: "widget", argument, span: widget.span });
        }
    }

    /// A literal is converted to the kind of the column; anything else has the type of the field.
    fn default_value(&mut self, written: Expr) {
        let span = written.span();
        let literal = number(&written)
            .map(LimitValue::Number)
            .or_else(|| string(&written).map(|text| LimitValue::Text(text.value())));
        let (value, rule, argument) = match (literal, boolean(&written)) {
            (Some(literal), _) => {
                let argument = Some(CheckArgument::Limit(literal.clone()));
                (DefaultValue::Literal(literal), "default", argument)
            }
            (None, Some(on)) => (DefaultValue::Bool(on), "default_bool", None),
            (None, None) => (DefaultValue::Expression(written), "default_expression", None),
        };
        self.settings.push(Setting::Default(value));
        self.checks.push(Check { rule, argument, span });
    }
}

fn boolean(written: &Expr) -> Option<bool> {
    match written {
        Expr::Lit(literal) => match &literal.lit {
            syn::Lit::Bool(lit) => Some(lit.value),
            _ => None,
        },
        Expr::Group(group) => boolean(&group.expr),
        _ => None,
    }
}

/// Whether the first end of a range lies above the second, where that can be told from the notation.
pub(crate) fn exceeds(min: &LimitValue, max: &LimitValue) -> bool {
    match (min, max) {
        (LimitValue::Number(Number::Int(min)), LimitValue::Number(Number::Int(max))) => min > max,
        (LimitValue::Number(Number::Float(min)), LimitValue::Number(Number::Float(max))) => {
            min > max
        }
        (LimitValue::Text(min), LimitValue::Text(max)) => min.len() == max.len() && min > max,
        _ => false,
    }
}
