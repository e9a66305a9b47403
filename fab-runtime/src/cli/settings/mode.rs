//! Who is the program for at the moment: the person who writes it, or the people who use it?

/// How strict the program is with itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Tables follow the models, a key is made when there is none.
    Development,
    /// Nothing is made up: what is missing is refused by name.
    Production,
}

impl Default for Mode {
    /// Development in debug builds, production in release builds.
    fn default() -> Self {
        if cfg!(debug_assertions) { Self::Development } else { Self::Production }
    }
}

impl Mode {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "development" | "dev" => Ok(Self::Development),
            "production" | "prod" => Ok(Self::Production),
            _ => Err("is no mode".to_owned()),
        }
    }

    /// The word in settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Production => "production",
        }
    }
}

/// How events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// A JSON object on each line.
    Json,
}

impl LogFormat {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("is no log format".to_owned()),
        }
    }
}
