//! `vpnconform selftest`: the kill matrix.

use vpnconform::evidence::shard::Shard;
use vpnconform::reference::mutant;
use vpnconform::reference::mutant::Mutant;
use vpnconform::report::output::{Format, Output};
use vpnconform::report::progress::Progress;
use vpnconform::rule;
use vpnconform::spec::version::ApiVersion;
use vpnconform::suite::selftest;
use vpnconform::suite::selftest::parser_mutants::ParserMutant;
use vpnconform::suite::selftest::server_mutants::Trial;
use vpnconform::suite::selftest::{
    Breadth, Kind, Matrix, ParserSubject, Problem, Subject, parser_mutants, render, server_mutants,
    server_variants,
};

use crate::cli::{mistake, print};

/// The arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Run this fault only, and show what every check says of it
    #[arg(long, value_name = "NAME", conflicts_with = "variant")]
    fault: Option<String>,
    /// Run this variant only, and show what every check says of it
    #[arg(long, value_name = "NAME")]
    variant: Option<String>,
    /// Run only the checks that name a fault against it: enough for the gate, but not the whole matrix
    #[arg(long)]
    named: bool,
    /// The matrix of the parser checks instead, over faulty and conforming parsers
    #[arg(long)]
    parsers: bool,
    /// Each two variants at once instead: none may fail
    #[arg(long, conflicts_with_all = ["fault", "variant", "named"])]
    pairs: bool,
    /// Generated faults instead, of the endpoint or with --parsers of our own parser: all of them or N of them evenly
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true,
        conflicts_with_all = ["fault", "variant", "named", "pairs", "report"])]
    mutants: Option<Option<usize>>,
    /// One generated fault or variant of the endpoint, by the id that --mutants or --variants prints
    #[arg(long, value_name = "ID",
        conflicts_with_all = ["fault", "variant", "named", "pairs", "parsers", "mutants", "variants", "report"])]
    mutant: Option<String>,
    /// Generated variants of the endpoint that conform instead, all of them or N of them evenly: none may fail
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true,
        conflicts_with_all = ["fault", "variant", "named", "pairs", "parsers", "mutants", "report"])]
    variants: Option<Option<usize>>,
    /// Every subject in this version, as far as it has anything to show there [default: each in the first one in which it has]
    #[arg(long, value_name = "VERSION", conflicts_with = "parsers")]
    api_version: Option<ApiVersion>,
    /// Only this part of the subjects, of so many
    #[arg(
        long,
        value_name = "I/N",
        default_value = "1/1",
        hide_default_value = true
    )]
    shard: Shard,
    /// Write the matrix as well, as json=PATH; - is standard output
    #[arg(long, value_name = "json=PATH")]
    report: Vec<Output>,
}

/// Runs the selftest: 0 when every check kills a fault, every fault is killed by the checks that name it, and nothing
/// fails on the reference or a variant; 1 otherwise.
pub fn run(args: &Args) -> u8 {
    let version = args.api_version.unwrap_or_default();
    match (&args.mutants, &args.mutant) {
        (Some(count), _) if args.parsers => {
            return hunt(evenly(parser_mutants::all(), *count, args.shard));
        }
        (Some(count), _) => {
            return mutants(&evenly(mutant::all(), *count, args.shard), version);
        }
        (None, Some(id)) => {
            let found = mutant::find(id);
            return match found {
                None => {
                    print::error(&format!("there is no generated fault {id:?}"));
                    print::USAGE
                }
                Some(one) if one.conforms() => variants(&[one], version),
                Some(one) => mutants(&[one], version),
            };
        }
        (None, None) => {}
    }
    if let Some(count) = &args.variants {
        return variants(&evenly(mutant::conforming(), *count, args.shard), version);
    }
    let matrix = match matrix(args) {
        Ok(matrix) => matrix,
        Err(message) => {
            print::error(&message);
            return print::USAGE;
        }
    };
    let mut problems = matrix.problems();
    let is_one = args.fault.is_some() || args.variant.is_some();
    if is_one || !args.shard.is_whole() {
        // Some of the faults cannot give teeth to all checks.
        problems.retain(|problem| !matches!(problem, Problem::Toothless { .. }));
    }
    if is_one {
        for row in matrix.rows.iter().skip(1) {
            print::out(&render::detail(&matrix, row));
        }
        for problem in &problems {
            print::out(&format!("problem: {problem}\n"));
        }
    } else {
        print::out(&render::text(&matrix, &problems));
    }
    let status = u8::from(!problems.is_empty());
    match reports(args, &matrix, &problems) {
        Ok(()) => status,
        Err(message) => print::unwritten(status, &message),
    }
}

/// So many of them evenly, or all, and of these the part of the shard.
fn evenly<T>(all: Vec<T>, count: Option<usize>, shard: Shard) -> Vec<T> {
    let step = count.map_or(1, |count| all.len().div_ceil(count.max(1)).max(1));
    let wanted = all.into_iter().step_by(step).enumerate();
    wanted
        .filter(|(place, _)| shard.takes(*place))
        .map(|(_, one)| one)
        .collect()
}

/// Runs generated parser mutants: 0 when at least 99 of 100 are found.
fn hunt(all: Vec<ParserMutant>) -> u8 {
    let hunt = watched(all.len(), |done| parser_mutants::hunt(&all, done));
    print::out(&hunt.text());
    u8::from(!hunt.is_enough())
}

/// Runs generated faults of the endpoint: 0 when each is found by a rule, or it is known why not.
fn mutants(all: &[Mutant], version: ApiVersion) -> u8 {
    let trials = watched(all.len(), |done| server_mutants::run(all, version, done));
    print::out(&server_mutants::text(&trials));
    u8::from(trials.iter().any(Trial::is_problem))
}

/// Runs generated variants of the endpoint: 0 when no rule fails on one.
fn variants(all: &[Mutant], version: ApiVersion) -> u8 {
    let trials = watched(all.len(), |done| server_variants::run(all, version, done));
    print::out(&server_variants::text(&trials));
    u8::from(trials.iter().any(|trial| !trial.alarms.is_empty()))
}

fn matrix(args: &Args) -> Result<Matrix, String> {
    for output in &args.report {
        if output.format != Format::Json {
            return Err(format!(
                "the selftest writes json only, not {}",
                output.format.name()
            ));
        }
    }
    let breadth = if args.named {
        Breadth::Named
    } else {
        Breadth::Whole
    };
    if args.parsers {
        let subjects = match (&args.fault, &args.variant) {
            (None, None) if args.pairs => part(ParserSubject::pairs(), args.shard),
            (None, None) => part(ParserSubject::all(), args.shard),
            (None, Some(name)) => {
                let variant = rule::parser_variant(name).ok_or_else(|| {
                    let names = rule::parser_variants().map(|v| v.id);
                    mistake::unknown("variant", name, names, "`vpnconform list variants`")
                })?;
                ParserSubject::for_variant(variant)
            }
            (Some(name), _) => {
                let mut faults = rule::parser_faults().iter();
                let fault = faults.find(|fault| fault.id == name);
                let fault = fault.ok_or_else(|| format!("there is no faulty parser {name:?}"))?;
                ParserSubject::for_fault(fault)
            }
        };
        return Ok(watched(subjects.len(), |done| {
            selftest::parsers(&subjects, breadth, done)
        }));
    }
    let subjects = if let Some(name) = &args.fault {
        let fault = rule::fault(name).ok_or_else(|| {
            let names = rule::faults().iter().map(|seeded| seeded.fault.id);
            mistake::unknown("fault", name, names, "`vpnconform serve --list-faults`")
        })?;
        Subject::for_fault(fault)
    } else if let Some(name) = &args.variant {
        let variant = rule::variant(name).ok_or_else(|| {
            let names = rule::variants().map(|variant| variant.id);
            mistake::unknown("variant", name, names, "`vpnconform serve --list-variants`")
        })?;
        Subject::for_variant(variant)
    } else if args.pairs {
        Subject::pairs()
    } else {
        Subject::all(breadth)
    };
    let is_one = args.fault.is_some() || args.variant.is_some();
    let subjects = match args.api_version {
        Some(version) => of_version(subjects, version, is_one),
        None => subjects,
    };
    let subjects = match is_one {
        true => subjects,
        false => part(subjects, args.shard),
    };
    Ok(watched(subjects.len(), |done| {
        selftest::servers(&subjects, done)
    }))
}

/// The subjects in this version, the reference first.
fn of_version(subjects: Vec<Subject>, version: ApiVersion, is_one: bool) -> Vec<Subject> {
    let mut references = Subject::all(Breadth::Whole);
    references.retain(|subject| matches!(subject.kind, Kind::Reference));
    if is_one {
        references.retain(|subject| subject.signature.is_none());
    }
    let others = subjects
        .into_iter()
        .filter(|subject| !matches!(subject.kind, Kind::Reference));
    let all = references.into_iter().chain(others);
    all.filter_map(|subject| subject.in_version(version))
        .collect()
}

/// Those of this part. The first is the reference, which every part has.
fn part<S>(subjects: Vec<S>, shard: Shard) -> Vec<S> {
    let all = subjects.into_iter().enumerate();
    let own = all.filter(|(place, _)| *place == 0 || shard.takes(*place));
    own.map(|(_, subject)| subject).collect()
}

/// Shows how far a run of so many subjects is.
fn watched<R>(count: usize, run: impl FnOnce(&(dyn Fn(&str) + Sync)) -> R) -> R {
    let progress = Progress::new(count, false);
    let result = run(&|title| {
        progress.probe(title);
        progress.done();
    });
    progress.finish();
    result
}

fn reports(args: &Args, matrix: &Matrix, problems: &[Problem]) -> Result<(), String> {
    for output in &args.report {
        let text = format!("{:#}\n", render::json(matrix, problems));
        match &output.path {
            None => print::out(&text),
            Some(path) => std::fs::write(path, text)
                .map_err(|error| format!("cannot write the report {}: {error}", path.display()))?,
        }
    }
    Ok(())
}
