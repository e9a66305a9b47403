//! How does a test talk to a site? As a browser would, over a real connection: cookies kept, forms posted.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

/// A person's browser without scripts and pictures: one connection, kept open, and the cookies.
#[derive(Debug)]
pub struct Client {
    address: SocketAddr,
    connection: Option<BufReader<TcpStream>>,
    cookies: BTreeMap<String, String>,
    csrf: String,
}

/// What a site answered.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    /// The page.
    pub body: String,
}

impl Answer {
    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The path that the answer sends the browser to.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }
}

impl Client {
    /// Nobody yet, at the site of that address.
    pub const fn new(address: SocketAddr) -> Self {
        Self { address, connection: None, cookies: BTreeMap::new(), csrf: String::new() }
    }

    /// Signs in.
    ///
    /// # Panics
    ///
    /// When the site does not let them in.
    pub async fn sign_in(&mut self, username: &str, password: &str) {
        self.get("/login").await;
        let answer = self.post("/login", &[("username", username), ("password", password)]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
    }

    /// The token of the last page that had a form.
    pub fn form_token(&self) -> &str {
        &self.csrf
    }

    /// Asks for a page, and remembers the token of its forms.
    pub async fn get(&mut self, path: &str) -> Answer {
        let answer = self.request("GET", path, "", "").await;
        if let Some((_, rest)) = answer.body.split_once("name=\"_csrf\" value=\"")
            && let Some((token, _)) = rest.split_once('"')
        {
            token.clone_into(&mut self.csrf);
        }
        answer
    }

    /// Posts a form with the token of the page before.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = String::new();
        for (name, value) in fields.iter().chain(&[("_csrf", self.csrf.clone().as_str())]) {
            if !body.is_empty() {
                body.push('&');
            }
            fab::models::percent_encode(name, &mut body);
            body.push('=');
            fab::models::percent_encode(value, &mut body);
        }
        let headers = format!(
            "Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        self.request("POST", path, &headers, &body).await
    }

    /// The token of the last page with a form.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The cookie of that name.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Sets a cookie, as somebody who tampers with the browser might.
    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// Sends any request at all; each line of `headers` ends with `\r\n`. A `Host` among them replaces the true one.
    ///
    /// # Panics
    ///
    /// When the site does not answer.
    pub async fn request(&mut self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\n");
        if !headers.starts_with("Host: ") {
            let _ = write!(request, "Host: {}\r\n", self.address);
        }
        request.push_str(headers);
        if !self.cookies.is_empty() {
            let cookies: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let _ = write!(request, "Cookie: {}\r\n", cookies.join("; "));
        }
        request.push_str("\r\n");
        request.push_str(body);
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => BufReader::new(TcpStream::connect(self.address).await.unwrap()),
        };
        connection.get_mut().write_all(request.as_bytes()).await.unwrap();
        let answer = read(&mut connection, method != "HEAD").await;
        for (name, value) in &answer.headers {
            if name == "set-cookie" {
                self.keep_cookie(value);
            }
        }
        if answer.header("connection") != Some("close") {
            self.connection = Some(connection);
        }
        answer
    }

    fn keep_cookie(&mut self, header: &str) {
        let (pair, attributes) = header.split_once(';').unwrap_or((header, ""));
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if attributes.to_ascii_lowercase().contains("max-age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

async fn read(connection: &mut BufReader<TcpStream>, has_body: bool) -> Answer {
    let mut line = String::new();
    connection.read_line(&mut line).await.unwrap();
    let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status = status.unwrap_or_else(|| panic!("no answer, but {line:?}"));
    let mut headers = Vec::new();
    loop {
        line.clear();
        connection.read_line(&mut line).await.unwrap();
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let header =
        |name: &str| headers.iter().find(|(found, _)| found == name).map(|(_, value)| value);
    let mut body = Vec::new();
    if !has_body {
        // A length may be told all the same.
    } else if header("transfer-encoding").is_some_and(|encoding| encoding == "chunked") {
        loop {
            line.clear();
            connection.read_line(&mut line).await.unwrap();
            let length = usize::from_str_radix(line.trim_end(), 16).unwrap();
            let start = body.len();
            body.resize(start + length + 2, 0);
            connection.read_exact(&mut body[start..]).await.unwrap();
            body.truncate(start + length);
            if length == 0 {
                break;
            }
        }
    } else {
        body.resize(header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0), 0);
        connection.read_exact(&mut body).await.unwrap();
    }
    Answer { status, headers, body: String::from_utf8(body).unwrap() }
}
