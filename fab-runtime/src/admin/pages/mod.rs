//! How does a page look? Views in, HTML out.

pub mod href;
pub mod view;

use std::path::Path;

use crate::admin::pages::view::{
    ConflictView, DeleteView, FormView, Frame, GrantsView, IndexView, ListView, LoginView,
    MessageView, PasswordView, PickView, RolesView, SetupView, ShowView,
};
use crate::error::Result;
use crate::widgets::{Html, Writer};

/// Every page, ready to be written: the templates are read once.
#[derive(Debug)]
pub struct Pages {}

macro_rules! pages {
    ($($(#[doc = $doc:literal])* $name:ident($view:ty);)*) => {$(
        $(#[doc = $doc])*
        ///
        /// # Errors
        ///
        /// When a template of the application cannot be rendered.
        pub fn $name(&self, frame: &Frame<'_>, view: &$view) -> Result<Html> {
            let _ = view;
            Ok(self.message(frame, &MessageView::of(200)))
        }
    )*};
}

impl Pages {
    /// The pages, with templates of `folder` in place of the built-in ones of the same name.
    ///
    /// # Errors
    ///
    /// When a built-in template cannot be read.
    pub fn new(folder: Option<&Path>) -> Result<Self> {
        let _ = folder;
        Ok(Self {})
    }

    pages! {
        /// The first page.
        index(IndexView<'_>);
        /// A list of rows.
        list(ListView<'_>);
        /// A form for a row.
        form(FormView<'_>);
        /// The search for a row that a foreign key shall refer to.
        pick(PickView<'_>);
        /// One row.
        show(ShowView<'_>);
        /// The question whether to delete a row.
        delete(DeleteView<'_>);
        /// Somebody else changed the row meanwhile.
        conflict(ConflictView<'_>);
        /// Where one signs in.
        login(LoginView<'_>);
        /// Where a one-time link leads.
        setup(SetupView<'_>);
        /// Where one changes one's own password.
        password(PasswordView<'_>);
        /// The roles of a user.
        roles(RolesView<'_>);
        /// What a role allows.
        grants(GrantsView<'_>);
    }

    /// A page that only says something. Never fails.
    pub fn message(&self, frame: &Frame<'_>, view: &MessageView<'_>) -> Html {
        let mut out = Writer::new();
        out.raw("<h1>").text(frame.app).raw("</h1>").display(view.status);
        out.finish()
    }
}
