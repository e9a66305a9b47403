//! What does a person do with a page? Opens, reads, fills in, presses.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::session::Browser;

/// How often a page is looked at that may just be leaving.
const PATIENCE: usize = 50;

/// The browser in the hands of one test.
pub(crate) struct Page<'a> {
    driver: &'a WebDriver,
    base: String,
}

/// Whether the scripts of pages run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    On,
    Off,
}

/// Which colours the person prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colours {
    Light,
    Dark,
}

impl<'a> Page<'a> {
    /// A fresh start on the site at `base`: nobody signed in, a wide window, light colours.
    pub(super) async fn new(browser: &'a Browser, base: &str, scripts: Scripts) -> Self {
        let page = Self { driver: browser.driver(), base: base.to_owned() };
        page.send("Network.clearBrowserCookies", json!({})).await;
        page.send("WebAuthn.disable", json!({})).await;
        page.send(
            "Emulation.setScriptExecutionDisabled",
            json!({"value": scripts == Scripts::Off}),
        )
        .await;
        page.width(1280).await;
        page.colours(Colours::Light).await;
        // What an earlier test left in the log is not ours.
        page.driver.browser_log().await.unwrap();
        page
    }

    /// Forgets every cookie, as another browser would.
    pub(crate) async fn forget(&self) {
        self.send("Network.clearBrowserCookies", json!({})).await;
    }

    /// Gives the browser a device for passkeys, which makes sure that it is its owner, or does not. Those from before
    /// are gone.
    pub(crate) async fn device(&self, verifies: bool) -> Device<'_> {
        self.send("WebAuthn.disable", json!({})).await;
        self.send("WebAuthn.enable", json!({"enableUI": false})).await;
        let options = json!({"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": verifies,
            "automaticPresenceSimulation": true,
        }});
        let added = self.driver.cdp().send_raw("WebAuthn.addVirtualAuthenticator", options).await;
        let id = added.unwrap()["authenticatorId"].as_str().unwrap().to_owned();
        Device { page: self, id }
    }

    async fn send(&self, method: &str, parameters: Value) {
        self.driver.cdp().send_raw(method, parameters).await.unwrap();
    }

    /// Makes the window so many pixels wide.
    pub(crate) async fn width(&self, pixels: u32) {
        let size = json!({"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.send("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Prefers these colours, and no motion: colours in transition would be measured as they pass by.
    pub(crate) async fn colours(&self, colours: Colours) {
        let scheme = if colours == Colours::Dark { "dark" } else { "light" };
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.send("Emulation.setEmulatedMedia", json!({"features": features})).await;
    }

    /// Opens a path of the site.
    pub(crate) async fn open(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.base)).await.unwrap();
    }

    /// The path and query of the page.
    pub(crate) async fn path(&self) -> String {
        let url = self.driver.current_url().await.unwrap();
        url.as_str().strip_prefix(&self.base).unwrap_or(url.as_str()).to_owned()
    }

    /// The text that is seen.
    pub(crate) async fn text(&self) -> String {
        for _ in 0..PATIENCE {
            // The page may be replaced between finding its body and reading it.
            if let Ok(body) = self.driver.query(By::Tag("body")).first().await
                && let Ok(text) = body.text().await
            {
                return text;
            }
        }
        panic!("no page stays long enough to be read");
    }

    /// Waits for a text to be seen.
    pub(crate) async fn sees(&self, text: &str) {
        let xpath = format!("//body//*[contains(normalize-space(.), {})]", quoted(text));
        if self.driver.query(By::XPath(xpath)).first().await.is_err() {
            let (path, seen) = (self.path().await, self.text().await);
            panic!("{text:?} is not seen on {path}, but:\n{seen}");
        }
    }

    /// Waits for a text to be gone: a page that was left may still be there for a moment.
    pub(crate) async fn misses(&self, text: &str) {
        for _ in 0..PATIENCE {
            if !self.text().await.contains(text) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{text:?} is seen on {}:\n{}", self.path().await, self.text().await);
    }

    /// The first element that a CSS selector finds, waited for.
    pub(crate) async fn element(&self, css: &str) -> WebElement {
        if let Ok(element) = self.driver.query(By::Css(css)).first().await {
            return element;
        }
        panic!("no {css} on {}:\n{}", self.path().await, self.text().await)
    }

    /// The texts of all elements that a CSS selector finds.
    pub(crate) async fn texts(&self, css: &str) -> Vec<String> {
        for _ in 0..PATIENCE {
            if let Ok(texts) = self.try_texts(css).await {
                return texts;
            }
        }
        panic!("no page stays long enough to be read");
    }

    async fn try_texts(&self, css: &str) -> WebDriverResult<Vec<String>> {
        let mut texts = Vec::new();
        for element in self.driver.find_all(By::Css(css)).await? {
            texts.push(element.text().await?.trim().to_owned());
        }
        Ok(texts)
    }

    /// Replaces what stands in the control of that name.
    pub(crate) async fn fill(&self, name: &str, text: &str) {
        let control = self.element(&format!("main [name='{name}']")).await;
        control.clear().await.unwrap();
        control.send_keys(text).await.unwrap();
    }

    /// Sets a control that is awkward to type into, such as a date.
    pub(crate) async fn set(&self, name: &str, value: &str) {
        let css = serde_json::to_string(&format!("main [name='{name}']")).unwrap();
        self.evaluate(&format!("document.querySelector({css}).value = {value:?}")).await;
    }

    /// Chooses among the options or the radio buttons of that name.
    pub(crate) async fn choose(&self, name: &str, label: &str) {
        let option =
            format!("//select[@name='{name}']/option[normalize-space(.)={}]", quoted(label));
        let radio = format!(
            "//label[normalize-space(.)={}][.//input[@name='{name}'] or @for=//input[@name='{name}']/@id]",
            quoted(label)
        );
        self.clickable(&format!("{option} | {radio}")).await.click().await.unwrap();
    }

    /// Does something in another window with the same person.
    pub(crate) async fn in_new_tab(&self, work: impl AsyncFnOnce(&Self)) {
        let first = self.driver.window().await.unwrap();
        let second = self.driver.new_tab().await.unwrap();
        self.driver.switch_to_window(second).await.unwrap();
        work(self).await;
        self.driver.close_window().await.unwrap();
        self.driver.switch_to_window(first).await.unwrap();
    }

    /// Clicks what a CSS selector finds, and waits for the next page.
    pub(crate) async fn follow_css(&self, css: &str) {
        self.leave_by(&self.element(css).await).await;
    }

    /// Presses the button that says `text`, and waits for the next page.
    pub(crate) async fn press(&self, text: &str) {
        let xpath = format!("//button[not(@aria-hidden)][normalize-space(.)={}]", quoted(text));
        self.leave_by(&self.clickable(&xpath).await).await;
    }

    /// Follows the link that says `text`, and waits for the next page.
    pub(crate) async fn follow(&self, text: &str) {
        let xpath = format!("//a[normalize-space(.)={}]", quoted(text));
        self.leave_by(&self.clickable(&xpath).await).await;
    }

    async fn clickable(&self, xpath: &str) -> WebElement {
        let Ok(element) = self.driver.query(By::XPath(xpath)).and_clickable().first().await else {
            panic!("no {xpath} on {}:\n{}", self.path().await, self.text().await);
        };
        element
    }

    /// Clicks, and waits until the page is another one; for a moment only, since a click may also be answered by
    /// the page that it is on.
    async fn leave_by(&self, element: &WebElement) {
        let before = self.driver.find(By::Tag("html")).await.unwrap();
        element.click().await.unwrap();
        for _ in 0..PATIENCE {
            if before.tag_name().await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Runs a script of the test, which the site's policy does not concern.
    pub(crate) async fn evaluate(&self, script: &str) -> Value {
        self.driver.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// Everything that the browser complained about since the test began: scripts that failed, files that were not
    /// there, whatever the policy of the page forbade. That a page was refused is no complaint.
    pub(super) async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap();
        let refused = |message: &str| {
            message.contains("the server responded with a status of 4")
                && !message.contains("/static/")
        };
        log.into_iter().map(|entry| entry.message).filter(|message| !refused(message)).collect()
    }

    /// Forgets what the browser complained about: it was on a page of somebody else.
    pub(super) async fn forget_complaints(&self) {
        self.driver.browser_log().await.unwrap();
    }

    /// Runs axe over the page: every rule that is broken, with the elements that break it.
    pub(crate) async fn accessibility_violations(&self) -> Vec<String> {
        let axe = include_str!("../../assets/axe/axe.min.js");
        self.driver.execute(axe, Vec::new()).await.unwrap();
        let run = "const done = arguments[arguments.length - 1];
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(
                (result) => done(result.violations.map((rule) => rule.id + ': ' + rule.help + ': ' +
                    rule.nodes.map((node) => node.html + ' (' + node.any.concat(node.all).concat(node.none)
                        .map((check) => check.message).join('; ') + ')').join(', '))),
                (error) => done([String(error)]));";
        let found = self.driver.execute_async(run, Vec::new()).await.unwrap();
        serde_json::from_value(found.json().clone()).unwrap()
    }

    /// Keeps a picture of the page, for a person to look at.
    pub(crate) async fn picture(&self, name: &str) {
        let folder = concat!(env!("CARGO_TARGET_TMPDIR"), "/pictures");
        std::fs::create_dir_all(folder).unwrap();
        let path = format!("{folder}/{name}.png");
        self.driver.screenshot(std::path::Path::new(&path)).await.unwrap();
    }
}

/// A device for passkeys.
pub(crate) struct Device<'a> {
    page: &'a Page<'a>,
    id: String,
}

impl Device<'_> {
    /// Touched by its owner from now on, or left alone: then whatever is asked of it waits.
    pub(crate) async fn touched(&self, touched: bool) {
        let setting = json!({"authenticatorId": self.id, "enabled": touched});
        self.page.send("WebAuthn.setAutomaticPresenceSimulation", setting).await;
    }
}

/// A text as `XPath` writes it.
fn quoted(text: &str) -> String {
    assert!(!text.contains('"'), "XPath 1 knows no escapes");
    format!("\"{text}\"")
}
