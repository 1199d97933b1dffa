//! The repository, and the program under maintenance.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Result;

/// The root of the repository.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// A file of the repository as text.
pub fn read(path: impl AsRef<Path>) -> Result<String> {
    let path = root().join(path);
    std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
}

/// A JSON file; relative to the working directory, as on a command line.
pub fn json(path: &str) -> Result<Value> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    serde_json::from_str(&text).map_err(|e| format!("{path}: {e}"))
}

/// The standard output of a command that ends with status 0, run at the root.
pub fn output(command: &mut Command) -> Result<String> {
    output_in(&root(), command)
}

/// As [`output`], run in a folder.
pub fn output_in(folder: &Path, command: &mut Command) -> Result<String> {
    let shown = format!("{command:?}");
    // `cargo xtask` has set them for itself; build scripts that look at them would be run again, and all that needs them.
    let inherited = std::env::vars_os().map(|(name, _)| name);
    for name in inherited.filter(|name| is_of_package(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    let done = command
        .stderr(Stdio::inherit())
        .current_dir(folder)
        .output()
        .map_err(|e| format!("{shown}: {e}"))?;
    if !done.status.success() {
        return Err(format!("{shown}: {}", done.status));
    }
    String::from_utf8(done.stdout).map_err(|e| format!("{shown}: {e}"))
}

fn is_of_package(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_MANIFEST_")
}

/// `vpnconform ARGUMENTS`: `$VPNCONFORM` is the program, else it is built in the release profile.
fn program(arguments: &[&str]) -> Result<Command> {
    let manifest = root().join("Cargo.toml");
    let words = std::env::var("VPNCONFORM").unwrap_or_else(|_| {
        format!(
            "cargo run --quiet --locked --release --manifest-path {} --bin vpnconform --",
            manifest.display()
        )
    });
    let mut words = words.split_whitespace();
    let name = words.next().ok_or("VPNCONFORM is empty")?;
    let path = root().join(name);
    let is_path = name.contains('/') && path.exists();
    let mut command = Command::new(if is_path { path } else { name.into() });
    command.args(words).args(arguments);
    Ok(command)
}

/// What `vpnconform ARGUMENTS` prints.
pub fn vpnconform(arguments: &[&str]) -> Result<String> {
    output(&mut program(arguments)?)
}

/// What it prints of a run that may find something, in a folder of its own.
pub fn printed(arguments: &[&str]) -> Result<String> {
    let folder = std::env::temp_dir().join(format!("vpnconform-printed-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let done = program(arguments)?
        .env("NO_COLOR", "1")
        .current_dir(&folder)
        .stderr(Stdio::inherit())
        .output();
    // What cannot be removed is in the way of nobody.
    let _ = std::fs::remove_dir_all(&folder);
    let done = done.map_err(|e| e.to_string())?;
    match done.status.code() {
        Some(0 | 1) => String::from_utf8(done.stdout).map_err(|e| e.to_string()),
        _ => Err(format!(
            "vpnconform {}: {}",
            arguments.join(" "),
            done.status
        )),
    }
}

/// What it prints, read as JSON.
pub fn vpnconform_json(arguments: &[&str]) -> Result<Value> {
    let text = vpnconform(arguments)?;
    serde_json::from_str(&text).map_err(|e| format!("vpnconform {}: {e}", arguments.join(" ")))
}
