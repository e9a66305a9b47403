//! What does a network do on a bad day? A proxy that is slow, deaf, rude or short of breath, when told to.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::listener::Listening;

/// What happens to connections from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// Nothing.
    Fair,
    /// Everything arrives later.
    Latency(Duration),
    /// Connections are cut off with a reset.
    Reset,
    /// Connections are taken, and nothing ever comes back.
    BlackHole,
    /// Answers come a byte at a time, with this pause after each.
    Drip(Duration),
    /// The connection ends after so many bytes of the answer.
    CutAfter(usize),
}

/// A proxy before a server.
#[derive(Debug)]
pub struct Proxy {
    listening: Listening,
    weather: Arc<Mutex<Weather>>,
    connections: Arc<AtomicUsize>,
}

impl Proxy {
    /// A proxy before `target`, in fair weather.
    ///
    /// # Panics
    ///
    /// When there is no free port.
    pub async fn before(target: SocketAddr) -> Self {
        let weather = Arc::new(Mutex::new(Weather::Fair));
        let connections = Arc::new(AtomicUsize::new(0));
        let (sky, count) = (Arc::clone(&weather), Arc::clone(&connections));
        let listening = Listening::start(move |stream| {
            count.fetch_add(1, Ordering::SeqCst);
            let weather = *sky.lock().unwrap();
            async move {
                // A connection that breaks is what this is about.
                let _ = pass(stream, target, weather).await;
            }
        });
        Self { listening: listening.await, weather, connections }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.listening.address
    }

    /// Changes what happens to the connections that come from now on.
    ///
    /// # Panics
    ///
    /// When another test did, holding this.
    pub fn set(&self, weather: Weather) {
        *self.weather.lock().unwrap() = weather;
    }

    /// How many connections there were.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

async fn pass(mut near: TcpStream, target: SocketAddr, weather: Weather) -> std::io::Result<()> {
    match weather {
        Weather::Reset => {
            let mut byte = [0];
            let _ = near.read(&mut byte).await?;
            near.set_zero_linger()?;
            return Ok(());
        }
        Weather::BlackHole => std::future::pending().await,
        _ => {}
    }
    let far = TcpStream::connect(target).await?;
    far.set_nodelay(true)?;
    near.set_nodelay(true)?;
    let (mut from_near, mut to_near) = near.into_split();
    let (mut from_far, mut to_far) = far.into_split();
    let there = tokio::spawn(async move { tokio::io::copy(&mut from_near, &mut to_far).await });
    let mut left = if let Weather::CutAfter(bytes) = weather { bytes } else { usize::MAX };
    let mut buffer = vec![0; if matches!(weather, Weather::Drip(_)) { 1 } else { 4096 }];
    loop {
        let count = from_far.read(&mut buffer).await?.min(left);
        if count == 0 {
            break;
        }
        if let Weather::Latency(pause) | Weather::Drip(pause) = weather {
            tokio::time::sleep(pause).await;
        }
        to_near.write_all(&buffer[..count]).await?;
        left -= count;
    }
    there.abort();
    Ok(())
}
