//! What stands in for rates of exchange where the feature is off? A word on how to switch it on.

use crate::admin::App;
use crate::cli::settings::RateSetting;
use crate::error::{Error, ErrorKind, Result};

pub(crate) fn kept(app: App, setting: Option<&RateSetting>) -> Result<App> {
    match setting {
        None => Ok(app),
        Some(setting) => {
            let message = format!(
                "FAB_RATES names {}, and this program cannot ask for rates; add the feature `rates` of the crate fab",
                setting.sources.join(", ")
            );
            Err(Error::new(ErrorKind::Settings, message))
        }
    }
}
