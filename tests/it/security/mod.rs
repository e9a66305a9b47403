//! Who gets in, who stays in, and who stays in charge?

mod administrators;
mod api_tokens;
mod audit;
mod breaches;
pub(crate) mod elsewhere;
mod forgotten;
mod house;
mod invitations;
mod letters;
mod letters_misused;
mod links;
pub(crate) mod mfa;
mod outbox;
mod passkeys;
mod roles;
mod sessions;
mod sign_in;
mod token_ends;
