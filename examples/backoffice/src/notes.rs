//! What do we want to remember?

use fab::mixins::Timestamps;
use fab::prelude::*;
use fab::security::User;

use crate::people::Customer;

/// How a customer and we spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Choice)]
pub enum Channel {
    Phone,
    #[choice(label = "E-mail")]
    Email,
    Visit,
    Letter,
}

/// Something that was said.
#[derive(AdminModel)]
#[admin(menu = "Sales", icon = "chat-left-text", order = "-said_at")]
pub struct Note {
    #[admin(key)]
    pub id: i64,
    #[admin(search, max_length = 120)]
    pub subject: String,
    #[admin(filter)]
    pub customer: ForeignKey<Customer>,
    #[admin(filter)]
    pub channel: Channel,
    /// Everything that the next caller should know.
    #[admin(search, format = "markdown")]
    pub body: String,
    /// When it was said.
    pub said_at: DateTime<Utc>,
    /// Who wrote it down.
    pub author: Option<ForeignKey<User>>,
    /// Whether somebody has to do something about it.
    #[admin(filter, default = false)]
    pub open: bool,
    pub history: Timestamps,
}

/// A paper in the archive.
#[derive(AdminModel)]
#[admin(menu = "Company", icon = "file-earmark", order = "title")]
pub struct Document {
    #[admin(key)]
    pub id: Uuid,
    #[admin(search, max_length = 120)]
    pub title: String,
    /// In bytes.
    #[admin(min = 0)]
    pub size: u64,
    /// What the scanner found out.
    pub facts: Json,
    /// Pages of the scan.
    #[admin(opaque)]
    pub pages: Vec<u32>,
    /// The scan itself.
    pub content: Option<Vec<u8>>,
    /// What the reader made of it, while it is being worked on.
    #[admin(skip)]
    pub reading: String,
}
