//! Do slow peers lose their connection, and only they?

use std::io::ErrorKind;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

use crate::admin::serve::stream::{Deadlines, GuardedStream};

const SHORT: Duration = Duration::from_millis(40);
const LONG: Duration = Duration::from_secs(30);

fn deadlines(head: Duration, idle: Duration) -> Deadlines {
    Deadlines { head, idle, write: SHORT }
}

async fn read(stream: &mut GuardedStream<tokio::io::DuplexStream>) -> Result<usize, ErrorKind> {
    stream.read(&mut [0; 1024]).await.map_err(|error| error.kind())
}

#[tokio::test]
async fn a_peer_that_says_nothing_is_cut() {
    let (_peer, ours) = duplex(64);
    let mut stream = GuardedStream::new(ours, deadlines(LONG, SHORT), None);
    assert_eq!(read(&mut stream).await, Err(ErrorKind::TimedOut));
}

#[tokio::test]
async fn a_head_that_drips_is_cut_however_often_it_drips() {
    let (mut peer, ours) = duplex(64);
    let mut stream = GuardedStream::new(ours, deadlines(SHORT, LONG), None);
    let dripping = tokio::spawn(async move {
        while peer.write_all(b"x").await.is_ok() {
            tokio::time::sleep(SHORT / 10).await;
        }
    });
    let error = loop {
        if let Err(error) = read(&mut stream).await {
            break error;
        }
    };
    assert_eq!(error, ErrorKind::TimedOut);
    drop(stream);
    dripping.await.unwrap();
}

#[tokio::test]
async fn a_whole_head_may_wait_for_its_answer() {
    let (mut peer, ours) = duplex(64);
    let mut stream = GuardedStream::new(ours, deadlines(SHORT, SHORT), None);
    for part in [&b"\r\nGET / HTTP/1.1\r\nA: b\r"[..], b"\n\r", b"\n"] {
        peer.write_all(part).await.unwrap();
        read(&mut stream).await.unwrap();
    }
    let waited = tokio::time::timeout(SHORT * 3, read(&mut stream)).await;
    assert!(waited.is_err(), "the stream must stay open, got {waited:?}");
    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    assert_eq!(read(&mut stream).await, Err(ErrorKind::TimedOut));
}

#[tokio::test]
async fn a_peer_that_takes_no_answer_is_cut() {
    let (_peer, ours) = duplex(4);
    let mut stream = GuardedStream::new(ours, deadlines(LONG, LONG), None);
    let error = stream.write_all(b"HTTP/1.1 200 OK").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
}

#[tokio::test]
async fn http_2_by_prior_knowledge_is_refused() {
    let (mut peer, ours) = duplex(64);
    let mut stream = GuardedStream::new(ours, deadlines(LONG, LONG), None);
    peer.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
    assert_eq!(read(&mut stream).await, Err(ErrorKind::InvalidData));
}
