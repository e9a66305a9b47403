//! Which groups of columns come with a behaviour?
