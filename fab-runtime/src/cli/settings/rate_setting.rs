//! Who says what currencies are worth? Sources, the first trusted most.

use crate::cli::settings::reader::Reader;

/// Where rates of exchange come from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateSetting {
    /// `ecb`, or addresses that answer with JSON.
    pub sources: Vec<String>,
    /// The currency that rates are kept for.
    pub base: String,
}

impl RateSetting {
    /// What the settings say; `None` where they name no source.
    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let sources = reader.value("rates", sources);
        let base = reader.value("rates_base", currency);
        Some(Self { sources: sources?, base: base.unwrap_or_else(|| "EUR".to_owned()) })
    }
}

fn sources(text: &str) -> Result<Vec<String>, String> {
    let sources: Vec<String> =
        text.split([',', ' ']).filter(|source| !source.is_empty()).map(str::to_owned).collect();
    let known = |source: &String| {
        let rest = source.strip_prefix("https://");
        source == "ecb" || rest.is_some_and(|rest| !rest.starts_with('/') && !rest.is_empty())
    };
    match sources.iter().find(|source| !known(source)) {
        Some(source) => Err(format!("names {source}, no source")),
        None if sources.is_empty() => Err("names nothing".to_owned()),
        None => Ok(sources),
    }
}

fn currency(text: &str) -> Result<String, String> {
    let fits = text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase());
    if fits { Ok(text.to_owned()) } else { Err("is no currency".to_owned()) }
}

#[cfg(test)]
mod tests {
    use crate::cli::settings::{Environment, Layers, RateSetting, Settings};

    fn read(variables: &[(&str, &str)]) -> Result<Option<RateSetting>, String> {
        let environment: Environment = variables.iter().copied().collect();
        Settings::read("Shop", &Layers::new().variables(&environment))
            .map(|settings| settings.exchange)
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn sources_are_the_central_bank_or_addresses_over_tls() {
        assert_eq!(read(&[]), Ok(None));
        let rates = ("FAB_RATES", "ecb, https://api.example.com/latest");
        let setting = read(&[rates]).unwrap().unwrap();
        assert_eq!(setting.sources, ["ecb", "https://api.example.com/latest"]);
        assert_eq!(setting.base, "EUR");
        assert_eq!(read(&[rates, ("FAB_RATES_BASE", "USD")]).unwrap().unwrap().base, "USD");
        for wrong in ["bank", "http://api.example.com", "ecb, https://", "https:///x", ","] {
            let said = read(&[("FAB_RATES", wrong)]).unwrap_err();
            assert!(said.contains("FAB_RATES"), "{said}");
        }
        assert!(read(&[("FAB_RATES_BASE", "usd")]).is_err());
    }
}
