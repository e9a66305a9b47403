//! How do conditions, orders and places in a list become SQL?

mod condition;
mod cursor;
mod fit;
mod keyset;
mod order;
mod sealed;

pub(crate) use self::cursor::Cursor;
pub(crate) use self::fit::fit;
pub(crate) use self::keyset::keyset;
pub(crate) use self::order::{Direction, Sort, order_by, sorts};
