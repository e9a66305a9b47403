//! What serves the pages? The site: everything that a request may need, and the way in.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use poem::{Endpoint, Request, Response, Server};
use tokio::net::TcpListener;

use crate::admin::metrics::Requests;
use crate::admin::options::SiteOptions;
use crate::admin::outermost;
use crate::admin::pages::Pages;
use crate::admin::rate_board::RateBoard;
use crate::admin::registry::Registry;
use crate::admin::route_list::{self, RouteInfo};
use crate::admin::serve::{Deadlines, GuardedAcceptor};
use crate::db::Store;
use crate::error::{Error, ErrorKind, Result};
use crate::security::Security;

/// An admin site: a Poem endpoint that knows its models, its database and its people. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Site(Arc<Parts>);

/// What every request may need.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) name: String,
    pub(crate) registry: Registry,
    pub(crate) store: Store,
    pub(crate) security: Security,
    pub(crate) pages: Pages,
    pub(crate) options: SiteOptions,
    /// What was asked so far.
    pub(crate) requests: Requests,
    /// What currencies are worth.
    pub(crate) rates: RateBoard,
    stopping: AtomicBool,
}

impl Parts {
    /// Whether the site is about to go away, so that no balancer should send more.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

impl Site {
    pub(crate) fn new(
        name: &str,
        registry: Registry,
        security: Security,
        options: SiteOptions,
        rates: RateBoard,
    ) -> Result<Self> {
        let pages = Pages::new(options.templates.as_deref())?;
        let stopping = AtomicBool::new(false);
        let requests = Requests::default();
        let (name, store) = (name.to_owned(), security.store().clone());
        Ok(Self(Arc::new(Parts {
            name,
            registry,
            store,
            security,
            pages,
            options,
            requests,
            rates,
            stopping,
        })))
    }

    /// Serves until `shutdown` is done, then lets open requests finish.
    ///
    /// # Errors
    ///
    /// When the listener fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()> + Send,
    ) -> Result<()> {
        let failed = |error| Error::new(ErrorKind::Server, "cannot serve").with_source(error);
        let limits = &self.0.options.limits;
        let deadlines = Deadlines {
            head: limits.head_timeout,
            idle: limits.idle_timeout,
            write: limits.write_timeout,
        };
        let acceptor =
            GuardedAcceptor::new(listener, limits.connections, deadlines).map_err(failed)?;
        let (parts, patience) = (Arc::clone(&self.0), limits.shutdown_timeout);
        let watched = Arc::clone(&self.0);
        let shutdown = async move {
            shutdown.await;
            parts.stopping.store(true, Ordering::Relaxed);
        };
        let serving = Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(
            self,
            shutdown,
            Some(patience),
        );
        tokio::select! {
            served = serving => served.map_err(failed),
            () = watched.rates.keep(&watched.store) => Ok(()),
            () = watched.security.record_services() => Ok(()),
        }
    }

    /// Every address, with what it needs; addresses of models once for each model.
    pub fn routes(&self) -> Vec<RouteInfo> {
        route_list::listed(&self.0.registry)
    }
}

impl Endpoint for Site {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        Ok(outermost::answer(&self.0, request).await)
    }
}
