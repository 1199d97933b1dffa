//! The archive with its checksum and its bill of materials.

use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Result;
use crate::corpus::sha256;
use crate::dist::{Release, sbom};
use crate::program::root;

const PAPERS: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// `vpnconform-VERSION-TARGET.tar.gz`, the same bytes from the same program, with `.sha256` and `.cdx.json` beside it.
pub fn write(release: &Release) -> Result<()> {
    let name = format!("vpnconform-{}-{}", release.version, release.target);
    let path = release.out.join(format!("{name}.tar.gz"));
    let bytes = pack(release, &name).map_err(|e| format!("{}: {e}", path.display()))?;
    save(&path, &bytes)?;
    let sum = format!("{}  {name}.tar.gz\n", sha256(&bytes));
    save(
        &release.out.join(format!("{name}.tar.gz.sha256")),
        sum.as_bytes(),
    )?;
    let bill = format!("{:#}\n", sbom::of(release)?);
    save(
        &release.out.join(format!("{name}.cdx.json")),
        bill.as_bytes(),
    )?;
    println!("{}: {} bytes", path.display(), bytes.len());
    Ok(())
}

fn pack(release: &Release, name: &str) -> std::io::Result<Vec<u8>> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    let mut add = |path: &Path, mode| {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let content = std::fs::read(path)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(mode);
        header.set_mtime(0);
        tar.append_data(&mut header, format!("{name}/{file}"), content.as_slice())
    };
    add(&release.binary, 0o755)?;
    for paper in PAPERS {
        add(&root().join(paper), 0o644)?;
    }
    tar.into_inner()?.finish()
}

fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|e| format!("{}: {e}", path.display()))
}
