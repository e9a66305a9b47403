//! Who writes down that many rows were changed? Somebody who is there when they are, in the same transaction.

use std::fmt;

use futures_util::future::BoxFuture;

use crate::db::database::Tx;
use crate::db::store::StoreError;

/// Is told what is done to the rows of a [`Selection`](crate::db::Selection), as the last thing of the transaction: what
/// it writes stands or falls with them, and when it fails, nothing is done.
pub trait Witness: fmt::Debug + Send + Sync {
    /// So many rows were changed or deleted. It may be told again, when the transaction has to be repeated.
    fn attest<'a>(&'a self, tx: &'a mut Tx, rows: u64) -> BoxFuture<'a, Result<(), StoreError>>;

    /// What was attested last stands.
    fn committed(&self);
}
