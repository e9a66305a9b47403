//! How does a provider behave that is asked over HTTP? As the test tells it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::listener::Listening;
use crate::tls::acceptor;

/// What a provider does with a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Answers: status, further headers (each with its line end), body.
    Answer(u16, &'static str, String),
    /// Writes this and closes the connection.
    Raw(Vec<u8>),
    /// Reads, and does nothing more.
    Silence,
    /// Sends a body that never ends.
    Endless,
}

/// A request as it arrived.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Method and target.
    pub line: String,
    /// Lines, in small letters up to the colon.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Asked {
    /// The header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

/// A provider on this machine.
#[derive(Debug)]
pub struct Provider {
    listening: Listening,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Provider {
    /// One that speaks plain HTTP.
    pub async fn plain(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(reply, false).await
    }

    /// One that speaks TLS.
    pub async fn tls(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(reply, true).await
    }

    async fn start(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static, tls: bool) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (reply, seen) = (Arc::new(reply), Arc::clone(&asked));
        let listening = Listening::start(move |stream| {
            let (reply, seen) = (Arc::clone(&reply), Arc::clone(&seen));
            async move {
                if !tls {
                    let _ = serve(stream, &*reply, &seen).await;
                } else if let Ok(stream) = acceptor().accept(stream).await {
                    let _ = serve(stream, &*reply, &seen).await;
                }
            }
        });
        Self { listening: listening.await, asked }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.listening.address
    }

    /// What it was asked, in order.
    ///
    /// # Panics
    ///
    /// When another test did, holding this.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    reply: &(impl Fn(&Asked) -> Reply + Sync),
    seen: &Mutex<Vec<Asked>>,
) -> std::io::Result<()> {
    let Some(asked) = read(&mut stream).await? else { return Ok(()) };
    let reply = reply(&asked);
    seen.lock().unwrap().push(asked);
    match reply {
        Reply::Answer(status, headers, body) => {
            let length = body.len();
            let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\n{headers}\r\n");
            stream.write_all(format!("{head}{body}").as_bytes()).await?;
        }
        Reply::Raw(bytes) => stream.write_all(&bytes).await?,
        Reply::Silence => std::future::pending().await,
        Reply::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await?;
            let chunk = format!("1000\r\n{}\r\n", "x".repeat(4096));
            loop {
                stream.write_all(chunk.as_bytes()).await?;
            }
        }
    }
    stream.shutdown().await
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> std::io::Result<Option<Asked>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n").map(str::to_owned);
    let line = lines.next().unwrap_or_default();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": ").map(|(a, b)| (a.to_lowercase(), b.to_owned())))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    while bytes.len() < end + 4 + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
    let body = String::from_utf8_lossy(&bytes[end + 4..end + 4 + length]).into_owned();
    Ok(Some(Asked { line, headers, body }))
}
