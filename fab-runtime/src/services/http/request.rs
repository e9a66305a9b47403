//! What is a provider asked?

use std::fmt::{self, Write as _};

use http_body_util::Full;
use hyper::Method;
use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use crate::services::http::{HttpError, Url};

/// One request. It prints without headers and body, which hold secrets.
#[derive(Clone)]
pub struct Request {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Bytes,
}

impl Request {
    /// Asks for what is there.
    ///
    /// # Errors
    ///
    /// When the address is none.
    pub fn get(url: &str) -> Result<Self, HttpError> {
        Ok(Self::new(Method::GET, url.try_into()?, Bytes::new()))
    }

    /// Sends the fields of a form.
    ///
    /// # Errors
    ///
    /// When the address is none.
    pub fn post_form(url: &str, fields: &[(&str, &str)]) -> Result<Self, HttpError> {
        let request = Self::new(Method::POST, url.try_into()?, form(fields).into());
        request.header("content-type", "application/x-www-form-urlencoded")
    }

    /// Sends a body of that type.
    ///
    /// # Errors
    ///
    /// When the address is none, or a header cannot hold the type.
    pub fn post(
        url: &str,
        content_type: &str,
        body: impl Into<Vec<u8>>,
    ) -> Result<Self, HttpError> {
        let body: Vec<u8> = body.into();
        Self::new(Method::POST, url.try_into()?, body.into()).header("content-type", content_type)
    }

    fn new(method: Method, url: Url, body: Bytes) -> Self {
        Self { method, url, headers: HeaderMap::new(), body }
    }

    /// With a header, in place of one of the same name.
    ///
    /// # Errors
    ///
    /// When a header cannot hold it, such as a line break.
    pub fn header(mut self, name: &str, value: &str) -> Result<Self, HttpError> {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| HttpError::Request)?;
        let mut value = HeaderValue::from_str(value).map_err(|_| HttpError::Request)?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(self)
    }

    /// Where it goes.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// What is sent with it; empty for nothing.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// As it goes over the wire: everything a server needs, and nothing about this program.
    pub(super) fn into_wire(self) -> Result<hyper::Request<Full<Bytes>>, HttpError> {
        let mut wire = hyper::Request::builder()
            .method(self.method)
            .uri(self.url.target())
            .body(Full::new(self.body))
            .map_err(|_| HttpError::Request)?;
        *wire.headers_mut() = self.headers;
        for (name, value) in [
            ("host", self.url.authority().as_str()),
            ("connection", "close"),
            ("accept-encoding", "identity"),
            ("user-agent", "fab"),
        ] {
            let value = HeaderValue::from_str(value).map_err(|_| HttpError::Request)?;
            wire.headers_mut().insert(HeaderName::from_static(name), value);
        }
        Ok(wire)
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// The fields of a form: everything but letters, digits and four signs is written as `%` and two digits.
fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a text does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}
