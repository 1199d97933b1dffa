//! Packages for npm: one with the program for a platform, and one that runs that of this platform.

use std::path::Path;
use std::process::Command;

use serde_json::{Map, Value, json};

use crate::Result;
use crate::dist::Release;
use crate::program::{output, read, root};
use crate::table::{list, text};

/// Packs the package for the target and the main package, both with the version of Cargo.toml.
pub fn pack(release: &Release) -> Result<()> {
    let platforms: Value =
        serde_json::from_str(&read("packages/npm/platforms.json")?).map_err(|e| e.to_string())?;
    let platforms = list(&platforms, "platforms");
    let staged = release.out.join("npm-staged");
    if let Some(platform) = platforms
        .iter()
        .find(|p| text(p, "target") == release.target)
    {
        let folder = staged.join("platform");
        let name = release.binary.file_name().unwrap_or_default();
        copy(&release.binary, &folder.join("bin").join(name))?;
        write(&folder, &platform_package(release, platform))?;
        tarball(&folder, &release.out)?;
    } else {
        println!("ABSENT  no npm package for {}", release.target);
    }
    let folder = staged.join("main");
    for file in ["README.md", "platforms.json", "bin/vpnconform.js"] {
        copy(&root().join("packages/npm").join(file), &folder.join(file))?;
    }
    write(&folder, &main_package(release, platforms))?;
    tarball(&folder, &release.out)?;
    std::fs::remove_dir_all(&staged).map_err(|e| format!("{}: {e}", staged.display()))
}

fn platform_package(release: &Release, platform: &Value) -> Value {
    let mut package = json!({
        "name": platform["name"],
        "version": release.version,
        "description": format!("The program vpnconform for {}", release.target),
        "license": "MIT OR Apache-2.0",
        "os": [platform["os"]],
        "cpu": [platform["cpu"]],
        "files": ["bin"],
    });
    if !platform["libc"].is_null() {
        package["libc"] = json!([platform["libc"]]);
    }
    package
}

fn main_package(release: &Release, platforms: &[Value]) -> Value {
    let optional: Map<String, Value> = platforms
        .iter()
        .map(|platform| (text(platform, "name").to_owned(), json!(release.version)))
        .collect();
    json!({
        "name": "vpnconform",
        "version": release.version,
        "description": "Conformance tests for servers and parsers of the EC2 Query API action CreateVpnConnection",
        "license": "MIT OR Apache-2.0",
        "keywords": ["conformance", "ec2", "vpn"],
        "engines": {"node": ">=18"},
        "bin": {"vpnconform": "bin/vpnconform.js"},
        "files": ["bin", "platforms.json"],
        "optionalDependencies": optional,
    })
}

fn write(folder: &Path, package: &Value) -> Result<()> {
    let path = folder.join("package.json");
    std::fs::write(&path, format!("{package:#}\n")).map_err(|e| format!("{}: {e}", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let copied = match to.parent() {
        Some(folder) => std::fs::create_dir_all(folder).and_then(|()| std::fs::copy(from, to)),
        None => std::fs::copy(from, to),
    };
    copied
        .map(|_| ())
        .map_err(|e| format!("{} to {}: {e}", from.display(), to.display()))
}

fn tarball(folder: &Path, out: &Path) -> Result<()> {
    output(
        Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" })
            .args(["pack", "--silent", "--pack-destination"])
            .arg(out)
            .arg(folder),
    )
    .map(|_| ())
}
