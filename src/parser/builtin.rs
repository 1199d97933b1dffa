//! Parsers that are built in: the project's own two, and peers that read a body into the same small tree.

mod own;
#[cfg(feature = "cli")]
mod peer;
mod typed;

use crate::generate::document::field::{CONFIGURATION, Fields, RESPONSE, TUNNEL, Target, Value};
use crate::parser::{Hello, Input, Outcome, PROTOCOL, Parser};

/// Reads a body into elements, or says why not.
pub type Read = fn(&[u8]) -> Result<Element, String>;

/// Reads the fields of a document.
pub type Parse = fn(&Input<'_>) -> Outcome;

/// The name of the one that is a pipeline.
const PIPELINE: &str = "vpnconform-pipeline";

/// The parsers by name, with a line on each.
pub const ALL: &[(&str, &str, Parse)] = &[
    (
        "vpnconform",
        "the typed parser of this project",
        typed::parse,
    ),
    (
        "vpnconform-tree",
        "the tree of this project, which the rules read",
        |input| parse(own::read, input),
    ),
    (
        PIPELINE,
        "the typed parser of this project, given each configuration inside a response",
        typed::pipeline,
    ),
    #[cfg(feature = "cli")]
    (
        "quick-xml",
        "quick-xml events with its default checks",
        |input| parse(peer::quick_xml, input),
    ),
    #[cfg(feature = "cli")]
    ("roxmltree", "roxmltree over UTF-8", |input| {
        parse(peer::roxmltree, input)
    }),
];

/// The typed parser of this project, which must fail nothing.
pub const TYPED: Parse = typed::parse;

/// The tree of this project, which must fail nothing.
pub const OWN: Read = own::read;

/// One element.
#[derive(Clone, Debug, Default)]
pub struct Element {
    /// The local name.
    pub name: String,
    /// The namespace; empty for none.
    pub namespace: String,
    /// All direct character data.
    pub text: String,
    /// `id`, where it has one without a namespace.
    pub id: Option<String>,
    /// The child elements.
    pub children: Vec<Element>,
}

impl Element {
    /// An element without content.
    pub fn new(name: &str, namespace: &str, id: Option<String>) -> Self {
        let mut element = Self::default();
        element.name.push_str(name);
        element.namespace.push_str(namespace);
        element.id = id;
        element
    }
}

impl Drop for Element {
    /// Takes the tree apart level by level: a deep one must not end the process.
    fn drop(&mut self) {
        let mut open = std::mem::take(&mut self.children);
        while let Some(mut element) = open.pop() {
            open.append(&mut element.children);
        }
    }
}

impl Element {
    fn child(&self, name: &str) -> Option<&Self> {
        self.children
            .iter()
            .find(|c| c.name == name && c.namespace == self.namespace)
    }

    fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children
            .iter()
            .filter(move |c| c.name == name && c.namespace == self.namespace)
    }

    fn value(&self, path: &str) -> Value {
        let found = path
            .split('/')
            .try_fold(self, |element, name| element.child(name));
        found.map_or(Value::Absent, |e| Value::Text(e.text.clone().into()))
    }
}

/// A built-in parser, in this process.
pub struct Builtin {
    hello: Hello,
    parse: Parse,
}

impl Builtin {
    /// The typed parser of this project, which must fail nothing.
    pub fn own() -> Self {
        Self {
            hello: hello("vpnconform"),
            parse: typed::parse,
        }
    }

    /// As it is, with the deliveries of a client: what did not arrive whole is refused.
    pub fn over_http(mut self) -> Self {
        self.hello.http = true;
        self
    }

    /// As it is, given documents in pieces too, which it reads once all have arrived.
    pub fn in_pieces(mut self) -> Self {
        self.hello.pieces = true;
        self
    }

    /// The parser of this name.
    pub fn find(name: &str) -> Option<Self> {
        let (name, _, parse) = ALL.iter().find(|(n, ..)| *n == name)?;
        Some(Self {
            hello: hello(name),
            parse: *parse,
        })
    }
}

/// The hello of a parser of ours.
pub fn hello(name: &str) -> Hello {
    let names = |names: &[&str], more: [&str; 2]| {
        names
            .iter()
            .copied()
            .chain(more)
            .filter(|n| !n.is_empty())
            .map(str::to_owned)
            .collect()
    };
    Hello {
        protocol: PROTOCOL.to_owned(),
        name: name.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        runtime: "built in".to_owned(),
        targets: vec![Target::Response, Target::Configuration],
        fields: [
            (Target::Response, names(RESPONSE, ["tagSet", ""])),
            (
                Target::Configuration,
                names(CONFIGURATION, ["id", "tunnels"]),
            ),
        ]
        .into(),
        unordered: Vec::new(),
        pipeline: name == PIPELINE,
        pieces: false,
        http: false,
    }
}

impl Parser for Builtin {
    fn hello(&self) -> &Hello {
        &self.hello
    }

    fn parse(&mut self, input: &Input<'_>) -> Outcome {
        (self.parse)(input)
    }
}

/// Reads the fields of a document with care: root, namespace and status are looked at.
pub fn parse(read: Read, input: &Input<'_>) -> Outcome {
    let reject = |class: &str| Outcome::Reject {
        class: class.to_owned(),
    };
    if !input.framing.is_whole() {
        return reject("broken framing");
    }
    let root = match read(input.body) {
        Ok(root) => root,
        Err(class) => return Outcome::Reject { class },
    };
    match (input.target, root.name.as_str()) {
        (Target::Configuration, "vpn_connection") => Outcome::Accept(configuration(&root)),
        (Target::Response, "Response") => Outcome::ServiceError {
            code: root
                .child("Errors")
                .and_then(|errors| errors.child("Error"))
                .and_then(|error| error.child("Code"))
                .map(|code| code.text.clone()),
        },
        (Target::Response, "CreateVpnConnectionResponse") if input.status == 200 => {
            match root.child("vpnConnection") {
                Some(connection) => Outcome::Accept(response(&root, connection)),
                None => reject("no vpnConnection"),
            }
        }
        _ => reject("unexpected document"),
    }
}

fn response(root: &Element, connection: &Element) -> Fields {
    let mut fields: Fields = RESPONSE
        .iter()
        .map(|name| ((*name).into(), connection.value(name)))
        .collect();
    fields.insert("requestId".into(), root.value("requestId"));
    let tags = connection.child("tagSet").map_or(Value::Absent, |set| {
        let tag = |item: &Element| ["key", "value"].map(|n| (n.into(), item.value(n))).into();
        Value::List(set.all("item").map(tag).collect())
    });
    fields.insert("tagSet".into(), tags);
    fields
}

fn configuration(root: &Element) -> Fields {
    let mut fields: Fields = CONFIGURATION
        .iter()
        .map(|name| ((*name).into(), root.value(name)))
        .collect();
    fields.insert(
        "id".into(),
        root.id
            .clone()
            .map_or(Value::Absent, |id| Value::Text(id.into())),
    );
    let tunnel = |tunnel: &Element| {
        let values = TUNNEL
            .iter()
            .map(|path| ((*path).into(), tunnel.value(path)));
        values
            .filter(|(_, value)| *value != Value::Absent)
            .collect()
    };
    fields.insert(
        "tunnels".into(),
        Value::List(root.all("ipsec_tunnel").map(tunnel).collect()),
    );
    fields
}
