//! Who stands in when a service cannot? The outermost layer: providers in the order in which they are asked.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::services::resilience::{
    CallError, Circuit, Classify, Event, EventKind, Fault, Listener, Repeatable, Retry,
};

/// Providers of the same service, each behind its own guard.
///
/// The next one is asked when the one before cannot do it. A request that is refused by its own fault is refused for
/// good: another provider would say the same, and would be paid for it.
pub struct Chain<P> {
    service: Arc<str>,
    links: Vec<Link<P>>,
    clock: Arc<dyn Clock>,
    listeners: Vec<Arc<dyn Listener>>,
}

struct Link<P> {
    provider: P,
    guard: Retry,
}

/// What a provider answered, and which one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Served<T> {
    /// The name of its circuit.
    pub provider: Arc<str>,
    /// The answer.
    pub answer: T,
}

/// Why no provider did it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Exhausted<E> {
    /// The request itself is refused; trying again does not help.
    #[error("refused by {provider}")]
    Refused {
        /// By whom.
        provider: Arc<str>,
        /// What they said.
        #[source]
        error: E,
    },
    /// Nobody could do it now; later somebody may.
    #[error("no provider is available ({} were asked)", attempts.len())]
    Unavailable {
        /// Whom we asked, and why they did not.
        attempts: Vec<(Arc<str>, CallError<E>)>,
    },
}

impl<P> Chain<P> {
    /// No provider yet.
    pub fn new(service: impl Into<Arc<str>>, clock: Arc<dyn Clock>) -> Self {
        Self { service: service.into(), links: Vec::new(), clock, listeners: Vec::new() }
    }

    /// Asks this one after those before.
    #[must_use]
    pub fn then(mut self, provider: P, guard: Retry) -> Self {
        self.links.push(Link { provider, guard });
        self
    }

    /// Tells it when one provider stands in for another.
    #[must_use]
    pub fn with_listener(mut self, listener: Arc<dyn Listener>) -> Self {
        self.listeners.push(listener);
        self
    }

    /// The circuits of the providers, in their order.
    pub fn circuits(&self) -> impl Iterator<Item = &Circuit> {
        self.links.iter().map(|link| link.guard.circuit())
    }

    /// Makes a call that must not be made twice with one provider.
    ///
    /// When a provider did not answer in time, the next one is asked all the same: what is done must bear to be done
    /// by two providers, as a message with the same code does.
    ///
    /// # Errors
    ///
    /// When the request is refused, or when no provider can do it.
    pub async fn once<'a, T, E, F>(
        &'a self,
        call: impl Fn(&'a P) -> F,
    ) -> Result<Served<T>, Exhausted<E>>
    where
        E: Classify,
        F: Future<Output = Result<T, E>>,
    {
        self.once_before(DateTime::<Utc>::MAX_UTC, call).await
    }

    /// The same with something that is worthless from `deadline` on: no provider is asked then. Whoever knows how much
    /// time is left ends the call that is under way.
    ///
    /// # Errors
    ///
    /// When the request is refused, or when no provider can do it in time.
    pub async fn once_before<'a, T, E, F>(
        &'a self,
        deadline: DateTime<Utc>,
        call: impl Fn(&'a P) -> F,
    ) -> Result<Served<T>, Exhausted<E>>
    where
        E: Classify,
        F: Future<Output = Result<T, E>>,
    {
        let mut attempts = Vec::with_capacity(self.links.len());
        for link in &self.links {
            if self.clock.now() >= deadline {
                break;
            }
            self.tell(&attempts, link);
            let result = link.guard.once(async { call(&link.provider).await }).await;
            if let Some(end) = link.judge(result, &mut attempts) {
                return end;
            }
        }
        Err(Exhausted::Unavailable { attempts })
    }

    /// Makes a call, and makes it again with the same provider if that may help, before the next one is asked.
    ///
    /// # Errors
    ///
    /// When the request is refused, or when no provider can do it.
    pub async fn repeat<'a, T, E, F>(
        &'a self,
        repeatable: Repeatable<'_>,
        call: impl Fn(&'a P) -> F,
    ) -> Result<Served<T>, Exhausted<E>>
    where
        E: Classify,
        F: Future<Output = Result<T, E>>,
    {
        let mut attempts = Vec::with_capacity(self.links.len());
        for link in &self.links {
            self.tell(&attempts, link);
            let result = link.guard.repeat(repeatable, || call(&link.provider)).await;
            if let Some(end) = link.judge(result, &mut attempts) {
                return end;
            }
        }
        Err(Exhausted::Unavailable { attempts })
    }

    fn tell<E>(&self, attempts: &[(Arc<str>, CallError<E>)], link: &Link<P>) {
        let Some((from, _)) = attempts.last() else {
            return;
        };
        let to = Arc::clone(link.guard.circuit().service());
        let kind = EventKind::FellBack { from: Arc::clone(from), to };
        let event = Event { service: Arc::clone(&self.service), at: self.clock.now(), kind };
        tracing::warn!(service = %event.service, event = ?event.kind, "fallback");
        for listener in &self.listeners {
            listener.hear(&event);
        }
        link.guard.circuit().tell(&event);
    }
}

impl<P> Link<P> {
    /// The end of the chain, unless the next provider is to be asked.
    fn judge<T, E: Classify>(
        &self,
        result: Result<T, CallError<E>>,
        attempts: &mut Vec<(Arc<str>, CallError<E>)>,
    ) -> Option<Result<Served<T>, Exhausted<E>>> {
        let provider = Arc::clone(self.guard.circuit().service());
        match result {
            Ok(answer) => Some(Ok(Served { provider, answer })),
            Err(CallError::Failed(error)) if error.fault() == Fault::Caller => {
                Some(Err(Exhausted::Refused { provider, error }))
            }
            Err(error) => {
                attempts.push((provider, error));
                None
            }
        }
    }
}

impl<P> fmt::Debug for Chain<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let circuits: Vec<&Circuit> = self.circuits().collect();
        f.debug_struct("Chain")
            .field("service", &self.service)
            .field("circuits", &circuits)
            .finish_non_exhaustive()
    }
}
