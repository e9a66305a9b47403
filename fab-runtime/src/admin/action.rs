//! What else can be done with rows? Actions that an application adds to the pages of a model.

use std::fmt;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use crate::db::{Selection, StoreError};
use crate::error::Error;
use crate::models::{ModelMeta, Permission, Verb};

type Run = dyn Fn(Selection) -> BoxFuture<'static, Result<Done, ActionError>> + Send + Sync;

/// Something that people do with rows of a list: with the ticked ones, or with all that match.
///
/// It is given a [`Selection`], which is a condition within the scope of who asks. Whoever holds the permission
/// `<model>.<name>` may do it; see [`App::action`](crate::admin::App::action).
#[derive(Clone)]
#[must_use]
pub struct Action {
    name: &'static str,
    label: &'static str,
    question: &'static str,
    icon: &'static str,
    changes: bool,
    destroys: bool,
    step_up: bool,
    run: Arc<Run>,
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Action").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What an action has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done(Said);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    Rows(u64),
    Text(String),
}

impl Done {
    /// It was done to so many rows; the page says so.
    pub const fn rows(count: u64) -> Self {
        Self(Said::Rows(count))
    }

    /// What the page shall say.
    pub fn saying(text: impl Into<String>) -> Self {
        Self(Said::Text(text.into()))
    }

    /// The sentence for the page.
    pub(crate) fn sentence(self, action: &Action, model: &ModelMeta) -> String {
        match self.0 {
            Said::Text(text) => text,
            Said::Rows(1) => format!("{}: 1 {}.", action.label, in_sentence(model.label)),
            Said::Rows(count) => {
                format!("{}: {} {}.", action.label, many(count), in_sentence(model.plural))
            }
        }
    }
}

fn in_sentence(label: &str) -> String {
    crate::admin::pages::lower(label)
}

fn many(count: u64) -> String {
    crate::widgets::number::grouped(&count.to_string()).into_owned()
}

/// So many rows, as [`Selection::update`] counts them.
impl From<u64> for Done {
    fn from(count: u64) -> Self {
        Self::rows(count)
    }
}

/// Why an action did nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// For a reason that the person shall read.
    #[error("{0}")]
    Refused(String),
    /// The store refused it; the page says for which row and why.
    #[error("the rows cannot be changed")]
    Store(#[from] StoreError),
    /// Something failed that nobody but the log is told of.
    #[error("the action failed")]
    Failed(#[from] Error),
}

impl ActionError {
    /// Refuses for a reason that the person shall read: a sentence.
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::Refused(reason.into())
    }
}

impl Action {
    /// An action of that name, in `snake_case`, with the text of its button.
    ///
    /// It changes rows and asks before it does, until [`Action::reads`] says otherwise. It returns how many rows
    /// it was done to, or words of its own.
    ///
    /// What [`Selection::update`] and [`Selection::delete`] do is written down in their transaction, or not done; what
    /// it does by other ways is written down when it is over.
    pub fn new<F, Fut>(name: &'static str, label: &'static str, run: F) -> Self
    where
        F: Fn(Selection) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Done, ActionError>> + Send + 'static,
    {
        Self {
            name,
            label,
            question: "",
            icon: "lightning",
            changes: true,
            destroys: false,
            step_up: false,
            run: Arc::new(move |selection| run(selection).boxed()),
        }
    }

    /// What people should know before they go on: a sentence on the page that asks.
    pub const fn question(mut self, text: &'static str) -> Self {
        self.question = text;
        self
    }

    /// The name of an icon.
    pub const fn icon(mut self, name: &'static str) -> Self {
        self.icon = name;
        self
    }

    /// It changes no row, so it asks only when it has a question.
    pub const fn reads(mut self) -> Self {
        self.changes = false;
        self
    }

    /// What it does cannot be undone; its button says so by its colour.
    pub const fn destroys(mut self) -> Self {
        self.destroys = true;
        self
    }

    /// It asks for a fresh proof of who it is, such as a code, when the last one is some minutes old.
    pub const fn step_up(mut self) -> Self {
        self.step_up = true;
        self
    }

    /// The name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The text of its button.
    pub const fn label(&self) -> &'static str {
        self.label
    }

    /// What it needs on the rows of `model`.
    pub const fn permission(&self, model: &ModelMeta) -> Permission {
        Permission::action(model.name, self.name)
    }

    pub(crate) const fn question_text(&self) -> &'static str {
        self.question
    }

    pub(crate) const fn icon_name(&self) -> &'static str {
        self.icon
    }

    /// Whether it asks for a fresh proof.
    pub(crate) const fn wants_proof(&self) -> bool {
        self.step_up
    }

    pub(crate) const fn is_destructive(&self) -> bool {
        self.destroys
    }

    /// Whether a page asks before it is done.
    pub(crate) const fn asks(&self) -> bool {
        self.changes || !self.question.is_empty()
    }

    pub(crate) async fn run(&self, selection: Selection) -> Result<Done, ActionError> {
        (self.run)(selection).await
    }

    /// The one that every model has whose rows can be deleted.
    pub(crate) fn delete() -> Self {
        let run = async |selection: Selection| {
            let (model, count) = (selection.model(), selection.delete().await?);
            Ok(Done::saying(match count {
                1 => format!("1 {} was deleted.", in_sentence(model.label)),
                _ => format!("{} {} were deleted.", many(count), in_sentence(model.plural)),
            }))
        };
        Self::new(Verb::Delete.name(), "Delete", run)
            .question("This cannot be undone. As long as other rows refer to one of them, all of them stay.")
            .icon("trash3")
            .destroys()
    }

    /// What is wrong with its name.
    pub(crate) fn problem(&self) -> Option<String> {
        let letters =
            self.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if self.name.is_empty() || !letters {
            return Some("is not written in small letters, digits and _".to_owned());
        }
        let is_verb = Verb::ALL.iter().any(|verb| verb.name() == self.name);
        is_verb.then(|| "is the name of something that every model has".to_owned())
    }
}
