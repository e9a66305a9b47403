//! How does a page look? Views in, HTML out.

mod access;
mod act;
mod address;
mod conflict;
mod delete;
mod elsewhere;
mod export;
mod factors;
mod form;
mod frame;
pub mod href;
mod index;
mod invitations;
mod lines;
mod list;
mod message;
mod parts;
mod passkey;
mod people;
mod pick;
mod reset;
mod resume;
mod reveal;
mod services;
mod show;
mod templates;
#[cfg(test)]
mod tests;
pub mod view;

pub(crate) use self::parts::lower;

use std::path::Path;

use crate::admin::pages::frame::Sheet;
use crate::admin::pages::templates::Templates;
use crate::admin::pages::view::{
    AccessView, ActView, AddressView, BackupCodesView, BeginFactorView, ChooseFactorView,
    ConfirmFactorView, ConfirmView, ConflictView, DeleteView, EnrolmentView, ExportView, FormView,
    Frame, GrantsView, IndexView, InvitationView, InvitationsView, LeaveView, ListView, LoginView,
    MessageView, PasswordView, PickView, ProofView, ResetLinkView, ResumeView, RevealView,
    RolesView, SafetyView, ServicesView, SetupView, ShowView, UserFactorsView,
};
use crate::error::Result;
use crate::widgets::Html;

/// Every page, ready to be written: the templates are read once.
#[derive(Debug)]
pub struct Pages {
    templates: Templates,
    /// The built-in ones alone, for when those of the application fail.
    spare: Templates,
}

macro_rules! pages {
    ($($(#[doc = $doc:literal])* $name:ident($view:ident: &$ty:ty, $frame:ident) => $sheet:expr;)*) => {$(
        $(#[doc = $doc])*
        ///
        /// # Errors
        ///
        /// When a template of the application cannot be rendered.
        pub fn $name(&self, $frame: &Frame<'_>, $view: &$ty) -> Result<Html> {
            self.put($frame, $sheet)
        }
    )*};
}

impl Pages {
    /// The pages, with templates of `folder` in place of the built-in ones of the same name.
    ///
    /// `list.html` replaces the frame of every list, `customer/list.html` that of one model. A template may
    /// extend the one that it replaces: `{% extends "!list.html" %}`.
    ///
    /// # Errors
    ///
    /// When a template cannot be read.
    pub fn new(folder: Option<&Path>) -> Result<Self> {
        Ok(Self { templates: Templates::new(folder)?, spare: Templates::new(None)? })
    }

    pages! {
        /// The first page.
        index(view: &IndexView<'_>, frame) => index::sheet(view, frame.app);
        /// A list of rows.
        list(view: &ListView<'_>, frame) => list::sheet(view, frame.csrf);
        /// A form for a row.
        form(view: &FormView<'_>, frame) => form::sheet(view, frame.csrf);
        /// The search for a row that a foreign key shall refer to.
        pick(view: &PickView<'_>, frame) => pick::sheet(view, frame.csrf);
        /// One row.
        show(view: &ShowView<'_>, frame) => show::sheet(view, frame.csrf);
        /// What stands in one sealed cell.
        reveal(view: &RevealView<'_>, frame) => reveal::sheet(view);
        /// The question whether to delete a row.
        delete(view: &DeleteView<'_>, frame) => delete::sheet(view, frame.csrf);
        /// The question whether to do something with many rows.
        act(view: &ActView<'_>, frame) => act::sheet(view, frame.csrf);
        /// The choice of a file for the rows of a list.
        export(view: &ExportView<'_>, frame) => export::sheet(view, frame.csrf);
        /// Somebody else changed the row meanwhile.
        conflict(view: &ConflictView<'_>, frame) => conflict::sheet(view, frame.csrf);
        /// Where one signs in.
        login(view: &LoginView<'_>, frame) => people::login(view, frame.csrf);
        /// On the way to a provider of sign-ins.
        leave(view: &LeaveView<'_>, frame) => elsewhere::leave(view);
        /// Back to a form whose session ended while it was being filled in.
        resume(view: &ResumeView<'_>, frame) => resume::sheet(view, frame.csrf);
        /// Where a one-time link leads.
        setup(view: &SetupView<'_>, frame) => people::setup(view, frame.csrf);
        /// Where somebody says to which address a link goes.
        address(view: &AddressView<'_>, frame) => address::sheet(view, frame.csrf);
        /// Where a link to a new address leads.
        confirm_address(view: &ConfirmView<'_>, frame) => address::confirm(view, frame.csrf);
        /// Where one changes a password.
        password(view: &PasswordView<'_>, frame) => people::change_password(view, frame);
        /// Where people are invited.
        invitations(view: &InvitationsView<'_>, frame) => invitations::sheet(view, frame.csrf);
        /// The invitation of one user.
        invitation(view: &InvitationView<'_>, frame) => invitations::invitation(view, frame.csrf);
        /// Where a link to a new password is made.
        reset_link(view: &ResetLinkView<'_>, frame) => reset::sheet(view, frame.csrf);
        /// The roles of a user.
        roles(view: &RolesView<'_>, frame) => people::roles(view, frame.csrf);
        /// Sessions and tokens.
        access(view: &AccessView<'_>, frame) => access::sheet(view, frame.csrf);
        /// The question for a code, at the sign-in or within a session.
        proof(view: &ProofView<'_>, frame) => factors::proof(view, frame);
        /// The choice of a factor to set up.
        choose_factor(view: &ChooseFactorView<'_>, frame) => factors::choose(view, frame);
        /// What is asked before a factor is set up.
        begin_factor(view: &BeginFactorView<'_>, frame) => factors::begin(view, frame);
        /// The proof that a new factor works.
        confirm_factor(view: &ConfirmFactorView<'_>, frame) => factors::confirm(view, frame);
        /// Backup codes, the one time that they are shown.
        backup_codes(view: &BackupCodesView<'_>, frame) => factors::backup_codes(view, frame);
        /// What somebody can do for the safety of their account.
        safety(view: &SafetyView<'_>, frame) => factors::safety(view, frame.csrf);
        /// The factors of somebody else.
        user_factors(view: &UserFactorsView<'_>, frame) => factors::user_factors(view, frame.csrf);
        /// Who has a factor, and who should.
        enrolment(view: &EnrolmentView<'_>, _frame) => factors::enrolment(view);
        /// The services outside.
        services(view: &ServicesView<'_>, frame) => services::sheet(view, frame.csrf);
        /// What a role allows.
        grants(view: &GrantsView<'_>, frame) => people::grants(view, frame.csrf);
    }

    /// A page that only says something. Never fails: where the application's template does, the built-in one
    /// is taken.
    pub fn message(&self, frame: &Frame<'_>, view: &MessageView<'_>) -> Html {
        self.put(frame, message::sheet(view)).unwrap_or_else(|error| {
            tracing::error!(%error, "the page of a message cannot be rendered");
            let sheet = message::sheet(view);
            self.spare
                .render(sheet.template, None, frame::context(frame, sheet))
                .unwrap_or_else(|_| Html::text(view.title))
        })
    }

    fn put(&self, frame: &Frame<'_>, sheet: Sheet) -> Result<Html> {
        let (template, model) = (sheet.template, sheet.model.map(|model| model.name));
        self.templates.render(template, model, frame::context(frame, sheet))
    }
}
