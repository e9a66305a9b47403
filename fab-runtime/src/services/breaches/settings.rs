//! Which service is asked for breached passwords, how, and for how long?

use std::time::Duration;

use crate::services::http::{ClientSettings, HttpError, PlainHttp, PrivateAddresses, Url};
use crate::services::resilience::{CircuitSettings, GuardSettings, RetrySettings, WindowSpan};

/// The settings of [`Breaches`](super::Breaches).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BreachSettings {
    /// Where the service is, without a path: it is asked for `/range/` and five digits.
    pub base: String,
    /// How it is asked; its own host alone when there are no hosts. It may stand in a network of our own.
    pub client: ClientSettings,
    /// The layers around it: an answer within two seconds, never asked twice, and left alone for a while when half of
    /// five calls failed.
    pub guard: GuardSettings,
}

/// A person waits for the answer.
const PATIENCE: Duration = Duration::from_secs(2);

impl BreachSettings {
    /// The usual settings, for the service at `base`.
    pub fn new(base: impl Into<String>) -> Self {
        let circuit = CircuitSettings {
            window: WindowSpan::Time(Duration::from_mins(2)),
            minimum_calls: 5,
            slow_call: PATIENCE,
            ..CircuitSettings::default()
        };
        let client = ClientSettings {
            private: PrivateAddresses::Allowed,
            plain: PlainHttp::OnLoopback,
            ..ClientSettings::default()
        };
        let guard = GuardSettings { timeout: PATIENCE, circuit, ..GuardSettings::default() };
        Self { base: base.into(), client, guard }
    }

    /// The same, with everything that is implied.
    pub(super) fn whole(mut self) -> Result<Self, HttpError> {
        self.base.truncate(self.base.trim_end_matches('/').len());
        if self.client.hosts.is_empty() {
            let url = Url::try_from(format!("{}/", self.base).as_str())?;
            self.client.hosts = vec![url.authority()];
        }
        self.guard.retry = RetrySettings { times: 0, ..self.guard.retry };
        Ok(self)
    }
}
