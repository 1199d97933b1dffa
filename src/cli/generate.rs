//! `vpnconform generate`: documents with their expectation, for use by any other tool.

use std::fs;
use std::path::PathBuf;

use crate::cli::print;
use crate::generate::document::suite;
use crate::parser::regression;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write to; made if it is not there
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// How many documents are generated
    #[arg(long, default_value_t = 100, value_name = "N")]
    cases: usize,
    /// The seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The page's examples and each deviation of them too
    #[arg(long)]
    catalogue: bool,
}

/// Writes the documents: NAME.xml, and NAME.json with what a parser must make of it.
pub fn run(args: &Args) -> u8 {
    match write_all(args) {
        Ok(count) => {
            print::out(&format!("{count} documents in {}\n", args.folder.display()));
            0
        }
        Err(error) => {
            print::error(&format!("{}: {error}", args.folder.display()));
            print::USAGE
        }
    }
}

fn write_all(args: &Args) -> std::io::Result<usize> {
    fs::create_dir_all(&args.folder)?;
    let mut count = 0;
    if args.catalogue {
        for document in suite::twins()
            .into_iter()
            .chain(suite::deviations(&|_| true))
        {
            let name = document.deviation.map_or("page-example", |d| d.id);
            regression::save(
                &args.folder,
                &format!("{}.{name}", document.target().as_str()),
                &document,
            )?;
            count += 1;
        }
    }
    for (number, (valid, deviating)) in suite::generated(args.seed, args.cases).enumerate() {
        let document = deviating.unwrap_or(valid);
        regression::save(
            &args.folder,
            &format!("{}.generated-{number:06}", document.target().as_str()),
            &document,
        )?;
        count += 1;
    }
    Ok(count)
}
