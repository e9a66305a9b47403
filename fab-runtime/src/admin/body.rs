//! How much of a request's body is taken? Counted while it streams, whatever its length claims.

use futures_util::StreamExt;
use poem::Body;
use poem::http::{HeaderMap, header};

use crate::admin::fail::Fail;
use crate::admin::pairs::Pairs;

const FORM: &str = "application/x-www-form-urlencoded";

/// Reads a posted form of at most `limit` bytes.
pub(crate) async fn read_form(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<Pairs, Fail> {
    let bytes = read_bytes(headers, body, limit, FORM).await?;
    Pairs::parse(&bytes).map_err(|_| Fail::Malformed)
}

/// Reads a posted body of that kind and of at most `limit` bytes.
pub(crate) async fn read_bytes(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    wanted: &str,
) -> Result<Vec<u8>, Fail> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit))
    {
        return Err(Fail::TooLarge);
    }
    // Compressed bodies are not inflated: no browser sends a form that way.
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if headers.contains_key(header::CONTENT_ENCODING) || !kind.eq_ignore_ascii_case(wanted) {
        return Err(Fail::Unsupported);
    }
    let mut chunks = std::pin::pin!(body.into_bytes_stream());
    let mut bytes = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Fail::Malformed)?;
        if bytes.len() + chunk.len() > limit {
            return Err(Fail::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    async fn read(kind: &'static str, body: &'static str, limit: usize) -> Result<Pairs, u16> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        read_form(&headers, Body::from(body), limit).await.map_err(|fail| fail.status().as_u16())
    }

    #[tokio::test]
    async fn a_form_is_read_up_to_its_limit() {
        let form =
            read("application/x-www-form-urlencoded; charset=utf-8", "a=1", 3).await.unwrap();
        assert_eq!(form.text("a"), "1");
        assert_eq!(read(FORM, "a=12", 3).await, Err(413));
    }

    #[tokio::test]
    async fn other_kinds_of_body_are_refused() {
        assert_eq!(read("text/plain", "a=1", 9).await, Err(415));
        assert_eq!(read("application/json", "{}", 9).await, Err(415));
        assert_eq!(read(FORM, "a=%ff", 9).await, Err(400));
    }
}
