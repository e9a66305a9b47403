//! What does a model say as a whole?

use std::fmt;
use std::sync::OnceLock;

use crate::models::columns::Columns;
use crate::models::meta::field::FieldMeta;
use crate::models::meta::sealing::SealingPlan;

/// A labelled part of a form.
#[derive(Debug, Clone, Copy)]
pub struct Fieldset {
    /// The heading.
    pub label: &'static str,
    /// Names of fields.
    pub fields: &'static [&'static str],
}

/// A column of the default order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderMeta {
    /// The field's Rust name.
    pub field: &'static str,
    /// From the greatest to the least.
    pub descending: bool,
}

/// Everything that is known of a model at compile time.
#[non_exhaustive]
pub struct ModelMeta {
    /// Singular, `snake_case`: names permissions. `order_line`.
    pub name: &'static str,
    /// The table.
    pub table: &'static str,
    /// Plural, `kebab-case`: names pages. `order-lines`.
    pub slug: &'static str,
    /// The singular on pages.
    pub label: &'static str,
    /// The plural on pages.
    pub plural: &'static str,
    /// The doc comment of the struct; empty for none.
    pub help: &'static str,
    /// The menu group.
    pub menu: Option<&'static str>,
    /// The name of an icon.
    pub icon: Option<&'static str>,
    /// The order of the list when nobody asks for another.
    pub order: &'static [OrderMeta],
    /// Rows on a list page.
    pub page_size: u16,
    /// Fields that name a row; empty: chosen by [`Columns`].
    pub title: &'static [&'static str],
    /// Fields of the list, in order; empty: all.
    pub list: &'static [&'static str],
    /// Fields of the forms, in order; empty: all.
    pub form: &'static [&'static str],
    /// Fields of the show page, in order; empty: all.
    pub show: &'static [&'static str],
    /// Parts of the forms; empty: one without a heading.
    pub fieldsets: &'static [Fieldset],
    /// How fields are sealed, when some are.
    pub sealing: Option<&'static SealingPlan>,
    /// What can be done at all; roles grant it. What a model offers of it tells [`ModelMeta::offers`].
    pub verbs: &'static [Verb],
    /// What asks for a fresh proof of who it is, within a session that is open.
    pub step_up: &'static [Verb],
    /// The fields, in the order of the struct.
    pub fields: &'static [FieldMeta],
    columns: OnceLock<Columns>,
}

impl fmt::Debug for ModelMeta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModelMeta")
            .field("name", &self.name)
            .field("table", &self.table)
            .finish_non_exhaustive()
    }
}

/// What can be done with the rows of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Verb {
    /// See the list.
    List,
    /// See one row.
    Show,
    /// Add a row.
    Add,
    /// Change a row.
    Edit,
    /// Delete a row.
    Delete,
    /// Take rows away as a file.
    Export,
    /// See what is sealed.
    Reveal,
}

impl Verb {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::List, Self::Show, Self::Add, Self::Edit, Self::Delete, Self::Export, Self::Reveal];

    /// The word in permissions and attributes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Show => "show",
            Self::Add => "add",
            Self::Edit => "edit",
            Self::Delete => "delete",
            Self::Export => "export",
            Self::Reveal => "reveal",
        }
    }
}

/// How many rows a list page has when the model does not say.
pub const DEFAULT_PAGE_SIZE: u16 = 50;

impl ModelMeta {
    /// A model with defaults for everything that has one.
    pub const fn new(
        name: &'static str,
        table: &'static str,
        slug: &'static str,
        fields: &'static [FieldMeta],
    ) -> Self {
        Self {
            name,
            table,
            slug,
            label: name,
            plural: slug,
            help: "",
            menu: None,
            icon: None,
            order: &[],
            page_size: DEFAULT_PAGE_SIZE,
            title: &[],
            list: &[],
            form: &[],
            show: &[],
            fieldsets: &[],
            sealing: None,
            verbs: Verb::ALL,
            step_up: &[],
            fields,
            columns: OnceLock::new(),
        }
    }

    /// The columns behind the fields: groups opened, names and defaults decided. Made once.
    pub fn columns(&'static self) -> &'static Columns {
        self.columns.get_or_init(|| Columns::of(self))
    }

    /// Whether `verb` can be done with rows: the model lists it, and for [`Verb::Reveal`] there is a page of a row
    /// that shows something sealed.
    pub fn offers(&'static self, verb: Verb) -> bool {
        let listed = |verb| self.verbs.contains(&verb);
        match verb {
            Verb::Reveal => {
                let mut shown = self.columns().show();
                listed(verb) && listed(Verb::Show) && shown.any(|column| column.sealed.is_some())
            }
            verb => listed(verb),
        }
    }

    /// What can be done with rows; see [`ModelMeta::offers`].
    pub fn offered(&'static self) -> impl Iterator<Item = Verb> {
        self.verbs.iter().copied().filter(|verb| self.offers(*verb))
    }

    /// The field of that Rust name.
    pub fn field(&self, name: &str) -> Option<&'static FieldMeta> {
        self.fields.iter().find(|field| field.name == name)
    }
}

setters! { ModelMeta {
    /// The singular on pages.
    label: &'static str;
    /// The plural on pages.
    plural: &'static str;
    /// The doc comment.
    help: &'static str;
    /// The menu group.
    menu: &'static str => Some;
    /// The name of an icon.
    icon: &'static str => Some;
    /// The default order.
    order: &'static [OrderMeta];
    /// Rows on a list page.
    page_size: u16;
    /// Fields that name a row.
    title: &'static [&'static str];
    /// Fields of the list.
    list: &'static [&'static str];
    /// Fields of the forms.
    form: &'static [&'static str];
    /// Fields of the show page.
    show: &'static [&'static str];
    /// Parts of the forms.
    fieldsets: &'static [Fieldset];
    /// How fields are sealed; `None` where no field is.
    sealing: Option<&'static SealingPlan>;
    /// What can be done at all.
    verbs: &'static [Verb];
    /// What asks for a fresh proof of who it is.
    step_up: &'static [Verb];
} }
