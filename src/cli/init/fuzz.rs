//! `vpnconform init --fuzz`: the fuzz targets of a crate, with all that engines and CI want beside them.

use std::path::Path;

use vpnconform::atomic_file;
use vpnconform::generate::document::cases::noise;

/// The words of documents and requests.
const DICTIONARY: &str = include_str!("fuzz/dictionary.txt");

/// The files by path, with `{crate}` for the name of the crate.
const FILES: &[(&str, &str)] = &[
    ("fuzz/Cargo.toml", include_str!("fuzz/Cargo.toml.txt")),
    (
        "fuzz/.gitignore",
        "/artifacts\n/corpus\n/coverage\n/target\n",
    ),
    (
        "fuzz/fuzz_targets/parser.rs",
        include_str!("fuzz/parser.rs.txt"),
    ),
    (
        "fuzz/fuzz_targets/endpoint.rs",
        include_str!("fuzz/endpoint.rs.txt"),
    ),
    ("fuzz/dictionary.txt", DICTIONARY),
    (
        ".clusterfuzzlite/Dockerfile",
        include_str!("fuzz/Dockerfile.txt"),
    ),
    (
        ".clusterfuzzlite/build.sh",
        include_str!("fuzz/build.sh.txt"),
    ),
    (".clusterfuzzlite/project.yaml", "language: rust\n"),
    (
        ".github/workflows/fuzz.yml",
        include_str!("fuzz/workflow.yml.txt"),
    ),
];

/// So many inputs to begin with.
const SEEDS: u64 = 32;

/// Writes the files below the crate in this folder: what was written.
pub(super) fn write(folder: &Path) -> Result<Vec<String>, String> {
    let manifest = folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).map_err(|error| {
        format!(
            "{}: {error}; run it in the folder of a crate",
            manifest.display()
        )
    })?;
    let name = name(&text).ok_or_else(|| format!("{} names no package", manifest.display()))?;
    let mut files: Vec<(String, Vec<u8>)> = FILES
        .iter()
        .map(|(path, text)| {
            (
                (*path).to_owned(),
                text.replace("{crate}", &name).into_bytes(),
            )
        })
        .collect();
    for target in ["parser", "endpoint"] {
        let seeds = (0..SEEDS).map(|seed| {
            let path = format!("fuzz/seeds/{target}/{seed:02}");
            (path, noise(seed).to_vec())
        });
        files.extend(seeds);
    }
    if let Some((path, _)) = files.iter().find(|(path, _)| folder.join(path).exists()) {
        return Err(format!(
            "{path} exists and is left as it is; nothing was written"
        ));
    }
    for (path, bytes) in &files {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| atomic_file::put(&path, bytes))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let named = files.into_iter().map(|(path, _)| path);
    Ok(named
        .filter(|path| !path.starts_with("fuzz/seeds/"))
        .collect())
}

/// The name of the package.
fn name(manifest: &str) -> Option<String> {
    let manifest: toml_edit::DocumentMut = manifest.parse().ok()?;
    let name = manifest.get("package")?.get("name")?.as_str()?;
    Some(name.to_owned())
}
