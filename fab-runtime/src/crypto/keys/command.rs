//! How are keys wrapped where this program holds no key at all? By a command that talks to whoever does.

use std::ffi::{OsStr, OsString};
use std::io::{Error, ErrorKind, Result};
use std::process::Stdio;
use std::time::Duration;

use base64ct::{Base64, Encoding};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::time::timeout;
use zeroize::Zeroizing;

use crate::crypto::keys::data_key::DataKey;
use crate::crypto::keys::wrapping::{KeyWrapper, WrapContext, WrapError, Wrapping};

/// Wraps keys by running a program, such as a client of a key management service.
///
/// It is called with `wrap` or `unwrap`, the id of the key and its purpose behind its own arguments, gets the bytes in
/// base64 on its standard input, and writes those that result in base64 to its standard output. It must exit with
/// zero, before the deadline. What it writes to its standard error goes to that of this program. It should bind id and
/// purpose to the wrapped key, as an encryption context.
///
/// ```
/// use std::time::Duration;
/// use fab_runtime::crypto::keys::{CommandKey, KeyWrapper};
///
/// let command = CommandKey::new("vault", "/usr/local/bin/fab-vault")
///     .argument("--key=fab")
///     .deadline(Duration::from_secs(5));
/// assert_eq!(command.name(), "command:vault");
/// ```
#[derive(Debug, Clone)]
pub struct CommandKey {
    name: String,
    program: OsString,
    arguments: Vec<OsString>,
    deadline: Duration,
}

/// More than any wrapped key takes.
const LONGEST: u64 = 64 * 1024;

impl CommandKey {
    /// Runs `program`; records say that `name` wrapped them.
    pub fn new(name: &str, program: impl AsRef<OsStr>) -> Self {
        Self {
            name: format!("command:{name}"),
            program: program.as_ref().to_owned(),
            arguments: Vec::new(),
            deadline: Duration::from_secs(10),
        }
    }

    /// An argument that stands before those of the call. It is no place for a secret: everyone sees it.
    #[must_use]
    pub fn argument(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// How long it may take; ten seconds if nothing is said.
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    async fn run(
        &self,
        verb: &str,
        context: WrapContext,
        input: &[u8],
    ) -> std::result::Result<Zeroizing<Vec<u8>>, WrapError> {
        let input = Zeroizing::new(Base64::encode_string(input) + "\n");
        let answer = timeout(self.deadline, self.answer(verb, context, input.as_bytes())).await;
        let late = |_| Err(Error::new(ErrorKind::TimedOut, "the command did not end in time"));
        answer.unwrap_or_else(late).map_err(|source| self.unavailable(context, source))
    }

    /// Dropping this, as a deadline does, kills the command.
    async fn answer(
        &self,
        verb: &str,
        context: WrapContext,
        input: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .args([verb, &context.id.to_string(), context.purpose.name()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut output = Zeroizing::new(Vec::new());
        if let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) {
            match stdin.write_all(input).await {
                // It may know its answer without reading.
                Err(error) if error.kind() != ErrorKind::BrokenPipe => return Err(error),
                _ => drop(stdin),
            }
            stdout.take(LONGEST).read_to_end(&mut output).await?;
        }
        let status = child.wait().await?;
        if !status.success() {
            return Err(Error::other(format!("the command failed ({status})")));
        }
        let text = str::from_utf8(&output).map(str::trim).unwrap_or_default();
        let bytes = Zeroizing::new(Base64::decode_vec(text).unwrap_or_default());
        if bytes.is_empty() {
            return Err(Error::new(ErrorKind::InvalidData, "the command answered no base64"));
        }
        Ok(bytes)
    }

    fn unavailable(&self, context: WrapContext, source: Error) -> WrapError {
        let (wrapper, key) = (self.name.clone(), context.id);
        WrapError::Unavailable { wrapper, key, source: source.into() }
    }
}

impl KeyWrapper for CommandKey {
    fn name(&self) -> &str {
        &self.name
    }

    fn wrap_key<'a>(&'a self, context: WrapContext, key: &'a DataKey) -> Wrapping<'a, Vec<u8>> {
        Box::pin(async move {
            let mut wrapped = self.run("wrap", context, key.expose()).await?;
            Ok(std::mem::take(&mut *wrapped))
        })
    }

    fn unwrap_key<'a>(&'a self, context: WrapContext, wrapped: &'a [u8]) -> Wrapping<'a, DataKey> {
        Box::pin(async move {
            let bytes = self.run("unwrap", context, wrapped).await?;
            DataKey::of_answer(&bytes).ok_or_else(|| {
                let message = "the command answered no random key of 32 bytes";
                self.unavailable(context, Error::new(ErrorKind::InvalidData, message))
            })
        })
    }
}
