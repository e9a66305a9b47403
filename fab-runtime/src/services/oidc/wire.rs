//! How do the requests of the protocol go over our client? One by one, with the headers that they carry.

use std::pin::Pin;

use openidconnect::http::{Method, Response, header};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

use crate::services::http::{Client, HttpError, Request};

/// Our client, as the protocol wants one.
pub(super) struct Wire<'a>(pub(super) &'a Client);

impl Wire<'_> {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let (head, body) = request.into_parts();
        let url = head.uri.to_string();
        let text = |name| {
            head.headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok())
        };
        let mut wire = if head.method == Method::POST {
            let kind = text(header::CONTENT_TYPE).unwrap_or("application/x-www-form-urlencoded");
            Request::post(&url, kind, body)?
        } else {
            Request::get(&url)?
        };
        for name in [header::ACCEPT, header::AUTHORIZATION] {
            if let Some(value) = text(name.clone()) {
                wire = wire.header(name.as_str(), value)?;
            }
        }
        let answer = self.0.send(wire).await?;
        let mut response = Response::builder().status(answer.status());
        if let Some(kind) = answer.header("content-type") {
            response = response.header(header::CONTENT_TYPE, kind);
        }
        response.body(answer.body().to_vec()).map_err(|_| HttpError::Request)
    }
}

impl<'c> AsyncHttpClient<'c> for Wire<'_> {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
