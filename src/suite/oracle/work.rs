//! What an answer may cost: at most twice as much for twice the size, in each stage of what is done with it.
//!
//! The bytes are no answer but the recipe of one: a beginning, a piece that is repeated, and an end, in one of the places
//! where an answer can have them. So each input is an answer of any size, and is measured at three.

use std::hint::black_box;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use crate::document::parse::Way;
use crate::document::write::Escape;
use crate::document::{parse, write};
use crate::endpoint::Endpoint;
use crate::evidence::redact::{Redactor, unescaped};
use crate::evidence::{Evidence, Origin, Record, Role};
use crate::exchange::Exchange;
use crate::reference::Reference;
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::{Case, Draft, encoding};
use crate::rule;
use crate::run::extract;
use crate::spec::version::ApiVersion;
use crate::suite::oracle::{HEAD, TAIL};
use crate::suite::outcome;
use crate::xml::{Document, Element, Limits};

/// Something that counts the work of this thread.
#[derive(Clone, Copy, Debug)]
pub struct Meter {
    /// What it counts.
    pub unit: &'static str,
    /// The count so far.
    pub read: fn() -> u64,
    /// What it may count without a reason.
    pub noise: u64,
}

/// How often a measurement that looks wrong is taken again: the least is what the work needs.
const TRIES: usize = 4;

/// The size of the smallest answer.
const SMALL: usize = 2 << 10;

/// The same for one input in eight, since some costs show late.
const LARGE: usize = 16 << 10;

/// What is done with an answer.
const STAGES: [(&str, fn(&[u8])); 6] = [
    ("typed", typed),
    ("tree", tree),
    ("without trust in its form", untrusted),
    ("redaction", redaction),
    ("judgement", judgement),
    ("judgement as an error", refusal),
];

/// Any bytes as the recipe of an answer: no stage costs more than in proportion to its size.
pub fn work(bytes: &[u8], meters: &[Meter]) {
    let recipe = Recipe::of(bytes);
    let one = recipe.pieces(recipe.size);
    let bodies = [0, one, 2 * one, 4 * one].map(|pieces| recipe.body(pieces));
    for (name, stage) in STAGES {
        if let Some((unit, costs)) = superlinear(meters, stage, &bodies) {
            let lengths = bodies.each_ref().map(Vec::len);
            assert!(
                costs.is_empty(),
                "{name} of {lengths:?} bytes costs {costs:?} {unit}"
            );
        }
    }
}

/// The answer of this size that the bytes are a recipe of.
pub fn answer_of(recipe: &[u8], size: usize) -> Vec<u8> {
    let recipe = Recipe::of(recipe);
    recipe.body(recipe.pieces(size))
}

/// Everything that is done with an answer, once: in all stages, or in that of this name.
pub fn once(body: &[u8], stage: Option<&str>) {
    for (name, run) in STAGES {
        if stage.is_none_or(|stage| stage == name) {
            run(black_box(body));
        }
    }
}

/// A unit, and the costs in it of four inputs, nothing and three each twice as large as the one before, if they grow faster
/// than their size.
fn superlinear(
    meters: &[Meter],
    stage: fn(&[u8]),
    bodies: &[Vec<u8>; 4],
) -> Option<(&'static str, [u64; 4])> {
    // What is made once in the process.
    let [_, small, ..] = bodies;
    stage(small);
    let mut open: Vec<(&Meter, [u64; 4])> = meters.iter().map(|m| (m, [u64::MAX; 4])).collect();
    for _ in 0..TRIES {
        for (number, body) in bodies.iter().enumerate() {
            let before: Vec<u64> = open.iter().map(|(meter, _)| (meter.read)()).collect();
            stage(black_box(body));
            for ((meter, least), before) in open.iter_mut().zip(before) {
                let cost = (meter.read)().saturating_sub(before);
                for least in least.iter_mut().skip(number).take(1) {
                    *least = cost.min(*least);
                }
            }
        }
        open.retain(|(meter, least)| !is_linear(meter, *least, bodies));
        if open.is_empty() {
            break;
        }
    }
    open.first().map(|(meter, least)| (meter.unit, *least))
}

/// Whether costs grow with the size: in differences, of which the second is twice the first where the growth is linear and
/// four times where it is the square, or, since both may have steps, in what each byte costs above nothing.
fn is_linear(meter: &Meter, [none, one, two, four]: [u64; 4], bodies: &[Vec<u8>; 4]) -> bool {
    let [nothing, small, _, large] = bodies;
    let (first, second) = (two.saturating_sub(one), four.saturating_sub(two));
    let each = |cost: u64, body: &Vec<u8>| {
        let length = body.len().saturating_sub(nothing.len()).max(1);
        cost.saturating_sub(none) / u64::try_from(length).unwrap_or(u64::MAX)
    };
    second <= first.saturating_mul(3).saturating_add(meter.noise)
        || each(four, large) <= each(one, small).saturating_mul(3) / 2
}

/// How an answer is made.
struct Recipe<'b> {
    size: usize,
    place: Place,
    head: &'b [u8],
    piece: &'b [u8],
    tail: &'b [u8],
}

/// Where in an answer the repeated piece stands.
#[derive(Clone, Copy)]
enum Place {
    /// It is the answer.
    Body,
    /// The same in UTF-16.
    Utf16,
    /// In the configuration, as it is.
    Literal,
    /// In the configuration, as text.
    Text,
    /// In the configuration, in a CDATA section.
    CData,
    /// In the message of an error.
    Message,
    /// In each tunnel of a configuration.
    Tunnels,
    /// In the key of a tunnel each.
    Keys,
}

impl<'b> Recipe<'b> {
    /// The first byte says the size and the place. Zeros end the beginning and the piece.
    fn of(bytes: &'b [u8]) -> Self {
        const PLACES: [Place; 8] = [
            Place::Body,
            Place::Utf16,
            Place::Literal,
            Place::Text,
            Place::CData,
            Place::Message,
            Place::Tunnels,
            Place::Keys,
        ];
        let (first, rest) = bytes.split_first().unwrap_or((&0, b""));
        let mut parts = rest.splitn(3, |byte| *byte == 0);
        let [head, piece, tail] = [(); 3].map(|()| parts.next());
        let (head, piece) = match (head, piece) {
            (Some(head), Some(piece)) => (head, piece),
            (piece, _) => (&b""[..], piece.unwrap_or_default()),
        };
        let place = PLACES.get(usize::from(first % 8)).copied();
        Self {
            size: if first / 8 % 8 == 5 { LARGE } else { SMALL },
            place: place.unwrap_or(Place::Body),
            head,
            piece,
            tail: tail.unwrap_or_default(),
        }
    }

    /// How many pieces make an answer of about this size. It is a multiple of four, so that answers of several sizes are all
    /// even or all odd: a byte too many is the end of UTF-16, or of base64, before anything is done.
    fn pieces(&self, size: usize) -> usize {
        let mut piece = Vec::new();
        self.piece(&mut piece, 0);
        let rest = size.saturating_sub(self.head.len());
        rest.div_ceil(piece.len()).next_multiple_of(4)
    }

    /// An answer of so many pieces.
    fn body(&self, pieces: usize) -> Vec<u8> {
        let mut out = self.head.to_vec();
        (0..pieces).for_each(|number| self.piece(&mut out, number));
        out.extend(self.tail);
        self.place.wrap(out)
    }

    fn piece(&self, out: &mut Vec<u8>, number: usize) {
        match self.place {
            Place::Tunnels => self.in_tunnel(out, number, &[]),
            Place::Keys => self.in_tunnel(out, number, b"pre_shared_key"),
            _ => self.repeat(out, number),
        }
    }

    /// The piece once more. A byte 1 in it is a number, so that no two need be alike.
    fn repeat(&self, out: &mut Vec<u8>, number: usize) {
        let before = out.len();
        for byte in self.piece {
            match byte {
                1 => out.extend(format!("{number:07}").bytes()),
                byte => out.push(*byte),
            }
        }
        if out.len() == before {
            out.push(b' ');
        }
    }

    fn in_tunnel(&self, out: &mut Vec<u8>, number: usize, element: &[u8]) {
        out.extend(b"<ipsec_tunnel><ike>");
        for (open, name) in [(&b"<"[..], element), (b"</", element)] {
            if open == b"</" {
                self.repeat(out, number);
            }
            if !name.is_empty() {
                out.extend([open, name, b">"].concat());
            }
        }
        out.extend(b"</ike></ipsec_tunnel>");
    }
}

impl Place {
    fn wrap(self, content: Vec<u8>) -> Vec<u8> {
        let between = |head: &str, content: &[u8], tail: &str| {
            [head.as_bytes(), content, tail.as_bytes()].concat()
        };
        let text = |head: &str, tail: &str| {
            let mut out = head.to_owned();
            Escape::Minimal.push(&mut out, &String::from_utf8_lossy(&content));
            (out + tail).into_bytes()
        };
        match self {
            Self::Body => content,
            Self::Utf16 => {
                let text = String::from_utf8_lossy(&content);
                let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
                units.flat_map(u16::to_le_bytes).collect()
            }
            Self::Literal => between(HEAD, &content, TAIL),
            Self::Text => text(HEAD, TAIL),
            Self::CData => between(&format!("{HEAD}<![CDATA["), &content, &format!("]]>{TAIL}")),
            Self::Message => text(
                "<Response><Errors><Error><Code>InvalidParameterValue</Code><Message>",
                "</Message></Error></Errors><RequestID>r</RequestID></Response>",
            ),
            Self::Tunnels | Self::Keys => text(
                &format!("{HEAD}&lt;vpn_connection id=\"vpn-0123456789abcdef0\"&gt;"),
                &format!("&lt;/vpn_connection&gt;{TAIL}"),
            ),
        }
    }
}

fn typed(body: &[u8]) {
    let limits = Limits::default();
    for way in [Way::Fast, Way::General] {
        if let Ok(parsed) = parse::exchange_by(way, body, &limits) {
            black_box(write::response(&parsed.response, &write::Style::default()));
        }
    }
    let _ = black_box(parse::error_envelope(body, &limits));
}

fn tree(body: &[u8]) {
    let Ok(document) = Document::parse(body, &Limits::default()) else {
        return;
    };
    let mut all: Vec<Element<'_>> = vec![document.root()];
    while let Some(element) = all.pop() {
        let decoded = element.decoded();
        black_box((decoded.wire_offset(decoded.text.len()), element.offset()));
        black_box((element.text(), element.attributes().count()));
        all.extend(element.children());
    }
}

fn untrusted(body: &[u8]) {
    black_box(unescaped(body));
    black_box(extract::made(Some(b"CreateVpnConnection"), body));
    black_box(extract::gist(body));
}

fn redaction(body: &[u8]) {
    for record in changed(body, 0).records {
        black_box(Redactor::new().exchange(&record.exchange));
    }
}

fn judgement(body: &[u8]) {
    judge(&changed(body, 0));
}

fn refusal(body: &[u8]) {
    judge(&changed(body, 1));
}

fn judge(evidence: &Evidence) {
    for rule in rule::catalogue() {
        black_box(outcome::judge_saved(rule, evidence));
    }
}

/// A create and a refusal, one of them answered with this body.
fn changed(body: &[u8], which: usize) -> Evidence {
    let mut evidence = Evidence::default();
    for (number, record) in BASE.iter().enumerate() {
        let mut exchange = (*record.exchange).clone();
        if let (true, Ok(response)) = (number == which, &mut exchange.response) {
            response.body = body.to_vec();
        }
        evidence.records.push(Record::new(
            Arc::clone(&record.probe),
            record.origin,
            record.role,
            record.case.clone(),
            record.fixtures.clone(),
            exchange,
        ));
    }
    evidence
}

/// A create as it is granted, and one without its gateways as it is refused.
static BASE: LazyLock<Vec<Record>> = LazyLock::new(|| {
    let reference = Reference::default();
    let version = ApiVersion::default();
    let send = |action: &str, parameters: &[(&str, &str)]| {
        let draft = Draft::action(action, version, parameters);
        let request = encoding::encode(&draft, "localhost", "/");
        let response = reference.send(&request);
        (draft, request, response)
    };
    let gateway = |action: &str, element: &str, parameters: &[(&str, &str)]| {
        let (_, _, response) = send(action, parameters);
        let body = response.map(|response| response.body).unwrap_or_default();
        extract::element_text(&String::from_utf8_lossy(&body), element).unwrap_or_default()
    };
    let address = [
        ("Type", "ipsec.1"),
        ("IpAddress", "203.0.113.7"),
        ("BgpAsn", "64620"),
    ];
    let customer = gateway("CreateCustomerGateway", "customerGatewayId", &address);
    let virtual_private = gateway("CreateVpnGateway", "vpnGatewayId", &[("Type", "ipsec.1")]);
    let whole = [
        ("Type", "ipsec.1"),
        ("CustomerGatewayId", customer.as_str()),
        ("VpnGatewayId", virtual_private.as_str()),
    ];
    let roles = [(Role::Twin, &whole[..]), (Role::Deviation, &[])];
    let record = |(role, parameters): (Role, &[(&str, &str)])| {
        let (draft, request, response) = send("CreateVpnConnection", parameters);
        let case = Case {
            id: format!("{WORK}/{role:?}").to_lowercase(),
            draft,
            deviation: None,
            twin: None,
            request: request.clone(),
            expectation: Expectation::MustAccept,
        };
        let exchange = Exchange {
            request,
            response,
            elapsed: Duration::from_millis(1),
            attempts: 1,
        };
        Record::new(
            WORK,
            Origin::Catalogue,
            role,
            case,
            Fixtures::default(),
            exchange,
        )
    };
    roles.into_iter().map(record).collect()
});

const WORK: &str = "response/minimal-accepted";

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local!(static COUNT: Cell<u64> = const { Cell::new(0) });

    const METER: Meter = Meter {
        unit: "steps",
        read: || COUNT.get(),
        noise: 100,
    };

    fn spend(steps: usize) {
        COUNT.set(COUNT.get() + steps as u64);
    }

    #[test]
    fn the_square_is_told_from_what_is_linear() {
        let bodies = [0, 1_000, 2_000, 4_000].map(|size| vec![0; size]);
        for stage in [
            (|body| spend(body.len())) as fn(&[u8]),
            |_| spend(1_000_000),
            |body| spend(1_000_000 + 7 * body.len()),
            |body| spend(body.len() * (body.len().max(1).ilog2() as usize)),
            |body| spend(body.len() * 7 + if body.len() % 3 == 2 { 0 } else { 60_000 }),
        ] {
            assert_eq!(superlinear(&[METER], stage, &bodies), None);
        }
        for stage in [
            (|body| spend(body.len() * body.len())) as fn(&[u8]),
            |body| spend(1_000_000 + body.len() * body.len()),
            |body| spend(body.len() * (1_000 + body.len())),
        ] {
            assert!(superlinear(&[METER, METER], stage, &bodies).is_some());
        }
    }

    #[test]
    fn a_recipe_is_an_answer_of_any_size() {
        for place in 0..8 {
            let bytes = [&[place][..], b"<a>\0<b>\x01</b>\0</a>"].concat();
            let recipe = Recipe::of(&bytes);
            let one = recipe.pieces(1 << 10);
            let [none, small, large] = [0, one, 2 * one].map(|pieces| recipe.body(pieces).len());
            assert!(small >= 1 << 10, "{small}");
            assert_eq!(large - small, small - none);
            assert_eq!((small - none) % 4, 0);
        }
        let all = String::from_utf8(Recipe::of(b"\0<a>\0<b>\x01</b>\0</a>").body(2)).unwrap();
        assert_eq!(all, "<a><b>0000000</b><b>0000001</b></a>");
    }

    #[test]
    fn every_stage_takes_any_bytes() {
        for bytes in [&b""[..], b"\x05", b"\x07AAAAAAAA\x01", b"\x04&#"] {
            work(bytes, &[METER]);
        }
    }
}
