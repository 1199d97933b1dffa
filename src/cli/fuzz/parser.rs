//! `vpnconform fuzz parser`.

use vpnconform::clock;
use vpnconform::parser::process::group;
use vpnconform::rule::parser::catalogue;
use vpnconform::suite::fuzz;
use vpnconform::suite::fuzz::{Defect, Session};
use vpnconform::suite::parser::regression;
use vpnconform::suite::parser::run::Options;
use vpnconform::suite::report::Facts;

use crate::cli::endpoint::{Known, Scope};
use crate::cli::fuzz::voice::{Voice, command};
use crate::cli::fuzz::{Fuzzing, Refusal, usage};
use crate::cli::parser::Workers;
use crate::cli::parser::open::Start;
use crate::cli::print;

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What is run
    #[command(flatten)]
    start: Start,
    /// How long
    #[command(flatten)]
    fuzzing: Fuzzing,
    /// Remove from the corpus what shows no kind of outcome that smaller documents do not show, and end
    #[arg(long, requires = "corpus")]
    minimise: bool,
    /// Which checks, of which version
    #[command(flatten)]
    scope: Scope,
    /// How much at a time
    #[command(flatten)]
    workers: Workers,
    /// What is decided and known
    #[command(flatten)]
    known: Known,
}

/// Fuzzes: the exit status of the program.
pub(super) fn run(args: &Args) -> u8 {
    // Without it parsers run all the same.
    if let Ok(program) = std::env::current_exe() {
        group::protect(program);
    }
    let status = fuzz(args).unwrap_or_else(|(status, message)| {
        print::error(&message);
        status
    });
    group::finish();
    status
}

fn fuzz(args: &Args) -> Result<u8, Refusal> {
    let ids = catalogue().iter().map(|check| check.id);
    let selected = args.scope.selection.of(ids)?;
    let mut ready = args.fuzzing.prepare(&args.known)?;
    let documents = match ready.corpus.folder().map(regression::load) {
        Some(documents) => documents.map_err(usage)?,
        None => Vec::new(),
    };
    let mut parsers = args.workers.open(&args.start)?;
    let name = parsers.first().map(|parser| parser.hello().name.clone());
    let name = name.unwrap_or_default();
    let start = args.start.words();
    let again = |defect: &Defect| {
        let folder = defect.file.as_deref().and_then(std::path::Path::parent);
        let folder = folder
            .map(|folder| folder.display().to_string())
            .unwrap_or_default();
        let check = defect
            .checks
            .first()
            .map(String::as_str)
            .unwrap_or_default();
        let mut words = vec![
            "parser",
            "--regressions",
            &folder,
            "--only",
            check,
            "--cases",
            "0",
        ];
        words.extend(start.iter().map(String::as_str));
        command(words)
    };
    let voice = Voice::new(&args.fuzzing, "documents", &name, &again);
    args.fuzzing.start(&ready.stop);
    let accepted = ready.accepts();
    let session = Session {
        cases: args.fuzzing.cases,
        stop: &ready.stop.clone(),
        rulings: &args.known.rulings,
        accepted: &accepted,
        tell: &voice,
    };
    let options = Options {
        api_version: args.scope.api_version,
        seed: args.fuzzing.seed,
        selects: &|id| selected.selects(id),
        pace: args.workers.rate.unwrap_or_default(),
        framing: args.start.framing(),
        ..Options::default()
    };
    let facts = Facts {
        api_version: args.scope.api_version.to_string(),
        seed: args.fuzzing.seed,
        level: Some(args.scope.level.into()),
        started: Some(clock::now().to_string()),
        ..Facts::default()
    };
    let of = (&mut ready.corpus, documents.as_slice());
    let report = match args.minimise {
        true => {
            let (report, removed) =
                fuzz::parser::minimise(&mut parsers, options, &facts, &session, of)
                    .map_err(usage)?;
            voice.minimised(ready.corpus.len(), removed);
            report
        }
        false => fuzz::parser::run(&mut parsers, options, &facts, &session, of).map_err(usage)?,
    };
    Ok(args.fuzzing.finish(&args.known, ready, report, &voice))
}
