//! Which browsers does somebody trust, and how are they asked for a code again?

use crate::admin::context::Context;
use crate::admin::cookie::{self, Keep};
use crate::admin::fail::Fail;
use crate::models::ActorId;
use crate::security::{By, TrustedDevice};

/// Those of the owner of the session.
pub(crate) async fn of(context: &Context<'_>) -> Result<Vec<TrustedDevice>, Fail> {
    let user = owner(context)?;
    Ok(context.site.security.trusted_devices(user).await?)
}

/// Withdraws one. That takes no fresh proof: it only makes the account safer.
pub(crate) async fn distrust(context: &mut Context<'_>, device: &str) -> Result<(), Fail> {
    let here = here(context).await?;
    let (security, by) = (&context.site.security, By::Session(context.session()?));
    security.distrust(owner(context)?, device, by).await?;
    if here.as_deref() == Some(device) {
        context.set_cookie(cookie::DEVICE, "", Keep::Gone);
    }
    Ok(())
}

/// Withdraws all.
pub(crate) async fn distrust_all(context: &mut Context<'_>) -> Result<(), Fail> {
    let here = here(context).await?;
    let (security, by) = (&context.site.security, By::Session(context.session()?));
    security.distrust_all(owner(context)?, by).await?;
    if here.is_some() {
        context.set_cookie(cookie::DEVICE, "", Keep::Gone);
    }
    Ok(())
}

fn owner(context: &Context<'_>) -> Result<ActorId, Fail> {
    context.session()?.user().ok_or(Fail::SignIn)
}

/// The name of the browser that asks, if its owner is the one who trusts it.
async fn here(context: &Context<'_>) -> Result<Option<String>, Fail> {
    let Some(token) = context.cookie(cookie::DEVICE) else { return Ok(None) };
    let mut all = of(context).await?.into_iter();
    Ok(all.find(|device| device.keeps(token)).map(|device| device.id))
}
