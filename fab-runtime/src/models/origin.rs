//! From where was something asked? What a change knows of the request behind it.

use std::net::IpAddr;

/// The request behind a change, as far as it is known. A command of the program has none of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address.
    pub address: Option<IpAddr>,
    /// What the client calls itself.
    pub user_agent: Option<String>,
    /// Names the session without opening it.
    pub session: Option<String>,
    /// Names the request in logs.
    pub request_id: Option<String>,
}
