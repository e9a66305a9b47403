//! Who answers whether a password is known? A service that keeps ranges of hashes, within a guard.

use std::fmt;
use std::sync::Arc;

use crate::clock::Clock;
use crate::secret::Secret;
use crate::services::breach_list::{BreachList, Known, NoAnswer};
use crate::services::breaches::range::Sought;
use crate::services::breaches::{BreachError, BreachSettings};
use crate::services::http::{Client, Request};
use crate::services::resilience::{CallError, Circuit, Retry};

/// A list of breached passwords behind a service that answers `/range/` and five digits.
pub struct Breaches {
    base: String,
    client: Client,
    guard: Retry,
    clock: Arc<dyn Clock>,
}

impl Breaches {
    /// The list of these settings.
    ///
    /// # Errors
    ///
    /// When the address is none, or the settings of the circuit contradict each other.
    pub fn new(settings: BreachSettings, clock: Arc<dyn Clock>) -> Result<Self, BreachError> {
        let settings = settings.whole()?;
        let client = Client::new(settings.client)?;
        let guard = settings.guard.guard("breaches", Arc::clone(&clock), Vec::new())?;
        Ok(Self { base: settings.base, client, guard, clock })
    }

    /// Whether `password` stands in the list.
    ///
    /// # Errors
    ///
    /// When the service does not answer, or not as such a service does.
    pub async fn holds(&self, password: &Secret<String>) -> Result<bool, CallError<BreachError>> {
        let sought = Sought::of(password.expose());
        // An exchange is a large future, and would stand in that of each layer.
        self.guard.once(Box::pin(self.ask(&sought))).await
    }

    async fn ask(&self, sought: &Sought) -> Result<bool, BreachError> {
        let url = format!("{}/range/{}", self.base, sought.prefix());
        // The length of the answer would tell which range it is.
        let request = Request::get(&url)?.header("add-padding", "true")?;
        let answer = self.client.send(request).await?;
        if let Some(fault) = answer.fault(self.clock.now()) {
            return Err(BreachError::Status { status: answer.status(), fault });
        }
        sought.is_in(answer.text().ok_or(BreachError::Answer)?)
    }
}

impl BreachList for Breaches {
    fn holds<'a>(&'a self, password: &'a Secret<String>) -> Known<'a> {
        Box::pin(async move {
            let held = Self::holds(self, password).await;
            held.map_err(|error| NoAnswer { reason: said(&error) })
        })
    }

    fn circuit(&self) -> Option<Circuit> {
        Some(self.guard.circuit().clone())
    }
}

/// An error with what is underneath.
fn said(error: &CallError<BreachError>) -> String {
    let below = std::error::Error::source(error).map(|source| format!(": {source}"));
    format!("{error}{}", below.unwrap_or_default())
}

impl fmt::Debug for Breaches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Breaches").field("base", &self.base).finish_non_exhaustive()
    }
}
