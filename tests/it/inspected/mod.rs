//! What does `inspect` make of the fixtures? Written by it, compiled with the tests.

pub(crate) mod mysql;
pub(crate) mod postgres;
pub(crate) mod sqlite;
