//! What does each page need to know? Plain facts; no request, no database, no markup.

mod factors;
mod invitations;
mod people;
mod services;

pub use self::factors::{
    BackupCodesView, BeginFactorView, ChooseFactorView, ConfirmFactorView, DeviceLine,
    EnrolmentView, EventLine, FactorLine, KindLine, Pending, PersonFactorsLine, Proof, ProofView,
    RolePolicyLine, SafetyView, UserFactorsView, WayLine,
};
pub use self::invitations::{InvitationLine, InvitationView, InvitationsView, InvitedView};
pub use self::people::{
    AccessView, AddressView, Asks, ConfirmView, GrantLine, GrantsView, LeaveView, LoginView,
    PasswordView, ResetLinkView, ResumeView, RoleBox, RolesView, SessionLine, SetupView, TokenForm,
    TokenLine,
};

pub use self::services::{
    BreakerLine, MessageLine, OutboxLine, RateRow, ServicesView, TestLine, TestWay,
};

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};

use crate::models::{
    Column, Key, ListState, ModelMeta, Record, Tone, Value, Verb, Violation, Violations,
};
use crate::widgets::Texts;

/// What surrounds every page.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// The name of the site.
    pub app: &'a str,
    /// Who is signed in; nobody: the page stands alone, without the menu.
    pub user: Option<&'a str>,
    /// What this person may open, in order.
    pub menu: &'a [MenuGroup],
    /// What happened just before.
    pub flashes: &'a [Flash],
    /// The token that forms carry as `_csrf`.
    pub csrf: &'a str,
    /// Until when this person can do without a second factor that a role asks for.
    pub grace_until: Option<DateTime<Utc>>,
    /// The chosen colours.
    pub theme: Theme,
    /// Names this request in logs.
    pub request_id: &'a str,
    /// Says which installation this is, such as "staging"; `None` in production.
    pub environment: Option<&'a str>,
    /// Path and query of this page.
    pub path: &'a str,
}

/// Part of the menu.
#[derive(Debug, Clone, Default)]
pub struct MenuGroup {
    /// The heading; empty for none.
    pub label: String,
    /// The links.
    pub items: Vec<MenuItem>,
}

/// A link in the menu.
#[derive(Debug, Clone)]
pub struct MenuItem {
    /// The text.
    pub label: &'static str,
    /// The address; the item is current on it and on everything below.
    pub href: String,
    /// The name of an icon; an unknown one becomes a plain dot.
    pub icon: &'static str,
    /// What is found there; empty, where the text says it all.
    pub about: &'static str,
    /// The model whose rows are there, if it is a list.
    pub model: Option<&'static ModelMeta>,
}

/// A short report of what just happened.
#[derive(Debug, Clone)]
pub struct Flash {
    /// Good, bad, or neither.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The word in the cookie and in the form (`theme`).
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads [`Theme::slug`]; anything else is automatic.
    pub fn parse(slug: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.slug() == slug).unwrap_or_default()
    }
}

/// Answers whether this person may do something with the rows of a model.
#[derive(Clone, Copy)]
pub struct May<'a>(pub &'a (dyn Fn(&'static ModelMeta, Verb) -> bool + Sync));

impl May<'_> {
    /// Whether `verb` on `model` is allowed.
    pub fn can(&self, model: &'static ModelMeta, verb: Verb) -> bool {
        (self.0)(model, verb)
    }
}

impl fmt::Debug for May<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("May(..)")
    }
}

/// How many rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exact(u64),
    /// More than that; nobody counted further.
    MoreThan(u64),
}

/// A row with the titles of the rows that its foreign keys refer to.
#[derive(Debug, Clone, Copy)]
pub struct RowView<'a> {
    /// The values.
    pub record: &'a Record,
    /// By column index.
    pub labels: &'a [Option<String>],
}

/// The first page: the menu at large.
#[derive(Debug, Clone)]
pub struct IndexView<'a> {
    /// What this person may open.
    pub menu: &'a [MenuGroup],
    /// What they may do there.
    pub may: May<'a>,
}

/// A list of rows.
#[derive(Debug, Clone)]
pub struct ListView<'a> {
    /// The model.
    pub model: &'static ModelMeta,
    /// What the address asks for.
    pub state: &'a ListState,
    /// The rows of this page.
    pub rows: &'a [RowView<'a>],
    /// How many there are in all.
    pub total: Count,
    /// The cursor of the next page, if there is one.
    pub next: Option<&'a str>,
    /// The cursor of the previous page, if there is one.
    pub previous: Option<&'a str>,
    /// Filters (by their place in the state) that cannot be read.
    pub problems: &'a [(usize, Violation)],
    /// The titles of rows that filters refer to, by the place of the filter; short or empty is fine.
    pub filter_labels: &'a [Option<String>],
    /// What this person may do with many rows at once.
    pub actions: &'a [ActionButton],
    /// More pages about these rows.
    pub links: &'a [LinkView],
    /// What this person may do.
    pub may: May<'a>,
}

/// A button for something that is done with rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActionButton {
    /// Its name in addresses and permissions.
    pub name: &'static str,
    /// The text.
    pub label: &'static str,
    /// The name of an icon.
    pub icon: &'static str,
    /// Whether it cannot be undone.
    pub destroys: bool,
}

/// The question whether to do something with many rows. Sends back what it was asked with, and `confirmed`.
#[derive(Debug, Clone)]
pub struct ActView<'a> {
    /// The model.
    pub model: &'static ModelMeta,
    /// What shall be done.
    pub action: ActionButton,
    /// What people should know before; empty for nothing.
    pub question: &'a str,
    /// How many rows it would be done to.
    pub count: Count,
    /// Ticked rows that are not there any more.
    pub missing: u64,
    /// Names and values of what the form sends.
    pub fields: &'a [(&'a str, &'a str)],
    /// Keys and titles of some of the rows.
    pub sample: &'a [(Key, String)],
    /// Where to go without it.
    pub back: &'a str,
    /// Why it was not done when it was last tried.
    pub error: Option<&'a str>,
    /// What this person may do.
    pub may: May<'a>,
}

/// The choice of a file for the rows of a list.
#[derive(Debug, Clone)]
pub struct ExportView<'a> {
    /// The model.
    pub model: &'static ModelMeta,
    /// The state of the list that the rows are taken from.
    pub state: &'a ListState,
    /// How many rows a file would have.
    pub count: Count,
    /// How many rows a file may have.
    pub limit: u32,
    /// The names of the fields of every row.
    pub fields: &'a [&'a str],
    /// The names of the sealed fields that this person may have as well; none: they are not spoken of.
    pub sealed: &'a [&'a str],
    /// The kinds of files: the word in the address, and the label.
    pub formats: &'a [(&'static str, &'static str)],
    /// Filters (by their place in the state) that cannot be read: then there is no file.
    pub problems: &'a [(usize, Violation)],
    /// What this person may do.
    pub may: May<'a>,
}

/// What a form is for.
#[derive(Debug, Clone, Copy)]
pub enum FormOf<'a> {
    /// A new row.
    Add,
    /// A row that exists.
    Edit {
        /// Its key.
        key: &'a Key,
        /// Its title.
        title: &'a str,
        /// The row as it stands, for fields that are shown and not edited.
        row: RowView<'a>,
        /// The version that was read, if the model counts changes.
        version: Option<&'a str>,
    },
}

/// A form for a row.
#[derive(Debug, Clone)]
pub struct FormView<'a> {
    /// The model.
    pub model: &'static ModelMeta,
    /// New or existing.
    pub of: FormOf<'a>,
    /// What stands in the controls.
    pub texts: &'a Texts,
    /// The titles of the rows that the foreign keys in `texts` refer to, by column index.
    pub labels: &'a [Option<String>],
    /// What is wrong.
    pub violations: &'a Violations,
    /// What this person may do.
    pub may: May<'a>,
}

/// The search for a row that a foreign key shall refer to; works without scripts.
#[derive(Debug, Clone)]
pub struct PickView<'a> {
    /// The form to go back to.
    pub form: FormView<'a>,
    /// The index of the foreign key column.
    pub column: usize,
    /// What was searched.
    pub search: &'a str,
    /// Keys and titles of what was found.
    pub found: &'a [(Key, String)],
    /// Whether there is more than is shown.
    pub more: bool,
}

/// Something about a row that is no column of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactView {
    /// What it is.
    pub label: &'static str,
    /// The text; empty for nothing.
    pub text: String,
}

/// One row.
#[derive(Debug, Clone)]
pub struct ShowView<'a> {
    /// The model.
    pub model: &'static ModelMeta,
    /// The row.
    pub row: RowView<'a>,
    /// Its title.
    pub title: &'a str,
    /// Lists of rows that refer to it.
    pub related: &'a [RelatedView],
    /// What is known of the row that none of its columns holds, such as its roles.
    pub facts: &'a [FactView],
    /// More pages about this row, such as its roles.
    pub links: &'a [LinkView],
    /// What this person may do with the row, besides what every model has.
    pub actions: &'a [ActionButton],
    /// What this person may do.
    pub may: May<'a>,
}

/// What stands in one sealed cell, in the clear.
#[derive(Debug, Clone)]
pub struct RevealView<'a> {
    /// The model.
    pub model: &'static ModelMeta,
    /// The key of the row.
    pub key: &'a Key,
    /// The title of the row.
    pub title: &'a str,
    /// The column.
    pub column: &'static Column,
    /// What the cell holds.
    pub cell: &'a Value,
}

/// Rows of another model that refer to this one.
#[derive(Debug, Clone)]
pub struct RelatedView {
    /// The other model.
    pub model: &'static ModelMeta,
    /// The name of its foreign key column.
    pub column: &'static str,
    /// How many, where that is known.
    pub count: Option<Count>,
}

/// A link with an icon.
#[derive(Debug, Clone)]
pub struct LinkView {
    /// The text.
    pub label: String,
    /// The address.
    pub href: String,
    /// The name of an icon.
    pub icon: &'static str,
}

/// The question whether to delete a row.
#[derive(Debug, Clone)]
pub struct DeleteView<'a> {
    /// The model.
    pub model: &'static ModelMeta,
    /// Its key.
    pub key: &'a Key,
    /// Its title.
    pub title: &'a str,
    /// The version that was read, if the model counts changes.
    pub version: Option<&'a str>,
    /// What refers to it. As long as anything does, it cannot be deleted.
    pub dependents: &'a [DependentView],
    /// What this person may do.
    pub may: May<'a>,
}

/// Rows that refer to the row in question.
#[derive(Debug, Clone)]
pub struct DependentView {
    /// Their model.
    pub model: &'static ModelMeta,
    /// The name of the foreign key column.
    pub column: &'static str,
    /// How many.
    pub count: Count,
    /// Keys and titles of some.
    pub sample: Vec<(Key, String)>,
}

/// Somebody else changed the row meanwhile.
#[derive(Debug, Clone)]
pub struct ConflictView<'a> {
    /// The model.
    pub model: &'static ModelMeta,
    /// Its key.
    pub key: &'a Key,
    /// Its title.
    pub title: &'a str,
    /// The row as it stands now.
    pub theirs: RowView<'a>,
    /// What was typed.
    pub yours: &'a Texts,
    /// The titles of the rows that the foreign keys in `yours` refer to, by column index.
    pub labels: &'a [Option<String>],
    /// The version of the row as it stands now.
    pub version: &'a str,
}

/// A page that only says something: not found, not allowed, too large.
#[derive(Debug, Clone)]
pub struct MessageView<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The heading; empty: the usual one of the status.
    pub title: &'a str,
    /// What happened and what to do; empty: the usual words of the status.
    pub text: &'a str,
    /// Where to go on; empty: the first page.
    pub back: &'a str,
}

impl<'a> MessageView<'a> {
    /// The usual words of a status.
    pub const fn of(status: u16) -> Self {
        Self { status, title: "", text: "", back: "" }
    }

    /// With words of its own.
    #[must_use]
    pub const fn saying(mut self, title: &'a str, text: &'a str) -> Self {
        self.title = title;
        self.text = text;
        self
    }
}

/// The title of a row: the texts of the columns that name it.
pub fn title_of(record: &Record) -> Cow<'_, str> {
    let values = record.model().columns().title().map(|column| record.at(column.index));
    let texts = values.filter_map(|value| match value {
        Value::Null => None,
        Value::Text(text) => Some(Cow::Borrowed(text.as_str())),
        value => Some(Cow::Owned(crate::models::plain_text(value))),
    });
    let mut texts = texts.filter(|text| !text.trim().is_empty());
    let Some(mut title) = texts.next() else {
        return format!("{} {}", record.model().label, record.key_segment()).into();
    };
    for text in texts {
        let title = title.to_mut();
        title.push(' ');
        title.push_str(&text);
    }
    title
}
