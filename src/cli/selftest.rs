//! `vpnconform selftest`: the kill matrix.

use vpnconform::parser;
use vpnconform::reference::variant;
use vpnconform::report::output::{Format, Output};
use vpnconform::report::progress::Progress;
use vpnconform::rule;
use vpnconform::suite::selftest;
use vpnconform::suite::selftest::mutants;
use vpnconform::suite::selftest::{Breadth, Matrix, ParserSubject, Problem, Subject, render};

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
    /// With --parsers: every two conforming differences at once instead
    #[arg(long, requires = "parsers", conflicts_with_all = ["fault", "variant"])]
    pairs: bool,
    /// With --parsers: generated mutants of our own parser instead, all of them or N of them evenly
    #[arg(long, value_name = "N", num_args = 0..=1, require_equals = true, requires = "parsers",
        conflicts_with_all = ["fault", "variant", "pairs", "report"])]
    mutants: Option<Option<usize>>,
    /// Write the matrix as well, as json=PATH; - is standard output
    #[arg(long, value_name = "json=PATH")]
    report: Vec<Output>,
}

/// Runs the selftest: 0 when every check kills a fault, every fault is killed by the checks that name it, and nothing
/// fails on the reference or a variant; 1 otherwise.
pub fn run(args: &Args) -> u8 {
    if let Some(count) = args.mutants {
        return hunt(count);
    }
    let matrix = match matrix(args) {
        Ok(matrix) => matrix,
        Err(message) => {
            print::error(&message);
            return print::USAGE;
        }
    };
    let mut problems = matrix.problems();
    if args.fault.is_some() || args.variant.is_some() {
        // One fault cannot give teeth to all checks.
        problems.retain(|problem| !matches!(problem, Problem::Toothless { .. }));
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

/// Runs the generated parser mutants: 0 when at least 99 of 100 are found.
fn hunt(count: Option<usize>) -> u8 {
    let mut all = mutants::all();
    if let Some(count) = count {
        let step = all.len().div_ceil(count.max(1)).max(1);
        all = all.into_iter().step_by(step).collect();
    }
    let progress = Progress::new(all.len(), false);
    let hunt = mutants::hunt(&all, &|place| {
        progress.probe(place);
        progress.done();
    });
    progress.finish();
    print::out(&hunt.text());
    u8::from(!hunt.is_enough())
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
            (None, None) if args.pairs => ParserSubject::pairs(),
            (None, None) => ParserSubject::all(),
            (None, Some(name)) => {
                let variant = parser::variant::find(name).ok_or_else(|| {
                    let names = parser::variant::VARIANTS.iter().map(|v| v.id);
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
            selftest::parsers(&subjects, done)
        }));
    }
    let subjects = if let Some(name) = &args.fault {
        let fault = rule::fault(name).ok_or_else(|| {
            let names = rule::faults().iter().map(|seeded| seeded.fault.id);
            mistake::unknown("fault", name, names, "`vpnconform serve --list-faults`")
        })?;
        Subject::for_fault(fault)
    } else if let Some(name) = &args.variant {
        let variant = variant::find(name).ok_or_else(|| {
            let names = variant::catalogue().map(|variant| variant.id);
            mistake::unknown("variant", name, names, "`vpnconform serve --list-variants`")
        })?;
        Subject::for_variant(variant)
    } else {
        Subject::all(breadth)
    };
    Ok(watched(subjects.len(), |done| {
        selftest::servers(&subjects, done)
    }))
}

/// Shows how far a run of so many subjects is.
fn watched(count: usize, run: impl FnOnce(&(dyn Fn(&str) + Sync)) -> Matrix) -> Matrix {
    let progress = Progress::new(count, false);
    let matrix = run(&|title| {
        progress.probe(title);
        progress.done();
    });
    progress.finish();
    matrix
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
