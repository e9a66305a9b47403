//! What does a model cost the compiler, beside serde's two derives on the same struct?
//!
//! `cargo bench -p fab-tests --bench derive_cost` checks three crates of 100 structs with 12 fields each: bare,
//! with `Serialize` and `Deserialize`, and with `AdminModel`. It prints the CPU time that each derive adds to a
//! struct, the least of several runs, and the ratio.
#![expect(clippy::print_stdout, reason = "a benchmark is a program for developers")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

const MODELS: usize = 100;
const RUNS: usize = 5;

/// The fields of each struct, with the attributes that a model would carry.
const FIELDS: [(&str, &str, &str); 12] = [
    ("id", "i64", "key"),
    ("name", "String", "search, max_length = 120"),
    ("email", "String", "search, unique, format = \"email\""),
    ("note", "Option<String>", "widget = \"textarea\""),
    ("active", "bool", "filter, default = true"),
    ("age", "i32", "min = 0, max = 150"),
    ("score", "f64", ""),
    ("visits", "u32", "read_only"),
    ("parent", "Option<i64>", "index"),
    ("code", "String", "pattern = \"[A-Z]+\""),
    ("city", "String", "filter, list = false"),
    ("rank", "Option<i32>", ""),
];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("derive-cost");
    let crates = ["bare", "serde", "fab"];
    for name in crates {
        write_crate(&root, name)?;
        check(&root, name)?;
    }
    let mut least = [f64::MAX; 3];
    for _ in 0..RUNS {
        for (name, least) in crates.iter().zip(&mut least) {
            let source = root.join(name).join("src/lib.rs");
            fs::write(&source, fs::read(&source)?)?;
            let before = cpu_of_children()?;
            check(&root, name)?;
            *least = least.min(cpu_of_children()? - before);
        }
    }
    let [bare, serde, fab] = least;
    let per_model = |with: f64| (with - bare) * 1000.0 / 100.0;
    println!("bare structs               {bare:6.2} s");
    println!("Serialize + Deserialize    {serde:6.2} s  {:5.1} ms each", per_model(serde));
    println!("AdminModel                 {fab:6.2} s  {:5.1} ms each", per_model(fab));
    println!("ratio                      {:6.2}", per_model(fab) / per_model(serde));
    Ok(())
}

/// Writes one crate of [`MODELS`] structs.
fn write_crate(root: &Path, name: &str) -> io::Result<()> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join(name);
    fs::create_dir_all(folder.join("src"))?;
    let fab = workspace.join("fab");
    let manifest = format!(
        "[package]\nname = \"cost-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
         [dependencies]\nfab = {{ path = \"{}\", default-features = false, features = [\"derive\"] }}\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\n",
        fab.display()
    );
    fs::write(folder.join("Cargo.toml"), manifest)?;
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let mut source = String::from("//! Generated.\n");
    for model in 0..MODELS {
        let derive = match name {
            "serde" => "#[derive(serde::Serialize, serde::Deserialize)]\n",
            "fab" => "#[derive(fab::AdminModel)]\n#[admin(order = \"name\", menu = \"Shop\")]\n",
            _ => "",
        };
        let _ = writeln!(source, "/// A model.\n{derive}pub struct Model{model} {{");
        for (field, ty, attributes) in FIELDS {
            if name == "fab" && !attributes.is_empty() {
                let _ = writeln!(source, "    #[admin({attributes})]");
            }
            let _ = writeln!(source, "    pub {field}: {ty},");
        }
        source.push_str("}\n");
    }
    fs::write(folder.join("src/lib.rs"), source)
}

/// Checks a crate, quietly and without asking the network.
fn check(root: &Path, name: &str) -> io::Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline"])
        .current_dir(root.join(name))
        .env("CARGO_TARGET_DIR", root.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .stdout(Stdio::null())
        .status()?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("{name} does not compile")))
    }
}

/// The CPU seconds of all processes that were waited for.
fn cpu_of_children() -> io::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The second field is a name in brackets and may hold blanks; the times are the 16th and 17th.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks =
        fields.split_whitespace().skip(13).take(2).filter_map(|text| text.parse::<f64>().ok());
    Ok(ticks.sum::<f64>() / 100.0)
}
