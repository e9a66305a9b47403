//! Which servers of others do tests start? Those that are installed; it is said loudly which are not.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;

use crate::databases::{required, variable};

/// A module of Python that is a server.
#[derive(Debug)]
pub struct Module {
    /// How it is called in `FAB_TEST_REQUIRE`.
    pub name: &'static str,
    path: &'static str,
    missing: LazyLock<Option<String>>,
}

/// A mail server.
pub static AIOSMTPD: Module =
    Module { name: "aiosmtpd", path: "aiosmtpd", missing: LazyLock::new(|| missing("aiosmtpd")) };

/// Amazon, in small.
pub static MOTO: Module =
    Module { name: "moto", path: "moto.server", missing: LazyLock::new(|| missing("moto.server")) };

/// A provider of sign-ins.
pub static OIDC: Module = Module {
    name: "oidc-provider-mock",
    path: "oidc_provider_mock",
    missing: LazyLock::new(|| missing("oidc_provider_mock")),
};

/// What reads figures as Prometheus does.
pub static PROMETHEUS: Module = Module {
    name: "prometheus-client",
    path: "prometheus_client",
    missing: LazyLock::new(|| missing("prometheus_client")),
};

fn python() -> String {
    variable("FAB_TEST_PYTHON").unwrap_or_else(|| "python3".to_owned())
}

fn missing(module: &str) -> Option<String> {
    let program = format!(
        "import importlib.util, sys; sys.exit(importlib.util.find_spec({module:?}) is None)"
    );
    let found = Command::new(python()).args(["-c", &program]).stderr(Stdio::null()).status();
    match found {
        Ok(status) if status.success() => None,
        Ok(_) => Some(format!("{} has no module {module}", python())),
        Err(error) => Some(format!("{}: {error}", python())),
    }
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    process: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Module {
    /// Why it cannot be started, if so.
    pub fn missing(&self) -> Option<&str> {
        self.missing.as_deref()
    }

    /// Runs a program that uses it over `input`; what it says, or `None` when it is not installed.
    ///
    /// # Panics
    ///
    /// When it is not installed and `FAB_TEST_REQUIRE` names it, or when the program fails.
    pub fn run(&self, program: &str, input: &str) -> Option<String> {
        if let Some(reason) = self.missing() {
            assert!(!required(self.name), "{} is required, but: {reason}", self.name);
            return None;
        }
        let mut process = Command::new(python())
            .args(["-c", program])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "{} failed over:\n{input}", self.name);
        Some(String::from_utf8(output.stdout).unwrap())
    }

    /// Starts it on a free port, with arguments that know the port; `None` when it is not installed.
    ///
    /// # Panics
    ///
    /// When it is not installed and `FAB_TEST_REQUIRE` names it, or when it does not start.
    pub async fn start(&self, arguments: impl FnOnce(u16) -> Vec<String>) -> Option<Running> {
        if let Some(reason) = self.missing() {
            assert!(!required(self.name), "{} is required, but: {reason}", self.name);
            return None;
        }
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        Some(self.start_at(address, arguments(address.port())).await)
    }

    /// Starts it with arguments that make it listen there; it is installed.
    ///
    /// # Panics
    ///
    /// When it does not start.
    pub async fn start_at(&self, address: SocketAddr, arguments: Vec<String>) -> Running {
        let process = Command::new(python())
            .args(["-m", self.path])
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let running = Running { address, process };
        let begun = Instant::now();
        while TcpStream::connect(address).await.is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "{} does not listen", self.name);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        running
    }
}
