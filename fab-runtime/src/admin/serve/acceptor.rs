//! How many connections are open at once? As many as there are permits.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use poem::http::uri::Scheme;
use poem::listener::{Acceptor, TcpAcceptor};
use poem::web::{LocalAddr, RemoteAddr};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::admin::serve::stream::{Deadlines, GuardedStream};

/// After a refusal by the system (too many open files), wait this long before the next try.
const PAUSE: Duration = Duration::from_millis(100);

/// Poem's acceptor, with a cap on connections and deadlines on each of them.
pub(crate) struct GuardedAcceptor {
    inner: TcpAcceptor,
    permits: Arc<Semaphore>,
    deadlines: Deadlines,
}

impl GuardedAcceptor {
    pub(crate) fn new(
        listener: TcpListener,
        connections: usize,
        deadlines: Deadlines,
    ) -> io::Result<Self> {
        let inner = TcpAcceptor::from_tokio(listener)?;
        Ok(Self { inner, permits: Arc::new(Semaphore::new(connections)), deadlines })
    }
}

impl Acceptor for GuardedAcceptor {
    type Io = GuardedStream<TcpStream>;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.inner.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(io::Error::other)?;
        loop {
            match self.inner.accept().await {
                Ok((stream, local, remote, scheme)) => {
                    // Small answers must not wait for the peer's acknowledgement.
                    stream.set_nodelay(true)?;
                    let stream = GuardedStream::new(stream, self.deadlines, Some(permit));
                    return Ok((stream, local, remote, scheme));
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }
}
