//! How does a field look? Pure functions from a field, a value and a context to HTML.
