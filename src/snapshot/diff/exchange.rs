//! What answers differ in, case by case and place by place.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::snapshot::canonical::Node;
use crate::snapshot::{CaseState, ProbeState, Snapshot, canonical};
use crate::xml::{Document, Limits};

/// One difference of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CaseChange {
    pub(super) probe: String,
    pub(super) case: String,
    /// What the page says of the request.
    pub(super) expected: String,
    /// Whether it was accepted, by the later one.
    pub(super) accepted: bool,
    pub(super) place: Place,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

/// Where in an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// What became of the request.
    Outcome,
    /// By name.
    Header(String),
    /// The XML declaration of the body, or of the inner document.
    Declaration(bool),
    /// How the inner document is carried.
    Carried,
    /// An element or an attribute.
    Element(String),
    /// A document that is no XML: the first line that differs.
    Text(bool),
    /// Whether a value that lasts has been seen before.
    Novelty(String),
    /// How ids of a kind look.
    Ids(String),
    /// Whether a probe could be finished.
    Halt,
}

#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) changes: Vec<CaseChange>,
    /// How many cases only one of the two has.
    pub(super) alone: (usize, usize),
}

/// Pairs the cases by their ids and compares each pair.
pub(super) fn compare(before: &Snapshot, after: &Snapshot) -> Compared {
    let mut compared = Compared::default();
    for kind in ["vpn", "cgw", "vgw"] {
        let form = |snapshot: &Snapshot| snapshot.facts.ids.get(kind).map(|forms| forms.join(", "));
        compared.add(
            "every probe",
            None,
            Place::Ids(kind.to_owned()),
            form(before),
            form(after),
        );
    }
    let mut documents = Documents::default();
    for old in &before.probes {
        let Some(new) = after.probes.iter().find(|p| p.probe == old.probe) else {
            compared.alone.0 += old.cases.len();
            continue;
        };
        compared.add(
            &old.probe,
            None,
            Place::Halt,
            old.halt.clone(),
            new.halt.clone(),
        );
        let (olds, news) = (cases(old), cases(new));
        for (key, a) in &olds {
            match news.get(key) {
                Some(b) => compared.case(&old.probe, a, b, &mut documents, (before, after)),
                None => compared.alone.0 += 1,
            }
        }
        compared.alone.1 += news.keys().filter(|key| !olds.contains_key(key)).count();
    }
    let known = |probe: &&ProbeState| before.probes.iter().any(|p| p.probe == probe.probe);
    let others = after.probes.iter().filter(|probe| !known(probe));
    compared.alone.1 += others.map(|probe| probe.cases.len()).sum::<usize>();
    compared
}

/// A case with what is new in its answer.
struct Case<'s> {
    state: &'s CaseState,
    /// Of every id and key that the answer has and the request has not: whether an earlier answer of the probe had it.
    novelty: BTreeMap<String, &'static str>,
}

/// The cases of a probe by id; of several of one id, the first has the number 0.
fn cases(probe: &ProbeState) -> BTreeMap<(&str, usize), Case<'_>> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let mut all = BTreeMap::new();
    for state in &probe.cases {
        let count = counts.entry(&state.id).or_default();
        let mut novelty = BTreeMap::new();
        for (name, called) in &state.called {
            let first = seen.insert(called);
            if !state.sent.iter().any(|line| line.contains(name.as_str())) {
                let word = if first { "new" } else { "seen before" };
                novelty.insert(name.clone(), word);
            }
        }
        all.insert((state.id.as_str(), *count), Case { state, novelty });
        *count += 1;
    }
    all
}

impl Compared {
    fn add(
        &mut self,
        probe: &str,
        case: Option<&CaseState>,
        place: Place,
        before: Option<String>,
        after: Option<String>,
    ) {
        if before != after {
            self.changes.push(CaseChange {
                probe: probe.to_owned(),
                case: case.map_or(probe, |case| &case.id).to_owned(),
                expected: case.map_or_else(String::new, |case| case.expected.clone()),
                accepted: case.is_some_and(|case| case.outcome == "accepted"),
                place,
                before,
                after,
            });
        }
    }

    fn case(
        &mut self,
        probe: &str,
        a: &Case<'_>,
        b: &Case<'_>,
        documents: &mut Documents,
        (before, after): (&Snapshot, &Snapshot),
    ) {
        let (old, new) = (a.state, b.state);
        let id = Some(new);
        let outcome = |case: &CaseState| match case.status {
            Some(status) => format!("{} (status {status})", case.outcome),
            None => case.outcome.clone(),
        };
        self.add(
            probe,
            id,
            Place::Outcome,
            Some(outcome(old)),
            Some(outcome(new)),
        );
        // Of what became something else, the answer is something else too.
        if manner(&old.outcome) != manner(&new.outcome) {
            return;
        }
        let names: BTreeSet<&String> = old.headers.keys().chain(new.headers.keys()).collect();
        for name in names {
            let value = |case: &CaseState| case.headers.get(name).cloned();
            self.add(
                probe,
                id,
                Place::Header(name.clone()),
                value(old),
                value(new),
            );
        }
        self.add(
            probe,
            id,
            Place::Carried,
            old.carried.clone(),
            new.carried.clone(),
        );
        for (inner, old, new) in [
            (false, &old.outer, &new.outer),
            (true, &old.inner, &new.inner),
        ] {
            let key = (
                old.clone().unwrap_or_default(),
                new.clone().unwrap_or_default(),
            );
            let differences = documents.differences.entry(key).or_insert_with(|| {
                let text = |snapshot: &Snapshot, name: &Option<String>| {
                    name.as_ref()
                        .and_then(|name| snapshot.documents.get(name).cloned())
                };
                document(inner, text(before, old), text(after, new))
            });
            for (place, old, new) in differences.clone() {
                self.add(probe, id, place, old, new);
            }
        }
        let names: BTreeSet<&String> = a.novelty.keys().chain(b.novelty.keys()).collect();
        for name in names {
            let word = |case: &Case<'_>| case.novelty.get(name).map(|word| (*word).to_owned());
            // Only one of them has it: that is a difference of the documents.
            if let (Some(old), Some(new)) = (word(a), word(b)) {
                self.add(
                    probe,
                    id,
                    Place::Novelty(name.clone()),
                    Some(old),
                    Some(new),
                );
            }
        }
    }
}

/// The first word of what became of a request, without its code.
fn manner(outcome: &str) -> &str {
    outcome.split(" with").next().unwrap_or(outcome)
}

type Difference = (Place, Option<String>, Option<String>);

/// What pairs of documents differ in, each pair compared once.
#[derive(Default)]
struct Documents {
    differences: HashMap<(String, String), Vec<Difference>>,
}

fn document(inner: bool, before: Option<String>, after: Option<String>) -> Vec<Difference> {
    if before == after {
        return Vec::new();
    }
    let parsed = |text: &Option<String>| {
        let text = text.as_deref()?;
        let document = Document::parse_text(body(text).1, &Limits::default()).ok()?;
        Some((body(text).0.map(str::to_owned), Node::of(document.root())))
    };
    let (Some(old), Some(new)) = (parsed(&before), parsed(&after)) else {
        let (old, new) = first_difference(&before, &after);
        return vec![(Place::Text(inner), old, new)];
    };
    let mut all = Vec::new();
    if old.0 != new.0 {
        all.push((Place::Declaration(inner), old.0, new.0));
    }
    let (old, new) = (leaves(old.1), leaves(new.1));
    let differ = |path: &String| old.get(path) != new.get(path);
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    // Of lists of other things, the things are not compared.
    let lists: Vec<String> = paths
        .iter()
        .filter(|path| path.ends_with("Set/(children)") && differ(path))
        .map(|path| path.replace("(children)", "item"))
        .collect();
    for path in paths
        .into_iter()
        .filter(|p| !lists.iter().any(|l| p.starts_with(l)))
    {
        let (a, b) = (old.get(path).cloned(), new.get(path).cloned());
        if a != b {
            all.push((Place::Element(path.clone()), a, b));
        }
    }
    all
}

/// A declaration, and what follows it.
fn body(text: &str) -> (Option<&str>, &str) {
    match text.split_once('\n') {
        Some((line, rest)) if line.starts_with("<?xml") => (Some(line), rest),
        _ => (None, text),
    }
}

/// Every value by its path; namespaces where they begin, and the order of the children of an element.
fn leaves(mut root: Node) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let name = root.name.clone();
    structure(&root, &name, None, &mut all);
    root.visit(&name, &mut |path, value| {
        let known = all.entry(path.to_owned()).or_default();
        if !known.is_empty() {
            known.push_str(", ");
        }
        known.push_str(value);
    });
    all
}

fn structure(node: &Node, path: &str, outside: Option<&str>, all: &mut BTreeMap<String, String>) {
    let namespace = node.namespace.as_deref();
    if namespace != outside {
        all.insert(
            format!("{path}/@xmlns"),
            namespace.unwrap_or_default().to_owned(),
        );
    }
    let names: Vec<String> = node.children.iter().map(|c| c.name.clone()).collect();
    if !names.is_empty() {
        all.insert(format!("{path}/(children)"), names.join(", "));
    }
    for (place, child) in node.children.iter().enumerate() {
        structure(child, &canonical::step(path, &names, place), namespace, all);
    }
}

/// The first line in which two texts differ, in one where both are long.
fn first_difference(
    before: &Option<String>,
    after: &Option<String>,
) -> (Option<String>, Option<String>) {
    let lines = |text: &Option<String>| -> Vec<String> {
        text.iter()
            .flat_map(|t| t.lines())
            .map(str::to_owned)
            .collect()
    };
    let (old, new) = (lines(before), lines(after));
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let line = |lines: &[String]| lines.get(same).map(|line| line.chars().take(200).collect());
    (line(&old), line(&new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(before: &str, after: &str) -> Vec<(String, Option<String>, Option<String>)> {
        document(false, Some(before.to_owned()), Some(after.to_owned()))
            .into_iter()
            .map(|(place, a, b)| (format!("{place:?}"), a, b))
            .collect()
    }

    #[test]
    fn documents_differ_place_by_place() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            differences("<a xmlns=\"u\"><b>1</b></a>", "<a xmlns=\"v\"><b>2</b></a>"),
            [
                ("Element(\"a/@xmlns\")".to_owned(), some("u"), some("v")),
                ("Element(\"a/b\")".to_owned(), some("1"), some("2")),
            ]
        );
        let order = differences("<a><b/><c/></a>", "<a><c/><b/></a>");
        assert_eq!(
            order,
            [(
                "Element(\"a/(children)\")".to_owned(),
                some("b, c"),
                some("c, b")
            )]
        );
        let text = differences("not well-formed\nx\ny\n", "not well-formed\nx\nz\n");
        assert_eq!(text, [("Text(false)".to_owned(), some("y"), some("z"))]);
    }
}
