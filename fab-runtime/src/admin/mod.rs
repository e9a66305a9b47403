//! How does a request become a page? The only module that names poem.

mod action;
mod answer;
mod api;
mod app;
pub mod assets;
mod body;
mod client;
mod context;
mod cookie;
mod device;
mod export;
mod fail;
mod flash;
mod guard;
mod headers;
mod input;
mod menu;
mod metrics;
mod next;
mod options;
mod origin;
mod outermost;
pub mod pages;
mod pairs;
mod rate_board;
#[cfg(feature = "rates")]
pub mod rates;
mod registry;
mod route_list;
mod routes;
mod serve;
mod site;
mod typed;
mod views;

pub use self::action::{Action, ActionError, Done};
pub use self::app::App;
pub use self::client::{Network, NotANetwork};
pub use self::options::{Limits, SiteOptions};
pub use self::origin::{BaseUrl, NotABaseUrl};
pub use self::rate_board::{RateBoard, RateLine};
pub use self::route_list::RouteInfo;
pub use self::site::Site;
