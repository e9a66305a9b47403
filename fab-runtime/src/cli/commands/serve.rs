//! `serve`: the site is up, says where, and stops in good order.

use std::time::Duration;

use clap::Command;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::admin::{Limits, SiteOptions};
use crate::cli::context::Context;
use crate::cli::settings::Settings;
use crate::cli::{people, seed, stop};
use crate::db::Store;
use crate::error::{Error, ErrorKind, Result};
use crate::security::Security;

pub(crate) fn command() -> Command {
    Command::new("serve").about("Serves the site; what happens when no command is given")
}

pub(crate) async fn run(context: &Context) -> Result<()> {
    let security = context.security().await?;
    people::check_role(context, security.store()).await?;
    let store = security.store().clone();
    if context.is_development() && context.app.wanted_demo_rows() > 0 {
        seed::demo(context, &store).await?;
    }
    let site = context.app.site(security.clone(), options(&context.settings))?;
    let listener = TcpListener::bind(context.settings.bind).await.map_err(|error| {
        let message = format!(
            "cannot listen on {}; choose another address with --bind or FAB_BIND",
            context.settings.bind
        );
        Error::new(ErrorKind::Server, message).with_source(error)
    })?;
    greet(context, &listener, &store, &security).await?;
    let (end_post, post_ends) = oneshot::channel::<()>();
    let post = tokio::spawn({
        let security = security.clone();
        async move {
            // Also when nobody is left to say so.
            let ended = async {
                let _ = post_ends.await;
            };
            security.deliver_messages(ended).await;
        }
    });
    let stopping = async {
        stop::signal().await;
        tracing::info!("stopping: requests under way are finished first");
    };
    let served = tokio::select! {
        served = site.serve(listener, stopping) => served,
        // Whoever asks twice does not want to wait.
        () = async { stop::signal().await; stop::signal().await } => Ok(()),
        () = sweep(&security) => Ok(()),
        () = refresh_keys(&store) => Ok(()),
    };
    // What is under way is finished; the rest waits for the next start.
    drop(end_post);
    if tokio::time::timeout(POST_ENDS, post).await.is_err() {
        tracing::warn!("messages under way were left; they are sent again after their lease");
    }
    store.db().close().await;
    tracing::info!("stopped");
    served
}

/// How long messages under way may take when the server stops.
const POST_ENDS: Duration = Duration::from_secs(15);

/// How often keys are looked for that other processes made.
const KEYS: Duration = Duration::from_secs(15);

/// Reads the keys of sealed fields again and again; what was read before goes on to be used when that fails.
async fn refresh_keys(store: &Store) {
    let Some(sealer) = store.sealer() else { return std::future::pending().await };
    loop {
        tokio::time::sleep(KEYS).await;
        if let Err(error) = sealer.refresh().await {
            tracing::warn!(%error, "the keys of sealed fields could not be read again");
        }
    }
}

/// How often expired sessions, links and attempts are deleted.
const SWEEP: Duration = Duration::from_mins(10);

/// Deletes what has expired, again and again; a failure is logged, and the next round tries again.
async fn sweep(security: &Security) {
    loop {
        if let Err(error) = security.record_broken_cells().await {
            tracing::warn!(%error, "sealed cells that do not open could not be written down");
        }
        match security.sweep_expired().await {
            Ok(0) => {}
            Ok(rows) => tracing::debug!(rows, "expired sessions, links and attempts deleted"),
            Err(error) => tracing::warn!(%error, "expired sessions could not be deleted"),
        }
        tokio::time::sleep(SWEEP).await;
    }
}

fn options(settings: &Settings) -> SiteOptions {
    let limits = Limits {
        request_timeout: settings.request_timeout,
        shutdown_timeout: settings.shutdown_timeout,
        form_bytes: usize::try_from(settings.body_limit).unwrap_or(usize::MAX),
        ..Limits::default()
    };
    SiteOptions {
        base_url: settings.base_url.clone(),
        trusted_proxies: settings.trusted_proxies.clone(),
        metrics_token: settings.metrics_token.clone(),
        proxy_user_header: settings.proxy_user_header.clone(),
        limits,
        ..SiteOptions::default()
    }
}

/// Where it is, and what to do first.
async fn greet(
    context: &Context,
    listener: &TcpListener,
    store: &Store,
    security: &Security,
) -> Result<()> {
    let url = address(context, listener);
    let say = |text: &str| context.console.line(text);
    say(&format!("\n  {} is up ({})\n", context.app.name(), context.settings.mode.name()));
    say(&format!("  Address    {url}"));
    say(&format!("  Database   {}\n", context.settings.shown_database_url()));
    if let Some(link) = security.setup_link().await? {
        say("  Nobody can administer it yet. This link makes the first administrator, once:\n");
        say(&format!("  {url}/setup/{}\n", link.expose()));
    }
    if context.is_development() {
        if seed::is_all_empty(context, store).await? {
            say(&format!(
                "  `{} seed 100` puts 100 plausible rows into every table.",
                context.program
            ));
        }
        say("  Ctrl-C stops it.\n");
    }
    Ok(())
}

/// The base URL, or where the listener really is: port 0 becomes a free one.
fn address(context: &Context, listener: &TcpListener) -> String {
    let mut settings = context.settings.clone();
    if let Ok(bound) = listener.local_addr() {
        settings.bind = bound;
    }
    settings.local_url()
}
