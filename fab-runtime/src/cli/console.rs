//! Where do words go, and where do answers come from? The terminal, or a test.

use std::fmt;
use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};

use crate::crypto::Secret;
use crate::error::{Error, ErrorKind, Result};
use crate::security::MIN_LENGTH;

/// The terminal of a command.
#[derive(Debug, Clone)]
pub struct Console(Ends);

#[derive(Debug, Clone)]
enum Ends {
    Process,
    Captured { input: Arc<str>, transcript: Transcript },
}

/// Everything that a captured command printed.
#[derive(Clone, Default)]
pub struct Transcript(Arc<Mutex<String>>);

impl Transcript {
    /// The words so far.
    pub fn text(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn push(&self, text: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_str(text);
    }
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transcript(..)")
    }
}

impl Console {
    /// Standard input and output of this process.
    pub const fn process() -> Self {
        Self(Ends::Process)
    }

    /// No terminal: reads `input`, and writes where a test can look.
    pub fn captured(input: &str) -> (Self, Transcript) {
        let transcript = Transcript::default();
        (Self(Ends::Captured { input: input.into(), transcript: transcript.clone() }), transcript)
    }

    /// Whether somebody sits there who can be asked.
    pub fn is_terminal(&self) -> bool {
        match self.0 {
            Ends::Process => io::stdin().is_terminal(),
            Ends::Captured { .. } => false,
        }
    }

    /// Writes a line. A reader that went away (`| head`) is no error.
    pub(crate) fn line(&self, text: impl AsRef<str>) {
        self.write(&format!("{}\n", text.as_ref()));
    }

    /// Writes text as it is.
    pub(crate) fn write(&self, text: &str) {
        match &self.0 {
            Ends::Process => {
                let _ = io::stdout().lock().write_all(text.as_bytes());
                let _ = io::stdout().lock().flush();
            }
            Ends::Captured { transcript, .. } => transcript.push(text),
        }
    }

    /// Writes a line for people beside what a command prints for programs.
    pub(crate) fn note(&self, text: &str) {
        match &self.0 {
            Ends::Process => {
                let _ = writeln!(io::stderr().lock(), "{text}");
            }
            Ends::Captured { transcript, .. } => transcript.push(&format!("{text}\n")),
        }
    }

    /// A password: the first line of the input where `from_input`, else asked for twice without echo.
    pub(crate) fn password(&self, from_input: bool) -> Result<Secret<String>> {
        if from_input {
            return self.first_line();
        }
        if !self.is_terminal() {
            return Err(Error::new(
                ErrorKind::Command,
                "there is no terminal to ask for the password; write it to the input and add --password-stdin",
            ));
        }
        let failed = |error| Error::new(ErrorKind::Command, "cannot ask").with_source(error);
        let ask = |text: &str| rpassword::prompt_password(text).map(Secret::new).map_err(failed);
        let password = ask(&format!("Password, at least {MIN_LENGTH} characters: "))?;
        if ask("Once more: ")? != password {
            return Err(Error::new(ErrorKind::Command, "the two passwords differ"));
        }
        Ok(password)
    }

    fn first_line(&self) -> Result<Secret<String>> {
        let mut line = String::new();
        match &self.0 {
            Ends::Process => {
                io::stdin().lock().read_line(&mut line).map_err(|error| {
                    Error::new(ErrorKind::Command, "cannot read the input").with_source(error)
                })?;
            }
            Ends::Captured { input, .. } => {
                line.push_str(input.lines().next().unwrap_or_default());
            }
        }
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        if line.is_empty() {
            return Err(Error::new(ErrorKind::Command, "there is no password on the input"));
        }
        Ok(Secret::new(line))
    }
}
