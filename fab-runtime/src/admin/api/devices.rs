//! Which devices does a program find that are not asked for a code, and how does it withdraw them?

use poem::Response;
use poem::http::StatusCode;
use serde_json::{Value, json};

use crate::admin::answer::json;
use crate::admin::api::answers::time;
use crate::admin::context::Context;
use crate::admin::cookie;
use crate::admin::device::device;
use crate::admin::fail::Fail;
use crate::admin::views::factors::devices;
use crate::security::TrustedDevice;

/// Those of the owner of the session.
pub(super) async fn list(context: &Context<'_>) -> Result<Response, Fail> {
    let token = context.cookie(cookie::DEVICE).unwrap_or_default();
    let line = |found: TrustedDevice| {
        json!({
            "current": found.keeps(token),
            "name": device(found.client.user_agent.as_deref().unwrap_or_default()),
            "address": found.client.address.map(|address| address.to_string()),
            "created_at": time(found.created_at),
            "used_at": time(found.used_at),
            "expires_at": time(found.expires_at),
            "id": found.id,
        })
    };
    let devices: Vec<Value> = devices::of(context).await?.into_iter().map(line).collect();
    let seconds = context.site.security.device_life().map(|life| life.as_secs());
    Ok(json(StatusCode::OK, &json!({ "devices": devices, "trust_seconds": seconds })))
}

/// Withdraws the one that the address names, and tells what is left.
pub(super) async fn distrust(context: &mut Context<'_>) -> Result<Response, Fail> {
    let id = context.params.get("id").to_owned();
    devices::distrust(context, &id).await?;
    list(context).await
}

/// Withdraws all of them.
pub(super) async fn distrust_all(context: &mut Context<'_>) -> Result<Response, Fail> {
    devices::distrust_all(context).await?;
    list(context).await
}
