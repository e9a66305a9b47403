//! How is an embedded file served? Once, then never again: its address changes with its content.

use poem::http::{HeaderMap, HeaderValue, StatusCode, header};
use poem::{Body, Response};

use crate::admin::assets;
use crate::admin::context::Context;
use crate::admin::fail::Fail;

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// The file of the address, in gzip where the browser takes it.
pub(crate) fn answer(context: &Context<'_>) -> Result<Response, Fail> {
    let asset = assets::find(context.uri.path()).ok_or(Fail::NotFound)?;
    let mut response = Response::builder().content_type(asset.content_type).finish();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, FOREVER);
    headers.insert(header::ETAG, HeaderValue::from_static(asset.etag));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if is_known(&context.headers, asset.etag) {
        response.set_status(StatusCode::NOT_MODIFIED);
        return Ok(response);
    }
    let body = match asset.gzip.filter(|_| takes_gzip(&context.headers)) {
        Some(gzip) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            gzip
        }
        None => asset.bytes,
    };
    response.set_body(Body::from(body));
    Ok(response)
}

/// Whether the browser has the file already.
fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    known.is_some_and(|known| {
        known
            .split(',')
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == etag || tag == "*")
    })
}

/// Whether `gzip` is among the accepted encodings, and not by a quality of nothing.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|part| {
        let mut parts = part.split(';').map(str::trim);
        let gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        let refused = parts
            .filter_map(|parameter| parameter.strip_prefix("q="))
            .any(|quality| quality.parse().is_ok_and(|quality: f32| quality <= 0.0));
        gzip && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gzip(accepted: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        takes_gzip(&headers)
    }

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        assert!(gzip("deflate, GZIP;q=0.5, br"));
        assert!(!gzip("deflate, gzip;q=0, br"));
        assert!(!gzip("xgzip"));
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
