//! `cargo xtask dist`: the artifacts of a release, from one build and with the version of Cargo.toml.

mod archive;
mod npm;
mod sbom;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::Result;
use crate::program::{output, output_in, root};
use crate::table::{list, text};

/// How the program is built.
const PROFILE: &str = "--profile=slim";

/// What is built.
struct Release {
    version: String,
    target: String,
    /// The program in the profile of what is handed out, stripped.
    binary: PathBuf,
    metadata: Value,
    /// Whether the target is not that of this machine.
    is_cross: bool,
    out: PathBuf,
}

/// Options: `--out FOLDER`, `--target TRIPLE`, and the kinds to build: all where none is given.
pub fn run(arguments: &[&str]) -> Result<()> {
    let (mut out, mut target, mut kinds) = (None, None, Vec::new());
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match *word {
            "--out" => out = words.next(),
            "--target" => target = words.next(),
            "--archive" | "--wheel" | "--npm" => kinds.push(*word),
            _ => return Err(format!("dist: {word} is no option of it")),
        }
    }
    let out = out.ok_or("dist: --out FOLDER is required")?;
    std::fs::create_dir_all(out).map_err(|e| format!("{out}: {e}"))?;
    let out = Path::new(out)
        .canonicalize()
        .map_err(|e| format!("{out}: {e}"))?;
    let release = build(out, target.copied())?;
    let wanted = |kind| kinds.is_empty() || kinds.contains(&kind);
    if wanted("--archive") {
        archive::write(&release)?;
    }
    if wanted("--wheel") {
        wheel(&release)?;
    }
    if wanted("--npm") {
        npm::pack(&release)?;
    }
    Ok(())
}

fn build(out: PathBuf, target: Option<&str>) -> Result<Release> {
    let rustc = output(Command::new("rustc").arg("-vV"))?;
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: "));
    let target = target.or(host).ok_or("rustc does not say its host")?;
    let metadata = output(Command::new("cargo").args([
        "metadata",
        "--locked",
        "--format-version=1",
        "--filter-platform",
        target,
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata).map_err(|e| e.to_string())?;
    let version = list(&metadata, "packages")
        .iter()
        .find(|package| text(package, "name") == "vpnconform")
        .map(|package| text(package, "version").to_owned())
        .ok_or("no package vpnconform")?;
    if let Ok(tag) = std::env::var("TAG")
        && tag != format!("v{version}")
    {
        return Err(format!("the tag is {tag}, but Cargo.toml says {version}"));
    }
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--locked", PROFILE, "--bin", "vpnconform"]);
    let mut folder = PathBuf::from(text(&metadata, "target_directory"));
    let is_cross = Some(target) != host;
    if is_cross {
        cargo.args(["--target", target]);
        folder.push(target);
    }
    output(&mut cargo)?;
    let suffix = if target.contains("windows") {
        ".exe"
    } else {
        ""
    };
    Ok(Release {
        binary: folder.join(format!("slim/vpnconform{suffix}")),
        version,
        target: target.to_owned(),
        metadata,
        is_cross,
        out,
    })
}

/// maturin is that of `scripts/dist.sh`, else the one on PATH.
fn wheel(release: &Release) -> Result<()> {
    let own = root().join("target/dist-tools/bin/maturin");
    let maturin = if own.exists() { own } else { "maturin".into() };
    let mut command = Command::new(maturin);
    command
        .args(["build", PROFILE, "--locked", "--quiet", "--out"])
        .arg(&release.out);
    if release.is_cross {
        command.args(["--target", &release.target]);
    }
    // maturin finds its settings in the working directory.
    output_in(&root().join("packages/python"), &mut command).map(|_| ())
}
