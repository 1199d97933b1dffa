//! Systematic faults: a place at which the endpoint reads, keeps or writes something, what it does wrong there, and when;
//! and systematic differences that conform.
//!
//! The named faults are those that somebody thought of; these are all others of the same kinds. A rule that detects only
//! what it was written for shows here.

mod answer;
mod freedom;
mod operator;
mod place;
mod text;
mod transition;
mod trigger;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::exchange::HttpRequest;
use crate::reference::Composed;
use crate::reference::hook::Scope;
use crate::reference::mutant::operator::Operator;
use crate::reference::mutant::place::Place;
use crate::reference::mutant::trigger::{Moment, Trigger};
use crate::reference::query::Query;
use crate::reference::refusal::Refusal;
use crate::reference::state::State;

/// One systematic fault, or one difference that conforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutant {
    place: Place,
    operator: Operator,
    trigger: Trigger,
}

/// A mutant at work: what it remembers of the requests so far.
pub(super) struct Active {
    mutant: Mutant,
    memory: Mutex<Memory>,
}

/// What a mutant remembers.
#[derive(Default)]
struct Memory {
    /// What has happened so far, for the triggers.
    past: trigger::Past,
    /// What the place of the mutant held, the first time and the last time.
    first: Option<String>,
    last: Option<String>,
    /// How often the behaviour was another one.
    changed: usize,
}

/// Every fault, in an order that is always the same.
pub fn all() -> Vec<Mutant> {
    triggered(place::all())
}

/// Every conforming difference, in an order that is always the same.
pub fn conforming() -> Vec<Mutant> {
    triggered(freedom::all())
}

/// The fault or the conforming difference with this id.
pub fn find(id: &str) -> Option<Mutant> {
    let mut all = all().into_iter().chain(conforming());
    all.find(|mutant| mutant.to_string() == id)
}

fn triggered(places: Vec<(Place, Vec<Operator>)>) -> Vec<Mutant> {
    let mut all = Vec::new();
    for (place, operators) in places {
        for operator in operators {
            let triggers = Trigger::ALL.iter().filter(|t| t.can_hold(&place));
            all.extend(triggers.map(|trigger| Mutant {
                place: place.clone(),
                operator: operator.clone(),
                trigger: *trigger,
            }));
        }
    }
    all
}

impl Mutant {
    /// Whether it conforms all the same.
    pub fn conforms(&self) -> bool {
        self.operator.conforms()
    }

    /// Whether a rule of this id says something about the place. A failure of another one is found by accident.
    pub fn is_named_by(&self, rule: &str) -> bool {
        let family = rule.split('/').next().unwrap_or_default();
        self.place.families().contains(&family)
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.place, self.operator, self.trigger)
    }
}

impl Active {
    pub(super) fn new(mutant: Mutant) -> Self {
        Self {
            mutant,
            memory: Mutex::default(),
        }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often the endpoint did something else than the reference.
    pub(super) fn changed(&self) -> usize {
        self.memory().changed
    }

    /// Takes hold of what was read of a request.
    pub(super) fn on_query(
        &self,
        request: &HttpRequest,
        query: &mut Query,
        state: &Mutex<State>,
    ) -> Result<(), Refusal> {
        let Place::Parameter(name) = self.mutant.place else {
            return Ok(());
        };
        if query.value("Action") != Some("CreateVpnConnection") {
            return Ok(());
        }
        let mut memory = self.memory();
        let moment = Moment::of_request(request, query);
        let holds = self.mutant.trigger.holds(&moment, &memory.past);
        let sent = query.value(name).map(str::to_owned);
        if holds {
            let taken = text::parameter(&self.mutant.operator, name, query, &memory, state)?;
            if taken != sent {
                memory.changed += 1;
                query.pairs.retain(|(known, _)| known != name);
                query
                    .pairs
                    .extend(taken.map(|value| (name.to_owned(), value)));
            }
        }
        Ok(())
    }

    /// Takes hold of what a request has changed, and of the answer.
    pub(super) fn on_composed(
        &self,
        request: &HttpRequest,
        composed: &mut Composed,
        state: &Mutex<State>,
    ) {
        let mut memory = self.memory();
        let query = &composed.seen.query;
        let moment = Moment::of_answer(request, query, composed.connection.as_ref());
        let holds = self.mutant.trigger.holds(&moment, &memory.past);
        let connection = composed.connection.as_ref();
        let scope = composed.scope;
        let mut changed = false;
        match &self.mutant.place {
            Place::Transition(transition) if holds && transition.is_of(scope, query) => {
                changed = transition.change(&self.mutant.operator, query, connection, state);
            }
            Place::Element { scope: own, path }
                if *own == scope && (scope != Scope::Other || is_deletion(query)) =>
            {
                let now = answer::text_at(&mut composed.root, path);
                changed = holds
                    && answer::change(&self.mutant.operator, path, &mut composed.root, &memory);
                memory.hold(now);
            }
            Place::Status(own) if holds && *own == scope => {
                if let Operator::Status(other) = self.mutant.operator {
                    changed = composed.status != other;
                    composed.status = other;
                }
            }
            Place::Parameter(name) if scope == Scope::Created => {
                memory.hold(query.value(name).map(str::to_owned));
            }
            _ => {}
        }
        memory.changed += usize::from(changed);
        memory
            .past
            .remember(scope, query, composed.connection.as_ref());
    }
}

fn is_deletion(query: &Query) -> bool {
    query.value("Action") == Some("DeleteVpnConnection")
}

impl Memory {
    /// Remembers what the place holds now.
    fn hold(&mut self, now: Option<String>) {
        if now.is_some() {
            if self.first.is_none() {
                self.first.clone_from(&now);
            }
            self.last = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_thousands_and_each_has_an_id_of_its_own() {
        for (all, least) in [(all(), 5000), (conforming(), 2000)] {
            let ids: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
            assert_eq!(ids.len(), all.len());
            assert!(all.len() >= least, "{}", all.len());
        }
    }
}
