//! What do the integration tests share? Databases, a browser, a served application.

pub mod databases;
