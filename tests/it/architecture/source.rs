//! What do the rules read? Source files as tokens with lines: no comments, no code of tests.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A place that breaks a rule.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) path: String,
    pub(super) line: usize,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// One word, sign, bracket or literal.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) line: usize,
    pub(super) literal: bool,
}

/// A Rust file of the workspace.
#[derive(Debug)]
pub(super) struct Source {
    /// Relative to the workspace, with `/`.
    pub(super) path: String,
    pub(super) text: String,
    /// Without comments and without what only tests compile.
    pub(super) tokens: Vec<Token>,
    /// Whether only tests compile it.
    test: bool,
}

/// The Rust files that a rule reads.
#[derive(Debug)]
pub(super) struct Sources(Vec<Source>);

/// The directory of the workspace.
pub(super) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Sources {
    /// Every Rust file of the workspace.
    pub(super) fn all() -> &'static Self {
        static ALL: LazyLock<Sources> = LazyLock::new(|| {
            let mut sources = Vec::new();
            for member in ["fab", "fab-derive", "fab-runtime", "examples", "tests", "ui-tests"] {
                read(&workspace(), &workspace().join(member), &mut sources);
            }
            mark_tests(&mut sources);
            assert!(sources.len() > 50, "the workspace was not found at {}", workspace().display());
            Sources(sources)
        });
        &ALL
    }

    /// Files that are made up.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| Source::new(path, text)).collect())
    }

    /// All of them.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, Source> {
        self.0.iter()
    }

    /// The files of the three crates that users depend on, without tests.
    pub(super) fn library(&self) -> impl Iterator<Item = &Source> {
        self.iter().filter(|source| source.is_library())
    }
}

fn read(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            // A nested `target` belongs to a tool; it holds no code of ours.
            if path.file_name().is_none_or(|name| name != "target") {
                read(root, &path, sources);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let relative = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            sources.push(Source::new(&relative, &std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Marks the files of modules that are declared as `#[cfg(test)] mod name;`.
fn mark_tests(sources: &mut [Source]) {
    let mut found = Vec::new();
    for source in sources.iter() {
        let folder = source.path.trim_end_matches(|letter| letter != '/');
        for (line, next) in source.text.lines().zip(source.text.lines().skip(1)) {
            if line.trim() == "#[cfg(test)]"
                && let Some((_, name)) = next.split_once("mod ")
                && let Some(name) = name.strip_suffix(';')
            {
                found.push(format!("{folder}{name}.rs"));
                found.push(format!("{folder}{name}/"));
            }
        }
    }
    for source in sources {
        source.test |= found.iter().any(|path| source.path.starts_with(path));
    }
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let mut tokens = Vec::new();
        // Compile-fail cases need not even be tokens.
        if let Ok(stream) = text.parse::<TokenStream>() {
            flatten(stream, &mut tokens);
        }
        let is_test = path.contains("/tests/") || path.rsplit('/').next() == Some("tests.rs");
        Self { path: path.to_owned(), text: text.to_owned(), tokens, test: is_test }
    }

    /// Whether it belongs to one of the three crates that users depend on, and is no test.
    pub(super) fn is_library(&self) -> bool {
        let crates = ["fab/src/", "fab-derive/src/", "fab-runtime/src/"];
        crates.iter().any(|folder| self.path.starts_with(folder))
            && !self.test
            && !self.is_snapshot()
    }

    /// Whether it is the recorded expansion of a derive.
    pub(super) fn is_snapshot(&self) -> bool {
        self.path.contains("/snapshots/")
    }

    /// The module of the crate that it belongs to: the first folder or file below `src`.
    pub(super) fn module(&self) -> &str {
        let inside = self.path.split_once("/src/").map_or("", |(_, inside)| inside);
        let first = inside.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// A finding of `message` at `line`.
    pub(super) fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding { path: self.path.clone(), line, message: message.into() }
    }

    /// The indexes at which the tokens `texts` follow one another.
    pub(super) fn places<'a>(&'a self, texts: &'a [&'a str]) -> impl Iterator<Item = usize> + 'a {
        let windows = self.tokens.windows(texts.len()).enumerate();
        let matching = windows.filter(move |(_, window)| {
            window.iter().zip(texts).all(|(token, text)| !token.literal && token.text == *text)
        });
        matching.map(|(at, _)| at)
    }

    /// The lines at which the tokens `texts` follow one another.
    pub(super) fn find<'a>(&'a self, texts: &'a [&'a str]) -> impl Iterator<Item = usize> + 'a {
        self.places(texts).map(|at| self.tokens[at].line)
    }
}

/// Opens the groups of `stream` into brackets and leaves out whatever follows `#[cfg(test)]`.
fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let push = |text: String, line: usize, literal: bool, tokens: &mut Vec<Token>| {
        tokens.push(Token { text, line, literal });
    };
    let mut trees = stream.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        match tree {
            TokenTree::Punct(sign)
                if sign.as_char() == '#' && trees.peek().is_some_and(is_test) =>
            {
                skip_item(&mut trees);
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                push(open.to_owned(), line, false, tokens);
                flatten(group.stream(), tokens);
                push(close.to_owned(), group.span_close().start().line, false, tokens);
            }
            TokenTree::Literal(literal) => push(literal.to_string(), line, true, tokens),
            other => push(other.to_string(), line, false, tokens),
        }
    }
}

/// Whether `tree` is the `[cfg(test)]` of an attribute.
fn is_test(tree: &TokenTree) -> bool {
    let text: String = tree.to_string().split_whitespace().collect();
    text == "[cfg(test)]"
}

/// Skips to the end of an item: its body, or the semicolon.
fn skip_item(trees: &mut impl Iterator<Item = TokenTree>) {
    for tree in trees {
        match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return,
            TokenTree::Punct(sign) if sign.as_char() == ';' => return,
            _ => {}
        }
    }
}

#[test]
fn tokens_hold_neither_comments_nor_tests() {
    let text = "//! poem\nuse a::b; // sqlx\n#[cfg(test)]\nmod tests { use poem; }\nfn f() {}";
    let sources = Sources::of(&[("fab-runtime/src/models/x.rs", text)]);
    let source = sources.iter().next().unwrap();
    assert_eq!(source.find(&["poem"]).count() + source.find(&["sqlx"]).count(), 0);
    assert_eq!(source.find(&["fn", "f"]).collect::<Vec<_>>(), [5]);
    assert_eq!(source.module(), "models");
}
