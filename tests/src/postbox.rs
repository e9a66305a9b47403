//! How does a mail server behave? As a good one, but for what the test tells it to do at which command.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::listener::Listening;
use crate::tls::acceptor;

/// How a mail server speaks TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Privacy {
    /// Not at all.
    #[default]
    None,
    /// From the first byte on.
    Implicit,
    /// After `STARTTLS`.
    StartTls,
}

/// What a mail server does instead of saying yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// Answers with this line.
    Say(&'static str),
    /// Does not answer.
    Hang,
    /// Takes the message, and does not say so: at `END`.
    TakeAndHang,
    /// Closes the connection.
    HangUp,
}

/// A message as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// From whom, as the envelope says.
    pub from: String,
    /// To whom, as the envelope says.
    pub to: Vec<String>,
    /// The message, with dots taken back.
    pub data: String,
}

#[derive(Debug, Default)]
struct Shared {
    instead: Mutex<BTreeMap<&'static str, Instead>>,
    received: Mutex<Vec<Received>>,
    logins: Mutex<Vec<String>>,
    connections: AtomicUsize,
    hanging: Notify,
}

/// A mail server on this machine.
#[derive(Debug)]
pub struct Postbox {
    listening: Listening,
    shared: Arc<Shared>,
}

impl Postbox {
    /// A good one.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub async fn start(privacy: Privacy) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), privacy)
    }

    /// A good one, on a port that is held already.
    pub fn on(listener: TcpListener, privacy: Privacy) -> Self {
        let shared = Arc::new(Shared::default());
        let inside = Arc::clone(&shared);
        let listening = Listening::on(listener, move |stream| {
            let shared = Arc::clone(&inside);
            shared.connections.fetch_add(1, Ordering::SeqCst);
            async move {
                let _ = welcome(stream, privacy, &shared).await;
            }
        });
        Self { listening, shared }
    }

    /// From now on, does this at that command (`GREETING`, `EHLO`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `END`).
    ///
    /// # Panics
    ///
    /// When another test did, holding this.
    pub fn at(&self, command: &'static str, instead: Instead) {
        self.shared.instead.lock().unwrap().insert(command, instead);
    }

    /// From now on, behaves again.
    ///
    /// # Panics
    ///
    /// When another test did, holding this.
    pub fn behave(&self) {
        self.shared.instead.lock().unwrap().clear();
    }

    /// Waits until it hangs where it was told to.
    pub async fn hangs(&self) {
        self.shared.hanging.notified().await;
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.listening.address
    }

    /// What arrived.
    ///
    /// # Panics
    ///
    /// When another test did, holding this.
    pub fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    /// What was said to log in, still encoded.
    ///
    /// # Panics
    ///
    /// When another test did, holding this.
    pub fn logins(&self) -> Vec<String> {
        self.shared.logins.lock().unwrap().clone()
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

struct Session<'a> {
    stream: BufReader<Box<dyn Stream>>,
    shared: &'a Shared,
    offers_tls: bool,
}

async fn welcome(stream: TcpStream, privacy: Privacy, shared: &Shared) -> std::io::Result<()> {
    let stream: Box<dyn Stream> = match privacy {
        Privacy::Implicit => Box::new(acceptor().accept(stream).await?),
        Privacy::None | Privacy::StartTls => Box::new(stream),
    };
    let offers_tls = privacy == Privacy::StartTls;
    let mut session = Session { stream: BufReader::new(stream), shared, offers_tls };
    if session.say("GREETING", "220 postbox.test").await? { session.talk().await } else { Ok(()) }
}

impl Session<'_> {
    /// Says `line`, or does what the test wants instead; whether the conversation goes on with success.
    async fn say(&mut self, command: &str, line: &str) -> std::io::Result<bool> {
        let instead = self.shared.instead.lock().unwrap().get(command).copied();
        let (line, good) = match instead {
            None => (line, true),
            Some(Instead::Say(line)) => (line, false),
            Some(Instead::Hang | Instead::TakeAndHang) => {
                self.shared.hanging.notify_one();
                std::future::pending().await
            }
            Some(Instead::HangUp) => return Err(std::io::ErrorKind::ConnectionAborted.into()),
        };
        self.stream.write_all(format!("{line}\r\n").as_bytes()).await?;
        self.stream.flush().await?;
        Ok(good)
    }

    async fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn talk(mut self) -> std::io::Result<()> {
        let mut mail = Received { from: String::new(), to: Vec::new(), data: String::new() };
        loop {
            let line = self.line().await?;
            let command = line.get(..4).unwrap_or_default().to_uppercase();
            match command.as_str() {
                "EHLO" => {
                    let tls = if self.offers_tls { "250-STARTTLS\r\n" } else { "" };
                    let hello =
                        format!("250-postbox.test\r\n{tls}250-AUTH PLAIN LOGIN\r\n250 8BITMIME");
                    self.say("EHLO", &hello).await?;
                }
                "STAR" => {
                    self.say("STARTTLS", "220 go").await?;
                    let stream = acceptor().accept(self.stream.into_inner()).await?;
                    self.stream = BufReader::new(Box::new(stream));
                    self.offers_tls = false;
                }
                "AUTH" => {
                    self.shared.logins.lock().unwrap().push(line);
                    self.say("AUTH", "235 welcome").await?;
                }
                "MAIL" => {
                    mail = Received { from: line, to: Vec::new(), data: String::new() };
                    self.say("MAIL", "250 ok").await?;
                }
                "RCPT" => {
                    if self.say("RCPT", "250 ok").await? {
                        mail.to.push(line);
                    }
                }
                "DATA" => {
                    if self.say("DATA", "354 go on").await? {
                        mail.data = self.data().await?;
                        let end = self.shared.instead.lock().unwrap().get("END").copied();
                        if end == Some(Instead::TakeAndHang) {
                            self.shared.received.lock().unwrap().push(mail.clone());
                        }
                        if self.say("END", "250 queued as 4711").await? {
                            self.shared.received.lock().unwrap().push(mail.clone());
                        }
                    }
                }
                "QUIT" => {
                    self.say("QUIT", "221 bye").await?;
                    return Ok(());
                }
                _ => {
                    self.say(&command, "250 ok").await?;
                }
            }
        }
    }

    async fn data(&mut self) -> std::io::Result<String> {
        let mut data = String::new();
        loop {
            let line = self.line().await?;
            if line == "." {
                return Ok(data);
            }
            data.push_str(line.strip_prefix('.').unwrap_or(&line));
            data.push('\n');
        }
    }
}
