//! What stands in a field that no column fills?

/// A type that a skipped field may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no default value",
    label = "`skip` leaves this to `Default` when a row is read",
    note = "add `#[derive(Default)]` to the type, or write `Option<{Self}>`"
)]
pub trait Skipped: Sized {
    /// The value in a struct that comes from the database.
    fn fresh() -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Default> Skipped for T {
    fn fresh() -> Self {
        Self::default()
    }
}
