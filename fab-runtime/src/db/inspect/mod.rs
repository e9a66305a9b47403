//! Which Rust describes a database that nobody prepared?
