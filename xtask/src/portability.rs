//! Whether the project builds for platforms other than this one, as far as `cargo check` can say.

use std::path::Path;
use std::process::Command;

use crate::Result;
use crate::program::{output, root};

const TRIPLES: [&str; 5] = [
    "x86_64-unknown-linux-musl",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-pc-windows-gnu",
];

/// Checks the library without features and, where there is a C compiler for ring, the program too. A target that the
/// toolchain does not have is named; with CI_STRICT=1 that is a failure.
pub fn run(triples: &[&str]) -> Result<()> {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]))?;
    let triples = if triples.is_empty() {
        &TRIPLES[..]
    } else {
        triples
    };
    let strict = std::env::var("CI_STRICT").is_ok_and(|value| value == "1");
    let mut failed = Vec::new();
    for triple in triples {
        if !Path::new(sysroot.trim())
            .join("lib/rustlib")
            .join(triple)
            .exists()
        {
            println!("ABSENT  {triple}: rustup target add {triple}");
            if strict {
                failed.push(format!("{triple} is absent"));
            }
            continue;
        }
        for (what, arguments) in [
            ("library", &["--lib", "--no-default-features"][..]),
            ("program", &["--lib", "--bins"][..]),
        ] {
            match compiler(triple) {
                Err(absent) if what == "program" => {
                    println!("ABSENT  {triple}, program: ring needs a C compiler for it: {absent}");
                    continue;
                }
                _ => {}
            }
            let status = Command::new("cargo")
                .args([
                    "check",
                    "--quiet",
                    "--locked",
                    "--package",
                    "vpnconform",
                    "--target",
                    triple,
                ])
                .args(arguments)
                .current_dir(root())
                .status()
                .map_err(|e| e.to_string())?;
            println!(
                "{}  {triple}, {what}",
                if status.success() { "PASS  " } else { "FAILED" }
            );
            if !status.success() {
                failed.push(format!("{triple}, {what}"));
            }
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("does not build: {}", failed.join("; ")))
    }
}

/// Whether the build script of ring finds a C compiler: that of the host on its own platform, one by name, or `CC_TRIPLE`.
fn compiler(triple: &str) -> std::result::Result<(), String> {
    let variable = format!("CC_{}", triple.replace('-', "_"));
    if std::env::var_os(&variable).is_some() {
        return Ok(());
    }
    let native = (triple.contains("apple") && cfg!(target_os = "macos"))
        || (triple.contains("msvc") && cfg!(target_os = "windows"));
    let name = match triple {
        _ if native => return Ok(()),
        "x86_64-unknown-linux-musl" => "musl-gcc",
        "x86_64-pc-windows-gnu" => "x86_64-w64-mingw32-gcc",
        _ => return Err(format!("set {variable}, or check on that platform")),
    };
    let found = Command::new(name)
        .arg("--version")
        .output()
        .is_ok_and(|done| done.status.success());
    if found {
        Ok(())
    } else {
        Err(format!("no {name}, and no {variable}"))
    }
}
