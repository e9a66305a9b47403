//! How are the values of this module's own statements bound?

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::db::SqlWriter;
use crate::models::{Kind, Value};

/// Binds Rust values by their type.
pub(crate) trait Binds {
    /// Binds an integer.
    fn int(&mut self, value: i64) -> &mut Self;
    /// Binds a text.
    fn text(&mut self, value: &str) -> &mut Self;
    /// Binds a text, or NULL.
    fn optional_text(&mut self, value: Option<String>) -> &mut Self;
    /// Binds an instant.
    fn time(&mut self, value: DateTime<Utc>) -> &mut Self;
    /// Binds yes or no.
    fn bool(&mut self, value: bool) -> &mut Self;
    /// Binds a UUID, or NULL.
    fn uuid(&mut self, value: Option<Uuid>) -> &mut Self;
}

impl Binds for SqlWriter {
    fn int(&mut self, value: i64) -> &mut Self {
        self.bind(Kind::Int, Value::Int(value))
    }

    fn text(&mut self, value: &str) -> &mut Self {
        self.bind(Kind::Text, value.into())
    }

    fn optional_text(&mut self, value: Option<String>) -> &mut Self {
        self.bind(Kind::Text, value.into())
    }

    fn time(&mut self, value: DateTime<Utc>) -> &mut Self {
        self.bind(Kind::Timestamp, value.into())
    }

    fn bool(&mut self, value: bool) -> &mut Self {
        self.bind(Kind::Bool, value.into())
    }

    fn uuid(&mut self, value: Option<Uuid>) -> &mut Self {
        self.bind(Kind::Uuid, value.into())
    }
}
