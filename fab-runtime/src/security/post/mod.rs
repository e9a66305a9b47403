//! How do messages of the site reach people? They are kept with the change that they tell of, and delivered from there.
//!
//! A letter is written into `fab_outbox` in the transaction of its change, sealed, since it may hold a code or a link.
//! A worker takes it from there as soon as the change is durable. A mail server that is down delays a letter, and loses
//! none; what is worthless after a while, as a code is, is never sent late.

mod depot;
mod envelope;
mod keep;
mod letter;
mod options;
mod row;
mod texts;
mod triage;
mod trial;
mod watch;
mod worker;

pub use self::depot::Depot;
pub(crate) use self::envelope::masked_address;
pub use self::keep::LINK_PATH;
pub(crate) use self::keep::{Office, address_of};
pub use self::letter::{CodePurpose, ConfirmPurpose, Letter, Notice, To};
pub use self::options::PostOptions;
pub(crate) use self::row::OutboxRow;
pub use self::row::{Channel, MessageKind, MessageState};
pub use self::watch::{KeptMessage, OutboxStanding};
pub(crate) use self::worker::Bells;
