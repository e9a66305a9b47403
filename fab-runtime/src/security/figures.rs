//! How much happens with people and sessions? For the metrics.

use crate::models::{Choice as _, FieldType, Kind, Values};
use crate::security::attempts::before;
use crate::security::audit::EventCounts;
use crate::security::binds::Binds;
use crate::security::error::SecurityError;
use crate::security::facade::Security;
use crate::security::rows::SessionState;

impl Security {
    /// How often this process wrote down what, by event and outcome.
    pub fn event_counts(&self) -> EventCounts {
        self.auditor().counts()
    }

    /// How many sessions are alive, by state.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn session_counts(&self) -> Result<Vec<(&'static str, i64)>, SecurityError> {
        let now = self.now();
        let statement = self
            .db()
            .writer()
            .push("SELECT state, COUNT(*) FROM fab_sessions WHERE expires_at > ")
            .time(now)
            .push(" AND seen_at > ")
            .time(before(now, self.options().session_idle))
            .push(" GROUP BY state")
            .finish(&[Kind::Text, Kind::Int]);
        let mut counts: Vec<(SessionState, i64)> =
            [SessionState::Anonymous, SessionState::Half, SessionState::Full]
                .map(|state| (state, 0))
                .to_vec();
        for mut row in self.db().fetch(statement).await? {
            let mut values = Values::new(&mut row);
            let found = SessionState::load(&mut values)?;
            let count = i64::load(&mut values)?;
            for (state, sum) in &mut counts {
                *sum += if *state == found { count } else { 0 };
            }
        }
        Ok(counts.into_iter().map(|(state, count)| (state.as_str(), count)).collect())
    }
}
