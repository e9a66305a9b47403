//! How is one request made? Within its time, up to its size, and to nobody but those who were named.

use std::fmt;

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;

use crate::services::http::connection::{connect, tls};
use crate::services::http::{ClientSettings, HttpError, Request, Response};

/// More headers than this are no answer.
const HEADER_BYTES: usize = 64 << 10;

/// Asks providers over HTTP.
#[derive(Clone)]
pub struct Client {
    settings: ClientSettings,
    tls: TlsConnector,
}

impl Client {
    /// A client that may do what the settings say.
    ///
    /// # Errors
    ///
    /// When the certificates of the settings cannot be read.
    pub fn new(settings: ClientSettings) -> Result<Self, HttpError> {
        let tls = tls(&settings.roots)?;
        Ok(Self { settings, tls })
    }

    /// Makes a request. Any status is an answer, but for redirections.
    ///
    /// Dropping the future closes the connection.
    ///
    /// # Errors
    ///
    /// When the host may not be asked, or gives no answer in time that can be read.
    pub async fn send(&self, request: Request) -> Result<Response, HttpError> {
        self.settings.check(request.url())?;
        let (host, limit) = (request.url().host().to_owned(), self.settings.deadline);
        match tokio::time::timeout(limit, self.exchange(request, &host)).await {
            Ok(result) => result,
            Err(_) => Err(HttpError::Deadline { host, limit }),
        }
    }

    async fn exchange(&self, request: Request, host: &str) -> Result<Response, HttpError> {
        let limit = self.settings.connect_deadline;
        let connecting = connect(request.url(), &self.settings, &self.tls);
        let stream = match tokio::time::timeout(limit, connecting).await {
            Ok(stream) => stream?,
            Err(_) => return Err(HttpError::Deadline { host: host.to_owned(), limit }),
        };
        let broken = |source| HttpError::Protocol { host: host.to_owned(), source: Some(source) };
        let mut builder = http1::Builder::new();
        builder.max_buf_size(HEADER_BYTES).max_headers(100);
        let (mut sender, connection) =
            builder.handshake(TokioIo::new(stream)).await.map_err(broken)?;
        let _driver = Driver(tokio::spawn(async move {
            // Its error reaches the request as well.
            let _ = connection.await;
        }));
        let answer = sender.send_request(request.into_wire()?).await.map_err(broken)?;
        self.read(answer, host).await
    }

    async fn read(
        &self,
        answer: hyper::Response<Incoming>,
        host: &str,
    ) -> Result<Response, HttpError> {
        let (head, body) = answer.into_parts();
        let status = head.status.as_u16();
        if head.status.is_redirection() {
            return Err(HttpError::Redirected { host: host.to_owned(), status });
        }
        if head.headers.get("content-encoding").is_some_and(|coding| coding != "identity") {
            return Err(HttpError::Protocol { host: host.to_owned(), source: None });
        }
        let limit = self.settings.largest_answer;
        let body = Limited::new(body, limit).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                return HttpError::TooLarge { host: host.to_owned(), limit };
            }
            let source = error.downcast::<hyper::Error>().ok().map(|error| *error);
            HttpError::Protocol { host: host.to_owned(), source }
        })?;
        Ok(Response::new(status, head.headers, body.to_bytes().into()))
    }
}

/// Drives a connection for as long as its request is waited for.
struct Driver(JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("settings", &self.settings).finish_non_exhaustive()
    }
}
