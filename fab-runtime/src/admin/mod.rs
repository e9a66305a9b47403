//! How does a request become a page? The only module that names poem.

pub mod assets;
mod body;
mod client;
mod cookie;
mod fail;
mod headers;
mod next;
mod options;
mod origin;
pub mod pages;
mod pairs;
mod registry;
mod routes;
mod serve;

pub use self::client::{Network, NotANetwork};
pub use self::options::{Limits, SiteOptions};
pub use self::origin::{BaseUrl, NotABaseUrl};
pub use self::routes::RouteInfo;
