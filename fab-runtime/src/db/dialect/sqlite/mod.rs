//! How is SQLite spoken to? One writer, several readers, decimals as minor units.

mod bind;
mod connect;
mod decode;
mod driver;
mod errors;
mod readers;
mod texts;

pub(super) use self::connect::connect;
