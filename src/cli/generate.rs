//! `vpnconform generate`: documents with their expectation, for use by any other tool.

use std::fs;
use std::path::{Path, PathBuf};

use vpnconform::generate::document::cases;
use vpnconform::suite::generator_coverage::Reach;
use vpnconform::suite::parser::regression;

use crate::cli::print;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write to; made if it is not there
    #[arg(value_name = "FOLDER", required_unless_present = "reach")]
    folder: Option<PathBuf>,
    /// How many documents are generated
    #[arg(long, default_value_t = 100, value_name = "N")]
    cases: usize,
    /// The seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The page's examples and each deviation of them too
    #[arg(long)]
    catalogue: bool,
    /// Write nothing, but count what comes up in N requests and N documents; status 1 if anything never does
    #[arg(long, value_name = "N", conflicts_with_all = ["folder", "cases", "catalogue"])]
    reach: Option<usize>,
}

/// Writes the documents: NAME.xml, and NAME.json with what a parser must make of it. Or counts what comes up.
pub fn run(args: &Args) -> u8 {
    if let Some(cases) = args.reach {
        return reach(args.seed, cases);
    }
    let folder = args.folder.as_deref().unwrap_or(Path::new("."));
    match write_all(args, folder) {
        Ok(count) => {
            print::out(&format!("{count} documents in {}\n", folder.display()));
            0
        }
        Err(error) => {
            print::error(&format!("{}: {error}", folder.display()));
            print::USAGE
        }
    }
}

fn reach(seed: u64, cases: usize) -> u8 {
    let reach = Reach::of(seed, cases);
    let mut out = String::new();
    for (kind, name, count) in reach.counts() {
        out.push_str(&format!("{count:>9}  {kind}  {name}\n"));
    }
    let unreached = reach.unreached().count();
    out.push_str(&format!(
        "{cases} requests and {cases} documents reach {} of {}\n",
        reach.counts().count() - unreached,
        reach.counts().count()
    ));
    print::out(&out);
    for (kind, name) in reach.unreached() {
        print::error(&format!("never reached: {kind} {name}"));
    }
    u8::from(unreached > 0)
}

fn write_all(args: &Args, folder: &Path) -> std::io::Result<usize> {
    fs::create_dir_all(folder)?;
    let mut count = 0;
    if args.catalogue {
        for document in cases::twins().into_iter().chain(cases::deviations(
            vpnconform::rule::document_mutations(),
            &|_| true,
        )) {
            let name = document.deviation.map_or("page-example", |d| d.id);
            regression::save(
                folder,
                &format!("{}.{name}", document.target().as_str()),
                &document,
            )?;
            count += 1;
        }
    }
    for (number, (valid, deviating)) in cases::generated(
        args.seed,
        args.cases,
        vpnconform::rule::document_mutations(),
    )
    .enumerate()
    {
        let document = deviating.unwrap_or(valid);
        regression::save(
            folder,
            &format!("{}.generated-{number:06}", document.target().as_str()),
            &document,
        )?;
        count += 1;
    }
    Ok(count)
}
