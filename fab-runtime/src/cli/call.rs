//! How was the program called? Arguments, variables and a terminal, all of them given.

use std::ffi::OsString;

use crate::cli::console::{Console, Transcript};
use crate::cli::settings::Environment;

/// Everything that a run of the program depends on besides the application itself.
///
/// ```
/// use fab_runtime::cli::Call;
/// let (call, transcript) = Call::captured(["shop", "routes"]);
/// let call = call.variables([("FAB_DATABASE_URL", "sqlite::memory:")]);
/// # let _ = (call, transcript);
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Call {
    pub(crate) arguments: Vec<OsString>,
    pub(crate) environment: Environment,
    pub(crate) console: Console,
}

impl Call {
    /// As this process was called.
    pub fn of_process() -> Self {
        Self {
            arguments: std::env::args_os().collect(),
            environment: Environment::of_process(),
            console: Console::process(),
        }
    }

    /// As a test wants it: these arguments (the program's name first), no variables, no terminal.
    pub fn captured<A: Into<OsString>>(
        arguments: impl IntoIterator<Item = A>,
    ) -> (Self, Transcript) {
        Self::captured_with_input(arguments, "")
    }

    /// The same, with something on the standard input.
    pub fn captured_with_input<A: Into<OsString>>(
        arguments: impl IntoIterator<Item = A>,
        input: &str,
    ) -> (Self, Transcript) {
        let (console, transcript) = Console::captured(input);
        let arguments = arguments.into_iter().map(Into::into).collect();
        (Self { arguments, environment: Environment::default(), console }, transcript)
    }

    /// With these variables and no others.
    pub fn variables<N: Into<String>, V: Into<String>>(
        mut self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        self.environment = variables.into_iter().collect();
        self
    }

    /// The name of the program, as a person would type it again.
    pub(crate) fn program(&self) -> String {
        let path = self.arguments.first().map(std::path::PathBuf::from);
        let name = path.as_deref().and_then(std::path::Path::file_name);
        name.map_or_else(|| "app".to_owned(), |name| name.to_string_lossy().into_owned())
    }
}
