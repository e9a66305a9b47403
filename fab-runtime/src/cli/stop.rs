//! When should the server stop? On Ctrl-C, and when the system says so.

/// Done when the process is asked to stop.
pub(crate) async fn signal() {
    tokio::select! {
        () = interrupt() => {}
        () = terminate::signal() => {}
    }
}

/// Ctrl-C; never, where the system has no such thing.
async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
mod terminate {
    use tokio::signal::unix::{SignalKind, signal as listen};

    /// SIGTERM, as service managers and containers send it.
    pub(super) async fn signal() {
        match listen(SignalKind::terminate()) {
            Ok(mut signals) => {
                signals.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    }
}

#[cfg(not(unix))]
mod terminate {
    /// There is no such signal here.
    pub(super) async fn signal() {
        std::future::pending::<()>().await;
    }
}
