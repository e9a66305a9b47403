//! How does a file reach the browser while its rows are still being read?

use std::io;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use poem::Body;
use tracing::Instrument as _;

use crate::admin::export::{Field, FileFormat};
use crate::clock::Clock;
use crate::db::{Row, StoreError, Walk};

/// Rows that are read at once.
const BATCH: u16 = 500;

/// A file in the making.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) format: FileFormat,
    pub(crate) fields: Vec<Field>,
    pub(crate) walk: Walk,
    pub(crate) clock: Arc<dyn Clock>,
    /// When it is given up.
    pub(crate) until: DateTime<Utc>,
    /// Rows that may still be written.
    pub(crate) rows: u64,
}

/// Why a file was not finished.
#[derive(Debug, thiserror::Error)]
enum Broken {
    #[error("it took too long")]
    TooSlow,
    #[error("there are more rows than may be exported")]
    TooMany,
    #[error("the rows cannot be read")]
    Store(#[from] StoreError),
}

impl Stream {
    /// The file. The first rows are read before anything is sent, so that a failure is still a page; one that comes
    /// later cuts the connection, so that nobody takes a part for the whole.
    pub(crate) async fn into_body(mut self) -> Result<Body, StoreError> {
        let first = self.walk.next(BATCH).await?;
        let head = self.format.head(&self.fields);
        let span = tracing::Span::current();
        let batches = futures_util::stream::try_unfold(Some((self, first, head)), move |state| {
            let next = async move {
                let Some((mut stream, rows, mut out)) = state else { return Ok(None) };
                stream.write(&mut out, &rows)?;
                if rows.is_empty() {
                    return Ok((!out.is_empty()).then_some((out, None)));
                }
                let rows = stream.read().await?;
                Ok::<_, Broken>(Some((out, Some((stream, rows, String::new())))))
            };
            let span = span.clone();
            async move {
                next.await.map_err(|error| {
                    tracing::error!(error = %Chain(&error), "an export was not finished");
                    io::Error::other("the export was not finished")
                })
            }
            .instrument(span)
        });
        Ok(Body::from_bytes_stream(batches))
    }

    fn write(&mut self, out: &mut String, rows: &[Row]) -> Result<(), Broken> {
        let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        self.rows = self.rows.checked_sub(count).ok_or(Broken::TooMany)?;
        for row in rows {
            self.format.row(out, &self.fields, row);
        }
        Ok(())
    }

    async fn read(&mut self) -> Result<Vec<Row>, Broken> {
        let left = (self.until - self.clock.now()).to_std().map_err(|_| Broken::TooSlow)?;
        match tokio::time::timeout(left, self.walk.next(BATCH)).await {
            Ok(rows) => Ok(rows?),
            Err(_) => Err(Broken::TooSlow),
        }
    }
}

/// An error with what is underneath, for the log.
struct Chain<'a>(&'a Broken);

impl std::fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut source = std::error::Error::source(self.0);
        while let Some(error) = source {
            write!(f, ": {error}")?;
            source = error.source();
        }
        Ok(())
    }
}
