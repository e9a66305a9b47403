//! How is PostgreSQL spoken to?

mod bind;
mod connect;
mod decode;
mod driver;
mod errors;

pub(super) use self::connect::connect;
