//! Is the site alive, and can it work? For balancers and supervisors, without a session.

use poem::Response;
use poem::http::StatusCode;

use crate::admin::answer;
use crate::admin::context::Context;

/// The process answers.
pub(crate) fn alive() -> Response {
    answer::plain(StatusCode::OK, "ok\n")
}

/// The database answers too, and the site is not about to stop.
pub(crate) async fn ready(context: &Context<'_>) -> Response {
    if context.site.is_stopping() {
        return answer::plain(StatusCode::SERVICE_UNAVAILABLE, "not ready\n");
    }
    match context.site.store.db().ping().await {
        Ok(()) => answer::plain(StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "the database does not answer");
            answer::plain(StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
