//! What is given in which order, before anything is given: lots that can be done apart from each other.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::LazyLock;

use crate::generate::document::field::Target;
use crate::generate::document::mutant::Place;
use crate::generate::document::mutation::{Effect, OfRule};
use crate::generate::document::{Document, VALID};
use crate::parser::Hello;
use crate::parser::framing::Delivery;
use crate::rule;
use crate::rule::parser::Practice;
use crate::suite::parser::run::Options;
use crate::suite::parser::run::pieces::{self, SIZES};
use crate::suite::parser::run::truncation;

/// One step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Task {
    /// The example with a deviation, made in the usual place or in this one.
    Deviation(OfRule, Target, Option<Place>),
    /// A generated document, by number.
    Generated(u64),
    /// A document out of files, by number.
    Stored(usize),
    /// The example, delivered in another way, for the rule of this id.
    Delivery(&'static str, &'static Delivery),
    /// The example, or with a mutation, whole and in pieces of so many bytes.
    Pieces(Option<OfRule>, Target, NonZeroUsize),
    /// Prefixes of the example from this length on.
    Prefixes(Target, usize),
}

impl Task {
    /// The checks that its documents can tell of.
    pub(super) fn checks(self, options: &Options<'_>) -> Vec<&'static str> {
        match self {
            Self::Deviation(deviation, ..) => vec![deviation.check],
            Self::Generated(n) => {
                let judged = generated(n, options).map(|document| document.check);
                judged.into_iter().collect()
            }
            Self::Stored(n) => {
                let document = options.stored.get(n).map(|document| document.check);
                document.into_iter().collect()
            }
            Self::Delivery(check, _) => vec![check],
            Self::Pieces(..) => vec![Practice::Pieces.rule()],
            Self::Prefixes(..) => vec![Practice::Prefixes.rule()],
        }
    }
}

/// Steps for one process without another in between.
#[derive(Debug)]
pub(super) struct Lot {
    /// The number of the first step in the plan.
    pub(super) first: usize,
    pub(super) tasks: Vec<Task>,
}

/// A known good document is given after so many.
const BETWEEN: usize = 8;
/// In so many more places a deviation is made.
const OTHER: usize = 3;
/// So many prefixes are one step.
pub(super) const PREFIXES: usize = 256;

/// The lots of a run for a parser that reads these examples and says this of itself.
pub(super) fn plan(examples: &[Document], hello: &Hello, options: &Options<'_>) -> Vec<Lot> {
    let reads = |target| examples.iter().any(|d| d.target() == target);
    let deviations = |heavy| {
        rule::document_mutations()
            .iter()
            .filter(move |d| d.heavy == heavy && options.gives(d.check))
            .flat_map(|d| d.targets.iter().map(move |t| (d, *t)))
            .filter(move |(_, target)| reads(*target))
            .flat_map(move |(d, target)| {
                let more = match options.places {
                    true => more_places(d, target),
                    false => &[],
                };
                let more = more.iter().map(|place| Some(*place));
                [None]
                    .into_iter()
                    .chain(more)
                    .map(move |place| Task::Deviation(d, target, place))
            })
    };
    let mut lots = Lots::default();
    if options.fixed {
        lots.add(mixed(deviations(false).collect()).into_iter(), BETWEEN);
    }
    if options.fixed && options.heavy {
        lots.add(deviations(true), 1);
    }
    let stored = options.stored.iter().enumerate();
    let stored = stored.filter(|(_, d)| reads(d.target()) && options.gives(d.check));
    lots.add(stored.map(|(n, _)| Task::Stored(n)), BETWEEN);
    lots.add(
        (options.first..).take(options.cases).map(Task::Generated),
        BETWEEN,
    );
    let deliveries = rule::parser::deliveries().filter(|(check, _)| {
        options.fixed && hello.http && reads(Target::Response) && options.gives(check)
    });
    lots.add(
        deliveries.map(|(check, delivery)| Task::Delivery(check, delivery)),
        BETWEEN,
    );
    if options.fixed && hello.pieces && options.gives(Practice::Pieces.rule()) {
        lots.add(in_pieces(examples).into_iter(), BETWEEN);
    }
    if options.fixed && options.cut_every > 0 && options.gives(Practice::Prefixes.rule()) {
        for example in examples {
            let starts = (0..example.body().len()).step_by(PREFIXES * options.cut_every);
            lots.add(starts.map(|at| Task::Prefixes(example.target(), at)), 1);
        }
    }
    let numbered = lots.0.into_iter().enumerate();
    let ours = numbered.filter(|(n, _)| options.shard.takes(*n));
    ours.map(|(_, lot)| lot).collect()
}

/// Each mutation byte by byte, and in pieces of other sizes what is read as at first between others.
fn in_pieces(examples: &[Document]) -> Vec<Task> {
    let sizes = SIZES.into_iter().filter_map(NonZeroUsize::new);
    let targets = examples.iter().map(Document::target);
    let mutations = || rule::document_mutations().light.iter().copied();
    targets
        .flat_map(|target| {
            let known = mutations().filter(|mutation| mutation.known_good);
            let known = [None].into_iter().chain(known.map(Some));
            let known = known.flat_map(|of| {
                sizes
                    .clone()
                    .map(move |size| Task::Pieces(of, target, size))
            });
            let others = mutations()
                .filter(move |mutation| !mutation.known_good && mutation.targets.contains(&target))
                .map(move |mutation| Task::Pieces(Some(mutation), target, NonZeroUsize::MIN));
            known.chain(others).collect::<Vec<_>>()
        })
        .collect()
}

/// What is to be refused between what is to be accepted: a parser may be another after a rejection.
fn mixed(tasks: Vec<Task>) -> Vec<Task> {
    let is_rejected = |task: &Task| matches!(task, Task::Deviation(deviation, ..) if deviation.effect == Effect::Reject);
    let (rejected, others): (Vec<_>, Vec<_>) = tasks.into_iter().partition(is_rejected);
    let (mut rejected, mut others) = (rejected.into_iter(), others.into_iter());
    let mut mixed = Vec::new();
    loop {
        let before = mixed.len();
        mixed.extend(rejected.by_ref().take(2));
        mixed.extend(others.by_ref().take(2));
        if mixed.len() == before {
            return mixed;
        }
    }
}

/// Where else a deviation is made: a rule may be kept in one place and not in another. None for one that is the same
/// wherever it is made, and for large ones.
fn more_places(deviation: OfRule, target: Target) -> &'static [Place] {
    static ALL: LazyLock<BTreeMap<(&str, Target), Vec<Place>>> = LazyLock::new(|| {
        let light = rule::document_mutations().light.iter();
        let of = light.flat_map(|d| d.targets.iter().map(move |target| (*d, *target)));
        let mut all = BTreeMap::new();
        for (deviation, target) in of {
            let example = Document::example(target);
            let usual = example.deviate(deviation);
            let mut places = Place::all(target)
                .iter()
                .skip(1)
                .take(OTHER)
                .copied()
                .collect::<Vec<_>>();
            places.retain(|place| {
                let other = example.deviate_at(deviation, Some(*place));
                let bodies = (usual.as_ref(), other.as_ref());
                matches!(bodies, (Some(usual), Some(other)) if usual.body() != other.body())
            });
            all.insert((deviation.id, target), places);
        }
        all
    });
    ALL.get(&(deviation.id, target)).map_or(&[], Vec::as_slice)
}

/// The document of this number that is judged, if any is.
fn generated(n: u64, options: &Options<'_>) -> Option<Document> {
    let (valid, deviating) = options.pair(n);
    deviating.or_else(|| options.gives(VALID).then_some(valid))
}

/// See [`list`](crate::suite::parser::run::list).
pub(super) fn list(hello: &Hello, options: &Options<'_>) -> Vec<(String, Target)> {
    let examples: Vec<_> = [Target::Response, Target::Configuration]
        .into_iter()
        .filter(|target| hello.targets.contains(target))
        .map(|target| Document::example_of(target, options.api_version))
        .collect();
    let mut names = Vec::new();
    if (options.selects)(VALID) && options.shard.index() == 0 {
        names.extend(examples.iter().map(|d| (example_id(d), d.target())));
    }
    for task in plan(&examples, hello, options)
        .iter()
        .flat_map(|lot| &lot.tasks)
    {
        let target = match task {
            Task::Deviation(_, target, _)
            | Task::Pieces(_, target, _)
            | Task::Prefixes(target, _) => *target,
            Task::Delivery(..) | Task::Generated(_) | Task::Stored(_) => Target::Response,
        };
        let name = match task {
            Task::Deviation(deviation, _, place) => examples
                .iter()
                .find(|d| d.target() == target)
                .and_then(|d| d.deviate_at(*deviation, *place))
                .map(|d| (d.id, target)),
            Task::Generated(n) => generated(*n, options).map(|d| (d.id.clone(), d.target())),
            Task::Stored(n) => options.stored.get(*n).map(|d| (d.id.clone(), d.target())),
            Task::Delivery(check, delivery) => Some((format!("{check}/{}", delivery.id), target)),
            Task::Pieces(mutation, target, size) => pieces::document(&examples, *mutation, *target)
                .map(|d| (pieces::named(d, *size).id, *target)),
            Task::Prefixes(..) => Some((truncation::id(target), target)),
        };
        names.extend(name.filter(|name| names.last() != Some(name)));
    }
    names
}

/// A document of a run, and how it is given.
#[derive(Clone, Debug)]
pub struct Given {
    /// The document.
    pub document: Document,
    /// The bytes of each piece, where it is given whole and then in pieces.
    pub piece: Option<NonZeroUsize>,
}

/// See [`find`](crate::suite::parser::run::find).
pub(super) fn find(id: &str, options: &Options<'_>) -> Vec<Given> {
    let examples = [Target::Response, Target::Configuration]
        .map(|target| Document::example_of(target, options.api_version));
    let whole = |document| Given {
        document,
        piece: None,
    };
    let named = examples.iter().map(|example| {
        let mut example = example.clone();
        example.id = example_id(&example);
        whole(example)
    });
    let hello = Hello {
        pieces: true,
        ..Hello::default()
    };
    let lots = plan(&examples, &hello, options);
    let tasks = lots.iter().flat_map(|lot| &lot.tasks);
    let given = tasks.filter_map(|task| match task {
        Task::Deviation(deviation, target, place) => examples
            .iter()
            .find(|example| example.target() == *target)?
            .deviate_at(*deviation, *place)
            .map(whole),
        Task::Generated(n) => generated(*n, options).map(whole),
        Task::Stored(n) => options.stored.get(*n).cloned().map(whole),
        Task::Pieces(mutation, target, size) => {
            let document = pieces::document(&examples, *mutation, *target)?;
            Some(Given {
                document: pieces::named(document, *size),
                piece: Some(*size),
            })
        }
        Task::Delivery(..) | Task::Prefixes(..) => None,
    });
    named
        .chain(given)
        .filter(|given| given.document.id == id)
        .collect()
}

/// The id of the page's example in the report.
pub(super) fn example_id(example: &Document) -> String {
    format!("{VALID}/page-example-{}", example.target().as_str())
}

#[derive(Default)]
struct Lots(Vec<Lot>);

impl Lots {
    fn add(&mut self, tasks: impl Iterator<Item = Task>, size: usize) {
        let tasks: Vec<_> = tasks.collect();
        for tasks in tasks.chunks(size) {
            let first = self.0.last().map_or(0, |l| l.first + l.tasks.len());
            self.0.push(Lot {
                first,
                tasks: tasks.to_vec(),
            });
        }
    }
}
