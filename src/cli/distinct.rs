//! What a run writes goes to files of their own: none takes the place of another, nor of what the program keeps.
use std::path::{Path, PathBuf};

use vpnconform::evidence::file;
use vpnconform::report::output::Output;
use vpnconform::run::ledger;

/// Refuses paths that name one file, and those of the ledger and of the exchanges of the last run.
pub fn distinct<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Result<(), String> {
    let ledger = ledger::path();
    let kept = [
        ledger.with_extension("lock"),
        ledger.with_extension("gate"),
        ledger,
        PathBuf::from(file::LAST),
    ];
    let mut known: Vec<PathBuf> = kept.iter().map(|path| place(path)).collect();
    for path in paths {
        let at = place(path);
        match known.iter().position(|other| *other == at) {
            Some(kept) if kept < 4 => {
                return Err(format!(
                    "{} is kept by vpnconform itself: give another path",
                    path.display()
                ));
            }
            Some(_) => {
                return Err(format!(
                    "{} would be written twice: give each report a path of its own",
                    path.display()
                ));
            }
            None => known.push(at),
        }
    }
    Ok(())
}

/// The files of these reports; standard output is none, and neither is a device.
pub fn files(outputs: &[Output]) -> impl Iterator<Item = &Path> {
    let paths = outputs.iter().filter_map(|output| output.path.as_deref());
    paths.filter(|path| !path.exists() || path.is_file())
}

/// The file, whichever way it is written.
fn place(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = match (whole.parent(), whole.file_name()) {
        // The file need not be there yet, nor its folder.
        (Some(folder), Some(name)) => folder.canonicalize().map(|folder| folder.join(name)),
        _ => return whole,
    };
    whole.canonicalize().or(real).unwrap_or(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_written_twice() {
        let paths = |paths: &[&str]| distinct(paths.iter().map(|path| Path::new(*path)));
        assert_eq!(paths(&["a.json", "b.json", "x/a.json"]), Ok(()));
        assert!(paths(&["a.json", "./src/../a.json"]).is_err());
        assert!(paths(&[".vpnconform/ledger.ndjson"]).is_err());
        assert!(paths(&["./.vpnconform/last.json"]).is_err());
    }
}
