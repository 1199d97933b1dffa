//! `keep TARGET FILE FOLDER`: makes of a crash of a target the file that is kept among the regressions, and prints its path.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use vpnconform::suite::oracle::corpus::keep;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [target, file, folder] = arguments.as_slice() else {
        eprintln!("usage: keep TARGET FILE FOLDER");
        return ExitCode::from(2);
    };
    let kept = fs::read(file).and_then(|bytes| keep(Path::new(folder), target, &bytes));
    match kept {
        Ok(Some(path)) => println!("{}", path.display()),
        Ok(None) => eprintln!("{target}: {file} is kept already, or does not fail"),
        Err(error) => {
            eprintln!("{file}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
