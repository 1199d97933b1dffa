//! Generated mutants of our own parser: one place, one operator, one trigger.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use memchr::memmem;

use crate::generate::document::field::{CONFIGURATION, Fields, RESPONSE, TUNNEL, Target, Value};
use crate::parser::builtin::TYPED;
use crate::parser::{Hello, Input, Outcome, Parser, builtin};

/// What is done to the text of one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Operator {
    Absent,
    Ascii,
    BasicPlane,
    Boolean,
    Composed,
    Constant,
    /// Truncated to this many characters.
    CutAt(usize),
    CutAtHash,
    CutAtLineFeed,
    CutAtSpace,
    DecodedTwice,
    /// The value of the document before.
    Earlier,
    Empty,
    EmptyIsAbsent,
    /// The value of the first tunnel in each tunnel.
    FirstTunnel,
    LineEnds,
    List,
    LowerCase,
    NoBreakSpaceTrimmed,
    Number,
    PercentDecoded,
    SpaceCollapsed,
    /// The value of the next field of its kind.
    Swapped,
    /// The value of the same field in the other tunnel, or of the field before.
    SwappedFar,
    TrimmedEnd,
    TrimmedStart,
    Unquoted,
    UpperCase,
    ZerosLost,
}

/// When a mutant differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// With every document.
    Always,
    /// With every second document.
    EverySecond,
    /// Once a document was refused.
    AfterRejection,
}

/// A part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The first half of its bytes.
    FirstHalf,
    /// The second half.
    SecondHalf,
    /// The first element of this name that stands in the tunnel of this number, or anywhere.
    Element(Option<usize>, &'static str),
}

/// One mutant.
#[derive(Clone, Copy, Debug)]
pub struct Mutant {
    /// What it does.
    pub act: Act,
    /// When.
    pub trigger: Trigger,
}

/// What a mutant does.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Changes the answer: the operator on this field, by its number in [`fields`].
    Answer(usize, Operator),
    /// Changes a part of the body before it is read, as a reader that is lenient there understands it.
    Body(Target, Span, fn(&mut Vec<u8>)),
}

impl Operator {
    /// Every operator.
    pub const ALL: &'static [Self] = &[
        Self::Absent,
        Self::Ascii,
        Self::BasicPlane,
        Self::Boolean,
        Self::Composed,
        Self::Constant,
        Self::CutAt(8),
        Self::CutAt(16),
        Self::CutAt(64),
        Self::CutAt(255),
        Self::CutAt(65_536),
        Self::CutAtHash,
        Self::CutAtLineFeed,
        Self::CutAtSpace,
        Self::DecodedTwice,
        Self::Earlier,
        Self::Empty,
        Self::EmptyIsAbsent,
        Self::FirstTunnel,
        Self::LineEnds,
        Self::List,
        Self::LowerCase,
        Self::NoBreakSpaceTrimmed,
        Self::Number,
        Self::PercentDecoded,
        Self::SpaceCollapsed,
        Self::Swapped,
        Self::SwappedFar,
        Self::TrimmedEnd,
        Self::TrimmedStart,
        Self::Unquoted,
        Self::UpperCase,
        Self::ZerosLost,
    ];

    /// The text afterwards, where it is about text alone.
    fn text(self, text: &str) -> Option<String> {
        let wide = ['\u{a0}', '\u{2003}', '\u{3000}'];
        let ascii = |c: char| c.is_ascii_whitespace();
        let cut = |at: Option<usize>| text.get(..at?).map(str::to_owned);
        let mapped = |map: fn(char) -> char| Some(text.chars().map(map).collect());
        match self {
            Self::Ascii => mapped(|c| if c.is_ascii() { c } else { '?' }),
            Self::BasicPlane => mapped(|c| if c > '\u{FFFF}' { '\u{FFFD}' } else { c }),
            Self::Composed => Some(text.replace("e\u{301}", "\u{e9}")),
            Self::CutAt(most) => Some(text.chars().take(most).collect()),
            Self::CutAtHash => cut(text.find('#')),
            Self::CutAtLineFeed => cut(text.find('\n')),
            Self::CutAtSpace => cut(text.find(' ')),
            Self::DecodedTwice => {
                let pairs = [
                    ("&lt;", "<"),
                    ("&gt;", ">"),
                    ("&quot;", "\""),
                    ("&#65;", "A"),
                    ("&#66;", "B"),
                    ("&amp;", "&"),
                ];
                let decode = |text: String, (from, to): (&str, &str)| text.replace(from, to);
                Some(pairs.into_iter().fold(text.to_owned(), decode))
            }
            Self::Empty => Some(String::new()),
            Self::LineEnds => Some(text.replace("\r\n", "\n").replace('\r', "\n")),
            Self::LowerCase => Some(text.to_lowercase()),
            Self::NoBreakSpaceTrimmed => Some(text.trim_matches(wide).to_owned()),
            Self::PercentDecoded => Some(text.replace("%41", "A")),
            Self::SpaceCollapsed => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Self::TrimmedEnd => Some(text.trim_end_matches(ascii).to_owned()),
            Self::TrimmedStart => Some(text.trim_start_matches(ascii).to_owned()),
            Self::Unquoted => Some(text.replace('"', "")),
            Self::UpperCase => Some(text.to_uppercase()),
            Self::ZerosLost => Some(text.trim_start_matches('0').to_owned()),
            _ => None,
        }
    }

    /// Another value altogether, or none where this one stays.
    fn value(self, value: &Value) -> Option<Value> {
        let Value::Text(text) = value else {
            return None;
        };
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Absent => Some(Value::Absent),
            Self::Boolean if text == "true" => Some(Value::WrongType("boolean".to_owned())),
            Self::EmptyIsAbsent if text.is_empty() => Some(Value::Absent),
            Self::List => Some(Value::WrongType("list".to_owned())),
            Self::Number if digits => Some(Value::WrongType("number".to_owned())),
            _ => self.text(text).map(|text| Value::Text(text.into())),
        }
    }
}

/// Every field that a mutant can change: the document and its path.
pub fn fields() -> Vec<(Target, String)> {
    let tags = (0..2).flat_map(|n| ["key", "value"].map(|leaf| format!("tagSet/{n}/{leaf}")));
    let responses = RESPONSE.iter().map(|name| (*name).to_owned()).chain(tags);
    let tunnels = (0..2).flat_map(|n| TUNNEL.iter().map(move |path| format!("tunnels/{n}/{path}")));
    let names = CONFIGURATION.iter().map(|name| (*name).to_owned());
    let configurations = ["id".to_owned()].into_iter().chain(names).chain(tunnels);
    responses
        .map(|path| (Target::Response, path))
        .chain(configurations.map(|path| (Target::Configuration, path)))
        .collect()
}

/// The field of which this one is given the value instead: the next one of its kind, and one farther away.
fn sibling(all: &[(Target, String)], at: usize, far: bool) -> Option<String> {
    let (target, path) = all.get(at)?;
    if far && let Some((list, rest)) = path.split_once("/0/") {
        return Some(format!("{list}/1/{rest}"));
    }
    if far && let Some((list, rest)) = path.split_once("/1/") {
        return Some(format!("{list}/0/{rest}"));
    }
    let alike = |other: &str| {
        let head = |path: &str| path.splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
        let list = path.contains('/') && head(other) == head(path);
        let last = |path: &str| path.rsplit('/').next().map(str::to_owned);
        list && last(other) == last(path)
    };
    let depth = |path: &str| path.contains('/');
    let kin = |strict: bool| {
        let near = move |(of, other): &&(Target, String)| {
            of == target
                && other != path
                && if strict {
                    alike(other)
                } else {
                    depth(other) == depth(path)
                }
        };
        let mut later = all.iter().skip(at + 1).chain(all.iter().take(at));
        let found = match far {
            false => later.find(near),
            true => later.rfind(near),
        };
        found.map(|(_, path)| path.clone())
    };
    kin(true).or_else(|| kin(false))
}

fn get<'f>(fields: &'f Fields, path: &str) -> Option<&'f Value> {
    match path.splitn(3, '/').collect::<Vec<_>>().as_slice() {
        [list, index, rest] => match fields.get(*list)? {
            Value::List(items) => items.get(index.parse::<usize>().ok()?)?.get(*rest),
            _ => None,
        },
        _ => fields.get(path),
    }
}

fn set(fields: &mut Fields, path: &str, value: Value) {
    match path.splitn(3, '/').collect::<Vec<_>>().as_slice() {
        [list, index, rest] => {
            if let Some(Value::List(items)) = fields.get_mut(*list)
                && let Some(item) = index.parse().ok().and_then(|n: usize| items.get_mut(n))
            {
                item.insert((*rest).to_owned().into(), value);
            }
        }
        _ => drop(fields.insert(path.to_owned().into(), value)),
    }
}

impl Span {
    /// Where it is in a body.
    fn range(self, body: &[u8]) -> Option<Range<usize>> {
        match self {
            Self::FirstHalf => Some(0..body.len() / 2),
            Self::SecondHalf => Some(body.len() / 2..body.len()),
            Self::Element(tunnel, name) => {
                let from = match tunnel {
                    None => 0,
                    Some(n) => memmem::find_iter(body, b"<ipsec_tunnel>").nth(n)?,
                };
                let find = |text: String| memmem::find(body.get(from..)?, text.as_bytes());
                let start = from + find(format!("<{name}>"))?;
                let end = from + find(format!("</{name}"))?;
                (start < end).then_some(start..end)
            }
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FirstHalf => f.write_str("first half"),
            Self::SecondHalf => f.write_str("second half"),
            Self::Element(None, name) => write!(f, "{name}"),
            Self::Element(Some(tunnel), name) => write!(f, "tunnel {tunnel}, {name}"),
        }
    }
}

/// Our typed parser with a mutation.
pub struct Mutated<'m> {
    hello: Hello,
    mutant: Mutant,
    all: &'m [(Target, String)],
    /// What our own parser makes of the page's examples.
    examples: &'m BTreeMap<Target, Fields>,
    earlier: BTreeMap<Target, Fields>,
    documents: usize,
    has_rejected: bool,
}

impl<'m> Mutated<'m> {
    /// This mutant.
    pub fn new(
        mutant: Mutant,
        all: &'m [(Target, String)],
        examples: &'m BTreeMap<Target, Fields>,
    ) -> Self {
        Self {
            hello: builtin::hello("mutant"),
            mutant,
            all,
            examples,
            earlier: BTreeMap::new(),
            documents: 0,
            has_rejected: false,
        }
    }

    fn differs(&self) -> bool {
        match self.mutant.trigger {
            Trigger::Always => true,
            Trigger::EverySecond => self.documents.is_multiple_of(2),
            Trigger::AfterRejection => self.has_rejected,
        }
    }

    fn change(&self, (at, operator): (usize, Operator), target: Target, fields: &mut Fields) {
        let Some((of, path)) = self.all.get(at) else {
            return;
        };
        let Some(value) = get(fields, path).filter(|_| *of == target) else {
            return;
        };
        let from = |fields: &Fields, path: &str| get(fields, path).cloned();
        let changed = match operator {
            Operator::Constant => from(self.examples.get(of).unwrap_or(fields), path),
            Operator::Earlier => self.earlier.get(of).and_then(|earlier| from(earlier, path)),
            Operator::FirstTunnel => path
                .strip_prefix("tunnels/1/")
                .and_then(|path| from(fields, &format!("tunnels/0/{path}"))),
            Operator::Swapped | Operator::SwappedFar => {
                let far = operator == Operator::SwappedFar;
                sibling(self.all, at, far).and_then(|other| from(fields, &other))
            }
            operator => operator.value(value),
        };
        if let Some(changed) = changed {
            set(fields, path, changed);
        }
    }
}

impl Parser for Mutated<'_> {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        self.documents += 1;
        let differs = self.differs();
        let mut outcome = match self.mutant.act {
            Act::Body(target, span, change) if differs && target == input.target => {
                let mut body = input.body.to_vec();
                if let Some(range) = span.range(&body) {
                    let mut part = body.get(range.clone()).unwrap_or_default().to_vec();
                    change(&mut part);
                    body.splice(range, part);
                }
                TYPED(&Input {
                    body: &body,
                    ..*input
                })
            }
            _ => TYPED(input),
        };
        if let Outcome::Accept(fields) = &mut outcome {
            let honest = fields.clone();
            if let Act::Answer(at, operator) = self.mutant.act
                && differs
            {
                self.change((at, operator), input.target, fields);
            }
            self.earlier.insert(input.target, honest);
        } else {
            self.has_rejected = true;
        }
        outcome
    }

    fn restart(&mut self) {
        self.has_rejected = false;
        self.earlier.clear();
    }
}
