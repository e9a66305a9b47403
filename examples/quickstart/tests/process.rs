//! Does the program start, answer and stop, as a process of its own?
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

/// A folder of its own, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("fab-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn command(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quickstart"));
        command.current_dir(&self.0).args(arguments).envs(variables.iter().copied());
        command
    }

    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> (Option<i32>, String) {
        let Output { status, stdout, stderr } =
            self.command(arguments, variables).output().unwrap();
        (status.code(), String::from_utf8([stdout, stderr].concat()).unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// A served site, stopped in any case.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_starts_with_nothing_answers_and_stops_in_good_order() {
    let folder = Folder::new("serve");
    let mut command = folder.command(&["--bind", "127.0.0.1:0"], &[("FAB_MODE", "development")]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut server = Server(child);
    let mut lines = BufReader::new(server.0.stdout.take().unwrap()).lines().map(Result::unwrap);

    let rows = lines.next().unwrap();
    assert!(rows.contains("Tasks: 200 rows"), "{rows}");
    let address = lines.find_map(|line| line.trim().strip_prefix("Address").map(str::to_owned));
    let address = address.unwrap().trim().trim_start_matches("http://").to_owned();
    let link = lines.find(|line| line.contains("/setup/")).unwrap();
    lines.find(|line| line.contains("Ctrl-C")).unwrap();

    assert!(get(&address, "/healthz").starts_with("HTTP/1.1 200"));
    assert!(get(&address, "/readyz").starts_with("HTTP/1.1 200"));
    assert!(get(&address, "/").contains("location: /login"));
    let path = link.trim().split_once(&address).unwrap().1.to_owned();
    assert!(get(&address, &path).starts_with("HTTP/1.1 200"), "{path}");

    let id = server.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(server.0.wait().unwrap().code(), Some(0));
}

/// Arguments, variables, the exit code, and a part of what is said.
type Case = (&'static [&'static str], &'static [(&'static str, &'static str)], i32, &'static str);

#[test]
fn exit_codes_tell_a_wrong_call_from_a_failure() {
    let folder = Folder::new("codes");
    let cases: &[Case] = &[
        (&["--help"], &[], 0, "Examples:"),
        (&["check"], &[("FAB_MODE", "development")], 0, "ok    settings"),
        (&["--nonsense"], &[], 2, "error: unexpected argument '--nonsense'"),
        (&["check"], &[("FAB_BINDD", "x")], 2, "did you mean FAB_BIND?"),
        (&[], &[("FAB_MODE", "production")], 2, "FAB_SECRET_KEY is not set"),
        (
            &["user", "list"],
            &[("FAB_MODE", "development"), ("FAB_DATABASE_URL", "sqlite:/no/where.db")],
            1,
            "cannot open",
        ),
        (
            &["migrate"],
            &[("FAB_MODE", "development"), ("FAB_DATABASE_URL", "postgres://127.0.0.1/x")],
            1,
            "postgres",
        ),
    ];
    for (arguments, variables, code, words) in cases {
        let (found, said) = folder.run(arguments, variables);
        assert_eq!(found, Some(*code), "{arguments:?} {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}
