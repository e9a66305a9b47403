//! Which page answers? One function for each line of the route table.

mod access;
mod account;
mod act;
mod address;
mod asset;
mod delete;
mod elsewhere;
mod export;
pub(crate) mod factors;
mod form;
mod health;
mod index;
mod invitations;
mod list;
mod metrics;
pub(crate) mod outcome;
mod people;
mod pick;
mod reset;
pub(crate) mod reveal;
mod roles;
mod search;
mod services;
mod setup;
mod show;
pub(crate) mod sign_in;
mod trial;

pub(crate) use self::factors::proof::confirm_first;
pub(crate) use self::services::{CONTROL, METRICS, SEE, SERVICE};
pub(crate) use self::sign_in::again as sign_in_again;

use poem::Response;

use crate::admin::api;
use crate::admin::context::Context;
use crate::admin::fail::Fail;
use crate::admin::routes::Page;

/// The answer of `page`. The guard has let the request through.
pub(crate) async fn answer(context: &mut Context<'_>, page: Page) -> Result<Response, Fail> {
    match page {
        Page::Api(page) => api::answer(context, page).await,
        Page::Alive => Ok(health::alive()),
        Page::Ready => Ok(health::ready(context).await),
        Page::Metrics => metrics::answer(context).await,
        Page::Services => services::page(context).await,
        Page::ControlServices => services::control(context).await,
        Page::Asset => asset::answer(context),
        Page::Login => sign_in::ask(context),
        Page::SignIn => sign_in::sign_in(context).await,
        Page::SignOut => sign_in::sign_out(context).await,
        Page::Depart => elsewhere::depart(context).await,
        Page::Arrive => elsewhere::arrive(context).await,
        Page::InvitePasskey => factors::passkey::invite(context).await,
        Page::SignInByPasskey => sign_in::by_passkey(context).await,
        Page::AskPasskey => factors::passkey::ask(context).await,
        Page::BeginPasskey => factors::passkey::begin(context).await,
        Page::AddPasskey => factors::setup::add_passkey(context).await,
        Page::Factor => factors::proof::ask(context).await,
        Page::AnswerFactor => factors::proof::answer(context).await,
        Page::SendCode => factors::proof::send(context, false).await,
        Page::ChooseFactor => factors::setup::choose(context),
        Page::BeginFactor => factors::setup::begin(context).await,
        Page::TryFactor => factors::setup::show(context).await,
        Page::ConfirmFactor => factors::setup::confirm(context).await,
        Page::SendFirstCode => factors::setup::send(context).await,
        Page::KeptCodes => factors::setup::kept(context),
        Page::EnrolLink => factors::link::ask(context).await,
        Page::UseEnrolLink => factors::link::redeem(context).await,
        Page::Safety => factors::safety::show(context).await,
        Page::ChangeSafety => factors::safety::change(context).await,
        Page::Confirm => factors::proof::ask_again(context).await,
        Page::Prove => factors::proof::prove(context).await,
        Page::SendCodeAgain => factors::proof::send(context, true).await,
        Page::UserFactors => factors::office::show(context).await,
        Page::ResetFactors => factors::office::reset(context).await,
        Page::Enrolment => factors::office::enrolment(context).await,
        Page::Forgotten => address::ask_forgotten(context),
        Page::SendForgotten => address::forgotten(context).await,
        Page::Register => address::ask_register(context),
        Page::SendRegister => address::register(context).await,
        Page::Email => address::ask_change(context).await,
        Page::ChangeEmail => address::change(context).await,
        Page::Setup => setup::ask(context).await,
        Page::FinishSetup => setup::finish(context).await,
        Page::Theme => Ok(account::choose_theme(context)),
        Page::Password => account::ask_password(context),
        Page::ChangePassword => account::change_password(context).await,
        Page::Access => access::own(context).await,
        Page::ChangeAccess => access::change_own(context).await,
        Page::UserAccess => access::of_user(context).await,
        Page::ChangeUserAccess => access::change_of_user(context).await,
        Page::Index => index::answer(context),
        Page::List => list::answer(context).await,
        Page::Search => search::answer(context).await,
        Page::Act => act::answer(context).await,
        Page::AskExport => export::ask(context).await,
        Page::Export => export::download(context).await,
        Page::ExportSealed => export::download_sealed(context).await,
        Page::Add => form::add(context).await,
        Page::Create => form::create(context).await,
        Page::Show => show::answer(context).await,
        Page::Hide => reveal::hide(context),
        Page::Reveal => reveal::answer(context).await,
        Page::Edit => form::edit(context).await,
        Page::Update => form::update(context).await,
        Page::AskDelete => delete::ask(context).await,
        Page::Delete => delete::delete(context).await,
        Page::UserRoles => people::roles(context).await,
        Page::SetUserRoles => people::set_roles(context).await,
        Page::UserPassword => people::ask_password(context).await,
        Page::SetUserPassword => people::reset_password(context).await,
        Page::AskResetLink => reset::ask(context).await,
        Page::MakeResetLink => reset::make(context).await,
        Page::Invitations(page) => invitations::answer(context, page).await,
        Page::Grants => roles::grants(context).await,
        Page::SetGrants => roles::set_grants(context).await,
    }
}
