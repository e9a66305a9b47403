//! What stands in the body of a program? One flat object; its members are read like the controls of a form.

use poem::Body;
use poem::http::HeaderMap;
use serde_json::Value;

use crate::admin::body::read_bytes;
use crate::admin::fail::Fail;
use crate::admin::pairs::Pairs;

const JSON: &str = "application/json";

/// The member that holds what a device says of a passkey: as an object, or as the text of one.
pub(super) const CREDENTIAL: &str = "credential";

/// Reads a JSON object of at most `limit` bytes: texts, numbers, truths; no lists and no objects in it but a credential,
/// which is read as its text. No body at all is an empty one.
pub(crate) async fn read_json(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
) -> Result<Pairs, Fail> {
    let bytes = read_bytes(headers, body, limit, JSON).await?;
    let document: Value = serde_json::from_slice(&bytes).map_err(|_| Fail::Malformed)?;
    let Value::Object(members) = document else { return Err(Fail::Malformed) };
    let mut pairs = Vec::new();
    for (name, value) in members {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text,
            Value::Bool(truth) => truth.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Object(_) if name == CREDENTIAL => value.to_string(),
            Value::Array(_) | Value::Object(_) => return Err(Fail::Malformed),
        };
        pairs.push((name, text));
    }
    Ok(Pairs::of(pairs))
}

#[cfg(test)]
mod tests {
    use poem::http::{HeaderValue, header};

    use super::*;

    async fn read(kind: &'static str, body: &'static str) -> Result<Pairs, u16> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        read_json(&headers, Body::from(body), 64).await.map_err(|fail| fail.status().as_u16())
    }

    #[tokio::test]
    async fn a_flat_object_is_read_like_a_form() {
        let body = r#"{"code": "123 456", "factor": 7, "saved": true, "none": null}"#;
        let pairs = read("application/json; charset=utf-8", body).await.unwrap();
        assert_eq!((pairs.text("code"), pairs.text("factor")), ("123 456", "7"));
        assert_eq!((pairs.text("saved"), pairs.get("none")), ("true", None));
    }

    #[tokio::test]
    async fn a_credential_is_an_object_or_its_text() {
        for body in [r#"{"credential": {"id": "x"}}"#, r#"{"credential": "{\"id\":\"x\"}"}"#] {
            assert_eq!(read(JSON, body).await.unwrap().text("credential"), r#"{"id":"x"}"#);
        }
    }

    #[tokio::test]
    async fn anything_else_is_refused() {
        for body in ["", "[]", "{", "7", r#"{"a": {}}"#, r#"{"a": ["b"]}"#, r#"{"credential": []}"#]
        {
            assert_eq!(read(JSON, body).await, Err(400), "{body}");
        }
        assert_eq!(read("text/plain", "{}").await, Err(415));
        assert_eq!(
            read(
                JSON,
                "{\"a\": \"0123456789012345678901234567890123456789012345678901234567890123\"}"
            )
            .await,
            Err(413)
        );
    }
}
