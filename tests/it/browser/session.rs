//! Where does the browser come from? One Chromium for all tests of the binary, one test at a time.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};
use std::time::Duration;

use fab_tests::databases::required;
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;
use tokio::runtime::Runtime;

const BROWSER: &str = "/usr/bin/chromium";
const DRIVER: &str = "/usr/bin/chromedriver";

/// Starting may take long while other tests keep every core busy.
const PATIENCE: Duration = Duration::from_secs(90);

/// Browser tests share a runtime, as they share the browser and its connections.
pub(super) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
});

/// A browser and its driver; both end when the last test that holds it does.
pub(super) struct Browser {
    driver: Option<WebDriver>,
    process: Child,
    profile: std::path::PathBuf,
    /// Held by the one test whose turn it is.
    pub(super) turn: Mutex<()>,
}

/// Why there is no browser here, if so.
pub(crate) fn missing() -> Option<String> {
    let absent = [BROWSER, DRIVER].into_iter().find(|path| !std::path::Path::new(path).exists())?;
    assert!(!required("browser"), "a browser is required, but there is no {absent}");
    Some(format!("there is no {absent}"))
}

/// The browser, started if no other test holds it.
pub(super) fn shared() -> Arc<Browser> {
    static SHARED: Mutex<Weak<Browser>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let browser = Arc::new(Browser::start());
        *shared = Arc::downgrade(&browser);
        browser
    })
}

impl Browser {
    fn start() -> Self {
        let mut process = Command::new(DRIVER)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port: u16 = lines
            .map_while(Result::ok)
            .find_map(|line| {
                let port = line.split_once("started successfully on port ")?.1;
                port.trim_end_matches('.').parse().ok()
            })
            .unwrap();
        let profile =
            std::env::temp_dir().join(format!("fab_browser_{}_{port}", std::process::id()));
        let capabilities = capabilities(&profile.to_string_lossy()).unwrap();
        let url = format!("http://127.0.0.1:{port}");
        let driver = RUNTIME.block_on(async {
            let connect = WebDriver::builder(url, capabilities).request_timeout(PATIENCE).connect();
            connect.await.unwrap()
        });
        Self { driver: Some(driver), process, profile, turn: Mutex::new(()) }
    }

    pub(super) fn driver(&self) -> &WebDriver {
        self.driver.as_ref().unwrap()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // Whatever goes wrong here, the tests have their results.
            let _ = RUNTIME.block_on(driver.quit());
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

fn capabilities(profile: &str) -> WebDriverResult<Capabilities> {
    let mut chrome = DesiredCapabilities::chrome();
    chrome.set_binary(BROWSER)?;
    chrome.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    for flag in [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1280,900",
        &format!("--user-data-dir={profile}"),
    ] {
        chrome.add_arg(flag)?;
    }
    Ok(chrome.into())
}
