//! Who did it? The noun that stores, mixins and ledgers share.

use std::fmt;

/// The id of a signed-in person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorId(pub i64);

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who asks: a person, or the program itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actor {
    /// The person; `None` for the program itself.
    pub id: Option<ActorId>,
    /// The name to show and to log.
    pub name: String,
}

impl Actor {
    /// The program itself: commands, seeds, hooks.
    pub fn system() -> Self {
        Self { id: None, name: "system".to_owned() }
    }

    /// A signed-in person.
    pub fn person(id: ActorId, name: impl Into<String>) -> Self {
        Self { id: Some(id), name: name.into() }
    }
}
