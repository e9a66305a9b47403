//! Who says what a currency is worth?

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use crate::clock::Clock;
use crate::services::http::{Client, ClientSettings, HttpError, Request, Url};
use crate::services::rates::{JsonShape, RateError, Table, ecb, json};

/// A source of rates. Implement it for one that is not here; [`RateDesk`](super::RateDesk) puts the layers around.
pub trait RateSource: fmt::Debug + Send + Sync + 'static {
    /// What its circuit is called, after `rates.`, and its quotes.
    fn name(&self) -> &str;

    /// Asks for the latest table.
    ///
    /// # Errors
    ///
    /// When there is none that can be read.
    fn latest<'a>(&'a self) -> Pin<Box<dyn Future<Output = Result<Table, RateError>> + Send + 'a>>;
}

/// The form of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// The daily table of the European Central Bank, in XML.
    Ecb,
    /// An object of JSON with a base, a date, and rates.
    Json(JsonShape),
}

impl Shape {
    /// JSON with the usual names: `base`, `date`, `rates`.
    pub fn json() -> Self {
        Self::Json(JsonShape::default())
    }
}

/// A source that is asked over HTTP.
#[derive(Debug)]
pub struct HttpSource {
    name: String,
    url: String,
    shape: Shape,
    client: Client,
    clock: Arc<dyn Clock>,
}

impl HttpSource {
    /// The European Central Bank: about thirty currencies, once each working day.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn ecb(clock: Arc<dyn Clock>) -> Result<Self, HttpError> {
        let url = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml";
        Self::new("ecb", url, Shape::Ecb, clock)
    }

    /// The source at this address; its host alone is asked.
    ///
    /// # Errors
    ///
    /// When the address is none.
    pub fn new(
        name: impl Into<String>,
        url: &str,
        shape: Shape,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, HttpError> {
        let host = Url::try_from(url)?.authority();
        let largest_answer = 256 << 10;
        let settings = ClientSettings { largest_answer, ..ClientSettings::for_host(host) };
        let client = Client::new(settings)?;
        Ok(Self { name: name.into(), url: url.to_owned(), shape, client, clock })
    }

    /// The same, asked in this way.
    ///
    /// # Errors
    ///
    /// When the certificates of the settings cannot be read.
    pub fn with_client(mut self, settings: ClientSettings) -> Result<Self, HttpError> {
        self.client = Client::new(settings)?;
        Ok(self)
    }

    async fn ask(&self) -> Result<Table, RateError> {
        let answer = self.client.send(Request::get(&self.url)?).await?;
        if let Some(fault) = answer.fault(self.clock.now()) {
            return Err(RateError::Status { status: answer.status(), fault });
        }
        Ok(match &self.shape {
            Shape::Ecb => ecb::parse(answer.body())?,
            Shape::Json(shape) => json::parse(answer.body(), shape)?,
        })
    }
}

impl RateSource for HttpSource {
    fn name(&self) -> &str {
        &self.name
    }

    fn latest<'a>(&'a self) -> Pin<Box<dyn Future<Output = Result<Table, RateError>> + Send + 'a>> {
        Box::pin(self.ask())
    }
}
