//! Which groups of columns come with a behaviour?

mod timestamps;

pub use self::timestamps::Timestamps;
