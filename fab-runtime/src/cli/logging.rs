//! Where do events go? To the error stream, as lines for people or as JSON.

use std::io::{self, IsTerminal};

use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::cli::settings::LogFormat;

/// What is logged while serving when nobody says otherwise: each request, without the server's own chatter.
pub(crate) const WHILE_SERVING: &str = "info,poem=warn,fab_runtime::db::schema=warn";

/// Begins to log. Where the program has a subscriber of its own, that one stays.
pub(crate) fn begin(filter: &str, format: LogFormat) {
    let targets: Targets = filter.parse().unwrap_or_default();
    let layer = layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    let layer = match format {
        LogFormat::Text => layer.with_target(false).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    let _ = tracing_subscriber::registry().with(layer.with_filter(targets)).try_init();
}
