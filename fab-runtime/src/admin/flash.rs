//! How does a message reach the page after a redirect? In a cookie that is signed for one session.

use base64ct::{Base64UrlUnpadded, Encoding};
use subtle::ConstantTimeEq;

use crate::admin::context::Context;
use crate::admin::cookie::{self, Keep};
use crate::admin::pages::view::Flash;
use crate::crypto::mac;
use crate::models::Tone;

/// The browser forgets the message after this, shown or not.
const SECONDS: u32 = 60;
/// Longer sentences are cut: a cookie holds 4 KB.
const MAX_LETTERS: usize = 400;

const TONES: &[(char, Tone)] = &[
    ('n', Tone::Neutral),
    ('i', Tone::Info),
    ('s', Tone::Success),
    ('w', Tone::Warning),
    ('d', Tone::Danger),
];

/// Shows `flash` on the next page of this session.
pub(crate) fn put(context: &mut Context<'_>, flash: &Flash) {
    let letter =
        TONES.iter().find(|(_, tone)| *tone == flash.tone).map_or('n', |(letter, _)| *letter);
    let mut text = letter.to_string();
    text.extend(flash.text.chars().take(MAX_LETTERS));
    let text = Base64UrlUnpadded::encode_string(text.as_bytes());
    let signature = Base64UrlUnpadded::encode_string(&signature(context, &text));
    context.set_cookie(cookie::FLASH, &format!("{text}.{signature}"), Keep::Seconds(SECONDS));
}

/// The message for this page, if there is one; it is shown once.
pub(crate) fn take(context: &mut Context<'_>) -> Vec<Flash> {
    let Some(cookie) = context.cookie(cookie::FLASH).map(str::to_owned) else { return Vec::new() };
    context.set_cookie(cookie::FLASH, "", Keep::Gone);
    read(context, &cookie).into_iter().collect()
}

fn read(context: &Context<'_>, cookie: &str) -> Option<Flash> {
    let (text, signature) = cookie.split_once('.')?;
    let signature = Base64UrlUnpadded::decode_vec(signature).ok()?;
    if !bool::from(signature.ct_eq(&self::signature(context, text))) {
        return None;
    }
    let text = String::from_utf8(Base64UrlUnpadded::decode_vec(text).ok()?).ok()?;
    let letter = text.chars().next()?;
    let (_, tone) = TONES.iter().find(|(found, _)| *found == letter)?;
    Some(Flash { tone: *tone, text: text.chars().skip(1).collect() })
}

/// Whoever has another session, or none, finds no message in it.
fn signature(context: &Context<'_>, text: &str) -> [u8; 32] {
    let owner = context.session.as_ref().map_or(context.visitor.as_str(), |session| session.id());
    let secret = &context.site.security.options().secret;
    mac(secret, "flash", format!("{owner}.{text}").as_bytes())
}
