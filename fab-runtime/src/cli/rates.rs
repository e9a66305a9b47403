//! How do the settings of rates become a desk that the site keeps?

use std::sync::Arc;

use crate::admin::App;
use crate::cli::settings::RateSetting;
use crate::clock::{Clock, SystemClock};
use crate::error::{Error, ErrorKind, Result};
use crate::services::rates::{DeskSettings, HttpSource, RateDesk, Shape};

/// The application with the rates of the settings, if they name any.
pub(crate) fn kept(app: App, setting: Option<&RateSetting>) -> Result<App> {
    let Some(setting) = setting else { return Ok(app) };
    let wrong = |error: Box<dyn std::error::Error + Send + Sync>| {
        Error::new(ErrorKind::Settings, "the sources of FAB_RATES cannot be used")
            .with_source(error)
    };
    let base = setting.base.parse().map_err(|error| wrong(Box::new(error)))?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let mut desk = RateDesk::new(base, DeskSettings::default(), Arc::clone(&clock));
    for source in &setting.sources {
        let clock = Arc::clone(&clock);
        let source = match source.strip_prefix("https://") {
            None => HttpSource::ecb(clock),
            Some(rest) => {
                let host = rest.split('/').next().unwrap_or_default();
                HttpSource::new(host, source, Shape::json(), clock)
            }
        };
        let source = source.map_err(|error| wrong(Box::new(error)))?;
        desk = desk.source(source).map_err(|error| wrong(Box::new(error)))?;
    }
    Ok(app.rates(Arc::new(desk)))
}
