//! How do the setters look that the derive calls, one for each attribute that was written?

/// The setters that the derive calls, one for each attribute that was written.
macro_rules! setters {
    ($owner:ty { $($(#[$doc:meta])* $name:ident: $ty:ty $(=> $wrap:path)?;)* }) => {
        impl $owner {$(
            $(#[$doc])*
            #[must_use]
            pub const fn $name(mut self, value: $ty) -> Self {
                self.$name = setters!(@wrap value $($wrap)?);
                self
            }
        )*}
    };
    (@wrap $value:ident) => { $value };
    (@wrap $value:ident $wrap:path) => { $wrap($value) };
}
