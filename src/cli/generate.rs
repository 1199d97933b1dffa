//! `vpnconform generate`: documents with their expectation, for use by any other tool.

mod write;

use std::fs;
use std::path::{Path, PathBuf};

use vpnconform::generate::document::cases;
use vpnconform::rule::parser::catalogue;
use vpnconform::suite::generator_coverage::Reach;
use vpnconform::suite::parser::corpus::Selection;
use vpnconform::suite::parser::{corpus, regression};

use crate::cli::print;
use crate::cli::select::Selected;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write to; made if it is not there
    #[arg(value_name = "FOLDER", required_unless_present_any = ["reach", "corpus"])]
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
    /// Write the suites as a corpus instead: valid/, invalid/ and policy/, beside each document its fields or the reason,
    /// requests.ndjson, and a manifest.json. A corpus that is there is replaced; a folder that holds anything else is refused
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["folder", "catalogue"])]
    corpus: Option<PathBuf>,
    /// Leave documents and requests with more bytes out of the corpus; the manifest names them
    #[arg(
        long,
        value_name = "BYTES",
        default_value_t = 16_384,
        requires = "corpus"
    )]
    max_size: usize,
    /// Only documents and requests of checks whose id matches; may be repeated
    #[arg(long, value_name = "GLOB", requires = "corpus")]
    only: Vec<String>,
    /// Only responses, configurations, errors or requests
    #[arg(long, value_enum, requires = "corpus")]
    target: Option<Kind>,
    /// Write nothing, but count what comes up in N requests and N documents; status 1 if anything never does
    #[arg(long, value_name = "N", conflicts_with_all = ["folder", "cases", "catalogue", "corpus"])]
    reach: Option<usize>,
}

/// What a corpus holds.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kind {
    Response,
    Configuration,
    Error,
    Request,
}

/// Writes the documents: NAME.xml, and NAME.json with what a parser must make of it. Or counts what comes up.
pub fn run(args: &Args) -> u8 {
    if let Some(cases) = args.reach {
        return reach(args.seed, cases);
    }
    if let Some(folder) = &args.corpus {
        return write_corpus(args, folder);
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

fn write_corpus(args: &Args, folder: &Path) -> u8 {
    let documents = catalogue().iter().map(|check| check.id);
    let ids = documents.chain(corpus::request_checks());
    let selected = match Selected::new(&args.only, &[], ids) {
        Ok(selected) => selected,
        Err((status, message)) => {
            print::error(&message);
            return status;
        }
    };
    let selects = |id: &str| selected.selects(id);
    let selection = Selection {
        seed: args.seed,
        cases: args.cases,
        max_size: args.max_size,
        selects: &selects,
        kind: args.target.map(|target| match target {
            Kind::Response => corpus::Kind::Response,
            Kind::Configuration => corpus::Kind::Configuration,
            Kind::Error => corpus::Kind::Error,
            Kind::Request => corpus::Kind::Request,
        }),
    };
    match write::write(folder, selection) {
        Ok((count, bytes)) => {
            print::out(&format!(
                "{count} documents, {bytes} bytes in {}\n",
                folder.display()
            ));
            0
        }
        Err(error) => {
            print::error(&error);
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
