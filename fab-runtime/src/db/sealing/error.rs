//! Why was a row with sealed columns not read, written or looked for?

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What stands between a store and a sealed column. Holds no values.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealingError {
    /// A model has sealed columns, and the store has no keys.
    #[error("`{model}` has sealed columns, and there are no keys to open or seal them with")]
    NoKeys {
        /// The model.
        model: &'static str,
    },
    /// Other keys are in force by now.
    #[error("the keys changed while they were used")]
    KeysChanged,
    /// Rows are not found in that way.
    #[error("`{table}.{column}` is sealed: {remedy}")]
    NotFound {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What can be done instead.
        remedy: &'static str,
    },
    /// A value could not be sealed.
    #[error("a value of `{table}.{column}` cannot be sealed")]
    Refused {
        /// The logical name of the table.
        table: &'static str,
        /// The logical name of the column.
        column: &'static str,
        /// Why.
        #[source]
        source: Source,
    },
    /// A value reached the database without having been sealed, or a ciphertext as if it were a value.
    #[error("`{table}.{column}` is sealed, and what was to be written into it is not")]
    NotSealed {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The row has no key yet, or one that cannot be written down.
    #[error("a row of `{table}` has no key that its sealed columns could be bound to")]
    NoRow {
        /// The table.
        table: &'static str,
    },
    /// So many rows look alike to a short index that opening all of them is no way to answer.
    #[error(
        "too many rows look alike in the short blind index of `{table}.{column}`; give it more bits"
    )]
    TooManyAlike {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The table of keys does not hold what it should.
    #[error("the keys in `fab_keys` cannot be used")]
    Keys {
        /// Why.
        #[source]
        source: Source,
    },
}
