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

/// What `vpnconform ARGUMENTS` prints. `$VPNCONFORM` is the program, else it is built in the release profile.
pub fn vpnconform(arguments: &[&str]) -> Result<String> {
    let words = std::env::var("VPNCONFORM")
        .unwrap_or_else(|_| "cargo run --quiet --locked --release --bin vpnconform --".to_owned());
    let mut words = words.split_whitespace();
    let name = words.next().ok_or("VPNCONFORM is empty")?;
    output(Command::new(name).args(words).args(arguments))
}

/// What it prints, read as JSON.
pub fn vpnconform_json(arguments: &[&str]) -> Result<Value> {
    let text = vpnconform(arguments)?;
    serde_json::from_str(&text).map_err(|e| format!("vpnconform {}: {e}", arguments.join(" ")))
}
