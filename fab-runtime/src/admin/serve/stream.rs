//! How long may a peer take? A deadline on silence, on the head of a request, and on taking an answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, Sleep, sleep};

/// How long each step of a connection may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadlines {
    /// From the first byte of a request to the end of its head.
    pub(crate) head: Duration,
    /// Without a request: before the first one, and between two.
    pub(crate) idle: Duration,
    /// Without the peer taking a byte of the answer.
    pub(crate) write: Duration,
}

/// What is expected of the peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The first byte of a request.
    Idle,
    /// The rest of its head; so many bytes of the blank line that ends it were seen.
    Head(usize),
    /// The body, or that it waits for the answer: the request's own deadline rules.
    Exchange,
}

const END_OF_HEAD: &[u8] = b"\r\n\r\n";
/// How a peer that speaks HTTP/2 without asking begins. Its frames have no head that could be timed.
const HTTP2_PREFACE: &[u8] = b"PRI ";
/// An interim answer asks for the body; it ends nothing.
const INTERIM: &[u8] = b"HTTP/1.1 100";

/// A stream that breaks when its peer is too slow.
#[derive(Debug)]
pub(crate) struct GuardedStream<S> {
    inner: S,
    deadlines: Deadlines,
    phase: Phase,
    read_timer: Pin<Box<Sleep>>,
    write_timer: Pin<Box<Sleep>>,
    writing: bool,
    _permit: Option<OwnedSemaphorePermit>,
}

impl<S> GuardedStream<S> {
    pub(crate) fn new(
        inner: S,
        deadlines: Deadlines,
        permit: Option<OwnedSemaphorePermit>,
    ) -> Self {
        Self {
            inner,
            deadlines,
            phase: Phase::Idle,
            read_timer: Box::pin(sleep(deadlines.idle)),
            write_timer: Box::pin(sleep(deadlines.write)),
            writing: false,
            _permit: permit,
        }
    }

    /// Follows the bytes that came in.
    fn saw(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut rest = bytes;
        if self.phase == Phase::Idle {
            if rest.starts_with(HTTP2_PREFACE) {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "HTTP/2 is not spoken here",
                ));
            }
            // Blank lines before a request are no request.
            while let Some((b'\r' | b'\n', after)) = rest.split_first() {
                rest = after;
            }
            if rest.is_empty() {
                return Ok(());
            }
            self.phase = Phase::Head(0);
            self.read_timer.as_mut().reset(Instant::now() + self.deadlines.head);
        }
        if let Phase::Head(mut seen) = self.phase {
            for byte in rest {
                seen = match END_OF_HEAD.get(seen) {
                    Some(wanted) if wanted == byte => seen + 1,
                    _ => usize::from(*byte == b'\r'),
                };
                if seen == END_OF_HEAD.len() {
                    self.phase = Phase::Exchange;
                    return Ok(());
                }
            }
            self.phase = Phase::Head(seen);
        }
        Ok(())
    }

    /// Follows the bytes that went out: after an answer the next request is awaited.
    ///
    /// The timer is polled at once, because a reader that is already waiting does not ask again.
    fn sent(&mut self, cx: &mut Context<'_>, bytes: &[u8]) {
        self.writing = false;
        if bytes.is_empty() || bytes.starts_with(INTERIM) {
            return;
        }
        self.phase = Phase::Idle;
        self.read_timer.as_mut().reset(Instant::now() + self.deadlines.idle);
        let _ = self.read_timer.as_mut().poll(cx);
    }

    /// The peer does not take bytes: that too has an end.
    fn stuck<T>(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        if !self.writing {
            self.writing = true;
            self.write_timer.as_mut().reset(Instant::now() + self.deadlines.write);
        }
        match self.write_timer.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(late("the peer takes no answer"))),
            Poll::Pending => Poll::Pending,
        }
    }
}

fn late(message: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, message)
}

impl<S: AsyncRead + Unpin> AsyncRead for GuardedStream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        match Pin::new(&mut this.inner).poll_read(cx, buf) {
            Poll::Ready(Ok(())) => {
                let bytes = buf.filled().get(before..).unwrap_or_default();
                Poll::Ready(this.saw(bytes))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                if this.phase == Phase::Exchange {
                    return Poll::Pending;
                }
                match this.read_timer.as_mut().poll(cx) {
                    Poll::Ready(()) => Poll::Ready(Err(late("the peer sends no request"))),
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for GuardedStream<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.inner).poll_write(cx, buf) {
            Poll::Ready(Ok(count)) => {
                this.sent(cx, buf.get(..count).unwrap_or_default());
                Poll::Ready(Ok(count))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => this.stuck(cx),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.inner).poll_write_vectored(cx, bufs) {
            Poll::Ready(Ok(count)) => {
                let first = bufs.iter().find(|buf| !buf.is_empty());
                this.sent(cx, first.map_or(&[], |buf| &**buf));
                Poll::Ready(Ok(count))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => this.stuck(cx),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match Pin::new(&mut this.inner).poll_flush(cx) {
            Poll::Ready(result) => Poll::Ready(result),
            Poll::Pending => this.stuck(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}
