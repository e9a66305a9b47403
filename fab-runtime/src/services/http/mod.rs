//! How are providers asked over HTTP? Those that were named beforehand, over TLS, with an end to everything.
//!
//! The client is small on purpose: no redirects, no cookies, no compression, no proxies, one connection for each
//! request. A provider is asked a few times a minute; what follows a redirect into the own network is asked once.
//!
//! ```
//! # use fab_runtime as fab;
//! use fab::services::http::{Client, ClientSettings, Request};
//!
//! let client = Client::new(ClientSettings::for_host("api.example.com"))?;
//! let request = Request::get("https://api.example.com/rates")?;
//! # let _ = (client, request);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod client;
mod connection;
mod error;
mod request;
mod response;
mod settings;
#[cfg(test)]
mod tests;
mod url;

pub use self::client::Client;
pub use self::error::HttpError;
pub use self::request::Request;
pub use self::response::Response;
pub use self::settings::{ClientSettings, PlainHttp, PrivateAddresses};
pub use self::url::{Url, UrlError};
