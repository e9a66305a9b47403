//! Who gets in, who stays in, and who stays in charge?

mod administrators;
mod audit;
mod house;
mod links;
mod roles;
mod sessions;
mod sign_in;
