//! The quick way for conforming documents in bulk.
//!
//! The responses of one server differ in their ids, addresses, keys and times, and in little else. A document of which no
//! rule had anything to say is kept as a template: its text, with gaps where such values stand. A document that is the same
//! text with other values in the gaps is judged alike, if each value is of its [`Kind`] and if those values are equal to one
//! another that were equal before: no rule looks at anything else in them. All other documents are read as a tree and
//! judged by the rules.

mod value;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::evidence::Record;
use crate::saved::{Content, Saved};
use crate::suite::check::template::value::{Kind, Value, holds, signature};
use crate::xml::Element;

/// Templates, with the text that they share kept once.
pub(super) struct Templates {
    responses: Vec<Branch>,
    configurations: Vec<Branch>,
    count: usize,
}

/// A piece of text, and what comes behind it.
struct Branch {
    text: Box<[u8]>,
    then: Then,
}

enum Then {
    Gap(Kind, Vec<Branch>),
    End(Vec<Known>),
}

/// Which values were equal to one another in a document of which nothing was to be said.
struct Known {
    signature: Box<[u16]>,
    /// How many connections it has.
    documents: usize,
}

/// So many templates are kept: a server has few.
const MOST: usize = 256;
/// The largest document that becomes one, in bytes.
const LARGEST: usize = 64 << 10;
/// The most gaps of one.
const GAPS: usize = 1_024;

impl Templates {
    pub(super) fn new() -> Self {
        Self {
            responses: Vec::new(),
            configurations: Vec::new(),
            count: 0,
        }
    }

    /// How many connections a document has that fits a template.
    pub(super) fn find(&self, subject: &Subject, body: &[u8]) -> Option<usize> {
        let branches = match subject.is_configuration {
            true => &self.configurations,
            false => &self.responses,
        };
        if branches.is_empty() || body.len() > LARGEST {
            return None;
        }
        walk(branches, &subject.text(body), &mut Vec::with_capacity(64))
    }

    /// Keeps a document, in its records, of which no rule had anything to say.
    pub(super) fn learn(&mut self, subject: &Subject, records: &[Record]) {
        let body = records.first().map(|record| &record.exchange.response);
        if let Some(Ok(response)) = body
            && self.count < MOST
            && response.body.len() <= LARGEST
            && let text = subject.text(&response.body)
            && let Some(template) = Template::of(subject, &text, records)
        {
            self.count += 1;
            self.keep(template, records.len());
        }
    }

    fn keep(&mut self, template: Template<'_>, documents: usize) {
        let mut branches = match template.is_configuration {
            true => &mut self.configurations,
            false => &mut self.responses,
        };
        let mut at = 0;
        for (range, kind) in &template.gaps {
            let text = template.body.get(at..range.start).unwrap_or_default();
            at = range.end;
            let is_same = |branch: &Branch| {
                *branch.text == *text && matches!(&branch.then, Then::Gap(k, _) if k == kind)
            };
            let place = branches.iter().position(is_same).unwrap_or_else(|| {
                branches.push(Branch {
                    text: text.into(),
                    then: Then::Gap(*kind, Vec::new()),
                });
                branches.len() - 1
            });
            let Some(Then::Gap(_, next)) = branches.get_mut(place).map(|b| &mut b.then) else {
                return;
            };
            branches = next;
        }
        let known = Known {
            signature: template.signature,
            documents,
        };
        let text = template.body.get(at..).unwrap_or_default();
        let end = branches
            .iter_mut()
            .find_map(|branch| match &mut branch.then {
                Then::End(all) if *branch.text == *text => Some(all),
                _ => None,
            });
        match end {
            Some(all) => all.push(known),
            None => branches.push(Branch {
                text: text.into(),
                then: Then::End(vec![known]),
            }),
        }
    }
}

impl fmt::Debug for Templates {
    /// What it holds may be secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} templates", self.count)
    }
}

/// Follows the branches that the text begins with.
fn walk<'b>(branches: &[Branch], body: &'b [u8], values: &mut Vec<Value<'b>>) -> Option<usize> {
    for branch in branches {
        let Some(rest) = body.strip_prefix(&*branch.text) else {
            continue;
        };
        match &branch.then {
            Then::End(known) if rest.is_empty() => {
                let signature = holds(values).then(|| signature(values))?;
                let found = known.iter().find(|known| *known.signature == *signature);
                if let Some(known) = found {
                    return Some(known.documents);
                }
            }
            Then::End(_) => {}
            Then::Gap(kind, next) => {
                let end = rest
                    .iter()
                    .position(|b| matches!(b, b'<' | b'&' | b'"' | b'\''));
                let (text, rest) = rest.split_at(end.unwrap_or(rest.len()));
                let Some(value) = Value::read(*kind, text) else {
                    continue;
                };
                values.push(value);
                if let Some(documents) = walk(next, rest, values) {
                    return Some(documents);
                }
                values.pop();
            }
        }
    }
    None
}

/// What is known of a document that may fit a template: one without a request and without a head.
#[derive(Debug, Default)]
pub(super) struct Subject {
    is_configuration: bool,
    /// What stood beside it, as text.
    before: Vec<u8>,
    /// The gaps in that.
    gaps: Vec<(Range<usize>, Kind)>,
}

impl Subject {
    /// The document with its body.
    pub(super) fn of(saved: &Saved) -> Option<(Self, &[u8])> {
        let (body, about) = match &saved.content {
            Content::Response { head: None, body } => (body, None),
            Content::Configuration { text, about } => (text, Some(about)),
            Content::Response { .. } => return None,
        };
        let mut subject = Self {
            is_configuration: about.is_some(),
            ..Self::default()
        };
        for (name, value) in about.into_iter().flatten() {
            let kind = Kind::of_parameter(name);
            subject.before.extend_from_slice(name.as_bytes());
            subject.before.push(b'=');
            let start = subject.before.len();
            subject.before.extend_from_slice(value.as_bytes());
            if let Some(kind) = kind {
                Value::read(kind, value.as_bytes())?;
                subject.gaps.push((start..subject.before.len(), kind));
            }
            subject.before.push(b'<');
        }
        saved.request.is_none().then_some((subject, body))
    }

    fn text<'b>(&self, body: &'b [u8]) -> Cow<'b, [u8]> {
        match self.before.as_slice() {
            [] => Cow::Borrowed(body),
            before => Cow::Owned([before, body].concat()),
        }
    }
}

/// A document with its gaps.
struct Template<'b> {
    is_configuration: bool,
    body: &'b [u8],
    gaps: Vec<(Range<usize>, Kind)>,
    signature: Box<[u16]>,
}

impl<'b> Template<'b> {
    /// `None` for a document of which a value that rules compare with others cannot be told apart from its text.
    fn of(subject: &Subject, body: &'b [u8], records: &[Record]) -> Option<Self> {
        let view = records.first()?.view();
        let is_configuration = subject.is_configuration;
        let mut gather = Gather {
            body,
            before: subject.before.len(),
            gaps: subject.gaps.clone(),
        };
        if is_configuration {
            gather.before += view.inner.as_ref()?.leading;
            gather.configuration(view.configuration()?)?;
        } else {
            gather.elements(view.root()?, ["", ""])?;
        }
        let mut gaps = gather.gaps;
        gaps.sort_unstable_by_key(|(range, _)| range.start);
        // What stands between two gaps tells where the first one ends.
        let overlap = gaps.windows(2).any(|pair| match pair {
            [(one, _), (two, _)] => one.end >= two.start,
            _ => false,
        });
        // The namespace that tells the version has to stand where it stands in every document of the template.
        let first = gaps.first().map_or(body.len(), |(range, _)| range.start);
        let named = memchr::memmem::find(body, b"http://ec2.amazonaws.com/doc/");
        if overlap || gaps.len() > GAPS || named.is_some_and(|at| at > first) {
            return None;
        }
        let read =
            |(range, kind): &(Range<usize>, Kind)| Value::read(*kind, body.get(range.clone())?);
        let values = gaps.iter().map(read).collect::<Option<Vec<_>>>()?;
        holds(&values).then(|| Self {
            is_configuration,
            body,
            signature: signature(&values),
            gaps,
        })
    }
}

/// Gathers the gaps of a document.
struct Gather<'b> {
    body: &'b [u8],
    /// What stands before the document in the body.
    before: usize,
    gaps: Vec<(Range<usize>, Kind)>,
}

impl Gather<'_> {
    /// `None` where a value cannot be a gap that has to be one.
    fn elements(&mut self, element: Element<'_>, parents: [&str; 2]) -> Option<()> {
        let name = element.name();
        if let Some(carried) = element.carried() {
            return self.configuration(carried.root());
        }
        let mut children = element.children().peekable();
        if children.peek().is_some() {
            let [parent, _] = parents;
            // Addresses are compared in a /30.
            let cidr = element.child("network_cidr");
            if name == "tunnel_inside_address" && cidr.is_some_and(|c| c.text() != "30") {
                return None;
            }
            for child in children {
                match child.name() == "vpn_connection" {
                    true => self.configuration(child)?,
                    false => self.elements(child, [name, parent])?,
                }
            }
            return Some(());
        }
        let text = element.text();
        if text.trim().is_empty() {
            return Some(());
        }
        if name == "customerGatewayConfiguration" {
            return None;
        }
        let Some(kind) = Kind::of(name, parents) else {
            return Some(());
        };
        let at = self.before + element.text_offset();
        let range = at..at + text.len();
        let is_plain = self.body.get(range.clone()) == Some(text.as_bytes())
            && matches!(self.body.get(range.end), Some(b'<' | b'&'));
        match is_plain && Value::read(kind, text.as_bytes()).is_some() {
            true => self.gaps.push((range, kind)),
            false if kind.is_compared() => return None,
            false => {}
        }
        Some(())
    }

    /// The inner document: its root has the id in an attribute.
    fn configuration(&mut self, root: Element<'_>) -> Option<()> {
        if let Some(id) = root.attribute("id") {
            let kind = Kind::CONNECTION;
            let start = self.before + root.offset();
            let tag = self.body.get(start..)?;
            let end = tag.iter().position(|b| *b == b'\n' || *b == b'>');
            let tag = tag.get(..end.unwrap_or(tag.len()))?;
            let mut found = memchr::memmem::find_iter(tag, id);
            let at = start + found.next()?;
            let range = at..at + id.len();
            let quoted = at
                .checked_sub(1)
                .and_then(|before| self.body.get(before))
                .is_some_and(|b| matches!(b, b'"' | b'\'' | b';'))
                && matches!(self.body.get(range.end), Some(b'"' | b'\'' | b'&'));
            if found.next().is_some() || !quoted || Value::read(kind, id.as_bytes()).is_none() {
                return None;
            }
            self.gaps.push((range, kind));
        }
        for child in root.children() {
            self.elements(child, [root.name(), ""])?;
        }
        Some(())
    }
}
