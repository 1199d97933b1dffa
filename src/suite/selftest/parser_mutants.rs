//! Generated parser mutants: each must be found by a rule whose statement names what is wrong.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Verdict;
use crate::generate::document::Document;
use crate::generate::document::field::{Fields, Target};
use crate::parser::builtin::Builtin;
use crate::parser::faulty::Make;
use crate::parser::mutant::{Act, Mutant, Mutated, Operator, Span, Trigger, fields};
use crate::parser::{Input, Outcome, Parser};
use crate::rule;
use crate::rule::parser::{Practice, catalogue, find};
use crate::suite::parser::run::{Options, run};
use crate::suite::selftest::in_parallel;

/// One generated mutant, with what it is called and which rules name what is wrong with it.
#[derive(Clone, Debug)]
pub struct ParserMutant {
    mutant: Mutant,
    /// The place: a field, or a document with a part of it.
    pub place: String,
    /// What is done there.
    pub operator: String,
    /// The rules that must find it; one has to.
    pub named_by: Vec<&'static str>,
}

/// What became of the mutants.
#[derive(Debug, Default)]
pub struct Hunt {
    /// How many there were.
    pub mutants: usize,
    /// How many have never answered otherwise than our own parser, by operator: what they change is not in a document of
    /// the rules that name them.
    pub unreached: BTreeMap<String, usize>,
    /// How many a rule that names them has found, by rule.
    pub found: BTreeMap<&'static str, usize>,
    /// Those that no rule that names them has found.
    pub survivors: Vec<ParserMutant>,
}

const TRIGGERS: [Trigger; 3] = [
    Trigger::Always,
    Trigger::EverySecond,
    Trigger::AfterRejection,
];

/// Where a reader may be lenient, by document.
const SPANS: &[(Target, Span)] = &[
    (Target::Response, Span::FirstHalf),
    (Target::Response, Span::SecondHalf),
    (Target::Response, Span::Element(None, "vpnConnection")),
    (Target::Response, Span::Element(None, "requestId")),
    (Target::Response, Span::Element(None, "state")),
    (Target::Response, Span::Element(None, "vpnConnectionId")),
    (Target::Response, Span::Element(None, "vpnGatewayId")),
    (Target::Configuration, Span::FirstHalf),
    (Target::Configuration, Span::SecondHalf),
    (
        Target::Configuration,
        Span::Element(None, "customer_gateway_id"),
    ),
    (Target::Configuration, Span::Element(Some(0), "ike")),
    (
        Target::Configuration,
        Span::Element(Some(0), "pre_shared_key"),
    ),
    (Target::Configuration, Span::Element(Some(1), "ike")),
    (
        Target::Configuration,
        Span::Element(Some(1), "pre_shared_key"),
    ),
    (Target::Configuration, Span::Element(Some(1), "ipsec")),
    (
        Target::Configuration,
        Span::Element(Some(1), "dead_peer_detection"),
    ),
];

/// Every mutant, in a fixed order.
pub fn all() -> Vec<ParserMutant> {
    let fields = fields();
    let mut all = Vec::new();
    for trigger in TRIGGERS {
        for (at, (target, path)) in fields.iter().enumerate() {
            for operator in Operator::ALL {
                let rules = catalogue().iter();
                let named_by = rules.filter(|rule| rule.operators.contains(operator));
                all.push(ParserMutant {
                    mutant: Mutant {
                        act: Act::Answer(at, *operator),
                        trigger,
                    },
                    place: format!("{} {path}", target.as_str()),
                    operator: named(format!("{operator:?}"), trigger),
                    named_by: named(named_by.map(|rule| rule.id).collect(), trigger),
                });
            }
        }
        for seeded in rule::parser_faults() {
            let Make::Body(change) = seeded.fault.make else {
                continue;
            };
            // A part of a document has no prefixes of its own.
            if seeded.detected_by.first() == Some(&Practice::Prefixes.rule()) {
                continue;
            }
            for (target, span) in SPANS {
                all.push(ParserMutant {
                    mutant: Mutant {
                        act: Act::Body(*target, *span, change),
                        trigger,
                    },
                    place: format!("{} {span}", target.as_str()),
                    operator: named(seeded.fault.id.to_owned(), trigger),
                    named_by: named(seeded.detected_by.clone(), trigger),
                });
            }
        }
    }
    all
}

/// What a trigger adds: to a name its own, to the rules the one about answers that change.
trait Triggered {
    fn add(&mut self, trigger: Trigger);
}

impl Triggered for String {
    fn add(&mut self, trigger: Trigger) {
        match trigger {
            Trigger::Always => {}
            Trigger::EverySecond => self.push_str(", every second time"),
            Trigger::AfterRejection => self.push_str(", after a rejection"),
        }
    }
}

impl Triggered for Vec<&'static str> {
    fn add(&mut self, trigger: Trigger) {
        if trigger != Trigger::Always {
            self.push(Practice::Repeats.rule());
        }
    }
}

fn named<T: Triggered>(mut what: T, trigger: Trigger) -> T {
    what.add(trigger);
    what
}

/// Runs these mutants, and tells `done` of each one that is through.
pub fn hunt(mutants: &[ParserMutant], done: &(dyn Fn(&str) + Sync)) -> Hunt {
    let fields = fields();
    let examples = examples();
    let fates = in_parallel(
        mutants,
        &|(mutant, _): &(&ParserMutant, Fate)| done(&mutant.place),
        |mutant| (mutant, mutant.fate(&fields, &examples)),
    );
    let mut hunt = Hunt {
        mutants: mutants.len(),
        ..Hunt::default()
    };
    for (mutant, fate) in fates {
        match fate {
            Fate::Unreached => {
                *hunt.unreached.entry(mutant.operator.clone()).or_default() += 1;
            }
            Fate::Found(rule) => *hunt.found.entry(rule).or_default() += 1,
            Fate::Survived => hunt.survivors.push(mutant.clone()),
        }
    }
    hunt
}

enum Fate {
    /// It has never answered otherwise than our own parser.
    Unreached,
    Found(&'static str),
    Survived,
}

impl ParserMutant {
    /// First the rules that name it alone, then all light ones: a trigger may need what others give.
    fn fate(&self, fields: &[(Target, String)], examples: &BTreeMap<Target, Fields>) -> Fate {
        let named = |id: &str| self.named_by.contains(&id);
        let is_heavy = |id: &str| {
            let documents = find(id).map_or(&[][..], |rule| rule.documents);
            !documents.is_empty() && documents.iter().all(|document| document.heavy)
        };
        let light = |id: &str| !is_heavy(id);
        let selections: [&(dyn Fn(&str) -> bool + Sync); 2] = [&named, &light];
        let mut differs = false;
        for selects in selections {
            let mut parser = Beside {
                mutated: Mutated::new(self.mutant, fields, examples),
                own: Builtin::own(),
                differs: false,
            };
            let options = Options {
                cases: 0,
                cut_every: 0,
                places: matches!(self.mutant.act, Act::Body(..)),
                heavy: self.is_large(),
                selects,
                ..Options::default()
            };
            let results = run(&mut parser, &options);
            differs |= parser.differs;
            let found = results.judged.iter().find(|(rule, judgement)| {
                judgement.verdict == Verdict::Fail && self.named_by.contains(&rule.id)
            });
            if let Some((rule, _)) = found {
                return Fate::Found(rule.id);
            }
            if self.mutant.trigger == Trigger::Always && differs {
                // What others give changes nothing for one that is always wrong.
                break;
            }
        }
        if differs {
            Fate::Survived
        } else {
            Fate::Unreached
        }
    }

    /// Whether only large documents show it.
    fn is_large(&self) -> bool {
        matches!(self.mutant.act, Act::Answer(_, Operator::CutAt(most)) if most > 1024)
    }
}

/// A mutant beside our own parser: whether the two ever differ.
struct Beside<'m> {
    mutated: Mutated<'m>,
    own: Builtin,
    differs: bool,
}

impl Parser for Beside<'_> {
    fn hello(&self) -> &crate::parser::Hello {
        self.mutated.hello()
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        let outcome = self.mutated.parse(input);
        if !self.differs && input.body.len() < 1 << 20 {
            self.differs = outcome != self.own.parse(input);
        }
        outcome
    }

    fn restart(&mut self) {
        self.mutated.restart();
    }
}

fn examples() -> BTreeMap<Target, Fields> {
    let mut own = Builtin::own();
    let mut examples = BTreeMap::new();
    for target in [Target::Response, Target::Configuration] {
        let document = Document::example(target);
        let outcome = own.parse(&Input::new(target, 200, document.body()));
        if let Outcome::Accept(fields) = outcome {
            examples.insert(target, fields);
        }
    }
    examples
}

impl Hunt {
    /// How many have answered otherwise at least once.
    pub fn counted(&self) -> usize {
        self.mutants - self.unreached.values().sum::<usize>()
    }

    /// How many were found.
    pub fn total(&self) -> usize {
        self.found.values().sum()
    }

    /// Whether at least 99 of 100 that ever answered otherwise were found.
    pub fn is_enough(&self) -> bool {
        self.total() * 100 >= self.counted() * 99
    }

    /// The table: what was found by which rule, and what survived.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{} parser mutants: {} of {} that ever answered otherwise were found ({:.2} %)\n\n| found by | mutants |\n|---|---:|\n",
            self.mutants,
            self.total(),
            self.counted(),
            self.total() as f64 * 100.0 / self.counted().max(1) as f64,
        );
        for (rule, count) in &self.found {
            text.push_str(&format!("| `{rule}` | {count} |\n"));
        }
        text.push_str("\n| never answered otherwise | mutants |\n|---|---:|\n");
        for (operator, count) in &self.unreached {
            text.push_str(&format!("| {operator} | {count} |\n"));
        }
        if self.survivors.is_empty() {
            return text;
        }
        if self.survivors.is_empty() {
            return text;
        }
        text.push_str("\n| survivor | places |\n|---|---|\n");
        let mut grouped: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for survivor in &self.survivors {
            let places = grouped.entry(&survivor.operator).or_default();
            places.insert(&survivor.place);
        }
        for (operator, places) in grouped {
            let places = places.into_iter().collect::<Vec<_>>().join(", ");
            text.push_str(&format!("| {operator} | {places} |\n"));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sampled_mutants_are_found_by_rules_that_name_them() {
        let all = all();
        assert!(all.len() >= 4000, "{}", all.len());
        let sample: Vec<_> = all.into_iter().step_by(211).collect();
        let hunt = hunt(&sample, &|_| ());
        assert!(hunt.counted() * 2 > hunt.mutants, "{}", hunt.text());
        assert!(hunt.total() * 100 >= hunt.counted() * 95, "{}", hunt.text());
    }
}
