//! Names for what a server makes up: `vpn-#1`, `key-#2`. Equal values have one name, and nothing else is told of them.

pub(super) mod symbols;

use std::collections::HashMap;

use crate::evidence::Record;
use crate::finding::normalize::stable;
use crate::request::fixtures::Fixtures;
use crate::snapshot::canonical::shorten;
use crate::snapshot::placeholder::symbols::{Known, Made};

/// What stands for the address that the customer gateway was made with.
const ASKED_ADDRESS: &str = "{the address asked for}";
/// What stands for its BGP ASN.
const ASKED_NUMBER: &str = "{the number asked for}";
/// So many digits of an id are looked at first. A shorter id is looked for as it stands.
const HEAD: usize = 7;

/// What is longer is no word that a server has drawn.
const LONGEST: usize = 80;

/// What is shorter is taken for a word, within a text.
const RANDOM: usize = 16;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Connection,
    CustomerGateway,
    VpnGateway,
    TransitGateway,
    Key,
    Address,
    Number,
    Time,
    Id,
    /// What a normaliser of the user's says.
    Value,
}

impl Kind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Connection => "vpn",
            Self::CustomerGateway => "cgw",
            Self::VpnGateway => "vgw",
            Self::TransitGateway => "tgw",
            Self::Key => "key",
            Self::Address => "address",
            Self::Number => "number",
            Self::Time => "time",
            Self::Id => "id",
            Self::Value => "value",
        }
    }

    /// Whether equality holds from one exchange to the next. Addresses and numbers can be the same by chance.
    pub(super) const fn lasts(self) -> bool {
        matches!(
            self,
            Self::Connection
                | Self::CustomerGateway
                | Self::VpnGateway
                | Self::TransitGateway
                | Self::Key
        )
    }

    const IDS: [Self; 4] = [
        Self::Connection,
        Self::CustomerGateway,
        Self::VpnGateway,
        Self::TransitGateway,
    ];

    /// The kind of a value by its form, where it is one that servers draw or count.
    pub(super) fn of(value: &str) -> Option<Self> {
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        if value.is_empty() {
            None
        } else if digits {
            Some(Self::Number)
        } else if is_address(value) {
            Some(Self::Address)
        } else if is_time(value) {
            Some(Self::Time)
        } else {
            (stable(value) == "#").then_some(Self::Id)
        }
    }
}

/// The names in one exchange, numbered as they come.
pub(super) struct Labels<'k> {
    known: &'k Known,
    fixtures: &'k Fixtures,
    /// Names and values of the request.
    sent: Vec<(String, String)>,
    named: Vec<(Kind, String)>,
}

impl<'k> Labels<'k> {
    pub(super) fn new(known: &'k Known, record: &'k Record) -> Self {
        let parameters = record.case.draft.parameters.iter();
        let values = parameters.filter_map(|p| {
            let value = String::from_utf8_lossy(p.value.as_deref()?);
            let name = String::from_utf8_lossy(&p.name);
            Some((shorten(&name), shorten(&value)))
        });
        Self {
            sent: values.collect(),
            ..Self::of_fixtures(known, &record.fixtures)
        }
    }

    fn of_fixtures(known: &'k Known, fixtures: &'k Fixtures) -> Self {
        Self {
            known,
            fixtures,
            sent: Vec::new(),
            named: Vec::new(),
        }
    }

    /// The name of this value.
    pub(super) fn name(&mut self, kind: Kind, value: &str) -> String {
        let of_kind = |(known, _): &&(Kind, String)| *known == kind;
        let mut same = self.named.iter().filter(of_kind);
        let number = match same.position(|(_, known)| known == value) {
            Some(place) => place + 1,
            None => {
                self.named.push((kind, value.to_owned()));
                self.named.iter().filter(of_kind).count()
            }
        };
        format!("{}-#{number}", kind.word())
    }

    /// Every name that lasts, with what it stands for.
    pub(super) fn lasting(&self) -> Vec<(String, Kind, &str)> {
        let mut counts: HashMap<Kind, usize> = HashMap::new();
        let mut all = Vec::new();
        for (kind, value) in &self.named {
            let number = counts.entry(*kind).or_default();
            *number += 1;
            if kind.lasts() {
                all.push((format!("{}-#{number}", kind.word()), *kind, value.as_str()));
            }
        }
        all
    }

    /// A whole value of an element.
    pub(super) fn value(&mut self, value: &str, loose: bool) -> String {
        let asked = self.fixtures.customer_asn.to_string();
        if self.fixtures.provisioned && value.trim() == asked {
            return value.replace(&asked, ASKED_NUMBER);
        }
        let told = self.text(value, loose);
        // An id has its name already, and a word of one letter may be anything.
        if told != value || value.len() < 2 {
            return told;
        }
        let bare = value.trim();
        let as_sent = |what: &str| self.sent.iter().find(|(_, sent)| sent == what);
        match (as_sent(value), as_sent(bare)) {
            (Some((name, _)), _) => format!("{{{name} as sent}}"),
            (None, Some((name, sent))) if bare.len() > 1 => {
                value.replace(sent, &format!("{{{name} as sent}}"))
            }
            _ => told,
        }
    }

    /// Text with names in place of ids and keys; if it is `loose`, also of addresses, times and what looks random.
    pub(super) fn text(&mut self, text: &str, loose: bool) -> String {
        let mut text = text.to_owned();
        for made in &self.known.odd {
            if text.contains(&made.id) {
                let name = self.name(made.kind, &made.id);
                text = text.replace(&made.id, &name);
            }
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        let mut before = ' ';
        while let Some(first) = rest.chars().next() {
            let taken = self.taken(rest, before, loose, &mut out);
            let length = if taken == 0 {
                out.push(first);
                first.len_utf8()
            } else {
                taken
            };
            let (done, left) = rest.split_at(length.min(rest.len()));
            before = done.chars().next_back().unwrap_or(first);
            rest = left;
        }
        out
    }

    /// Writes a name for what stands at the start of the rest. How long that was.
    fn taken(&mut self, rest: &str, before: char, loose: bool, out: &mut String) -> usize {
        if let Some(key) = self.known.key_at(rest) {
            let name = self.name(Kind::Key, key);
            out.push_str(&name);
            return key.len();
        }
        if !u8::try_from(before).is_ok_and(is_word) {
            let end = rest
                .bytes()
                .take(LONGEST)
                .take_while(|b| is_word(*b))
                .count();
            let word = rest.get(..end).unwrap_or_default();
            let word = word.trim_end_matches(['.', ':', '-']);
            if self.fixtures.provisioned && word == self.fixtures.customer_address {
                out.push_str(ASKED_ADDRESS);
                return word.len();
            }
            let kind = Kind::of(word).filter(|kind| match kind {
                Kind::Number => false,
                Kind::Id => word.len() >= RANDOM,
                _ => true,
            });
            if let (Some(kind), true) = (kind, loose && !self.known.constants.contains(word))
                && self.known.id_in(word).is_none()
            {
                let name = self.name(kind, word);
                out.push_str(&name);
                return word.len();
            }
        }
        if before.is_ascii_hexdigit() {
            return 0;
        }
        let end = rest.find(|c: char| !c.is_ascii_hexdigit());
        let run = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let Some(made) = self.known.id_in(run) else {
            return self.complement(run, out);
        };
        let name = self.name(made.kind, &made.id);
        write_id(out, made, &name, run)
    }
}

impl Labels<'_> {
    /// Writes the name of an id that a request has turned round digit by digit, to name one that does not exist.
    fn complement(&mut self, run: &str, out: &mut String) -> usize {
        let digits = run
            .chars()
            .map(|c| c.to_digit(16).and_then(|d| char::from_digit(15 - d, 16)));
        let turned: String = digits.flatten().collect();
        let Some(made) = self
            .known
            .id_in(&turned)
            .filter(|made| made.digits == turned)
        else {
            return 0;
        };
        let name = self.name(made.kind, &made.id);
        let prefix = format!("{}-", made.kind.word());
        if out.ends_with(&prefix) {
            out.truncate(out.len() - prefix.len());
        }
        out.push_str(&format!("{{complement of {name}}}"));
        run.len()
    }
}

/// Writes the name of an id, or what a request made of the id. How many of its digits were written.
fn write_id(out: &mut String, made: &Made, name: &str, run: &str) -> usize {
    let whole =
        run.len() >= made.digits.len() && run.to_ascii_lowercase().starts_with(&made.digits);
    let length = made.digits.len() - usize::from(!whole);
    let digits = run.get(..length).unwrap_or(run);
    let prefix = format!("{}-", made.kind.word());
    let upper = digits.bytes().any(|b| b.is_ascii_uppercase());
    let written = if out.ends_with(&prefix) && !upper {
        out.truncate(out.len() - prefix.len());
        name.to_owned()
    } else if out.ends_with(&prefix.to_uppercase()) {
        out.truncate(out.len() - prefix.len());
        name.to_uppercase()
    } else {
        format!("{{digits of {name}}}")
    };
    out.push_str(&written);
    if !whole {
        out.push_str("{less the last digit}");
    } else if run.len() > length {
        out.push_str("{and} ");
    }
    length
}

/// A text of a finding. Whether ids have 8 digits or 17 is told by [`Known::forms`], so that it does not change every text.
pub(super) fn finding(text: &str, known: &Known) -> String {
    let fixtures = Fixtures::default();
    let mut text = Labels::of_fixtures(known, &fixtures).text(text, false);
    for word in Kind::IDS.map(Kind::word) {
        for word in [word.to_owned(), word.to_uppercase()] {
            for (digits, told) in [
                (17, "#"),
                (16, "#{one digit less}"),
                (18, "#{one digit more}"),
                (8, "#"),
                (7, "#{one digit less}"),
                (9, "#{one digit more}"),
            ] {
                text = text.replace(&format!("{word}-#{digits}"), &format!("{word}-{told}"));
            }
        }
    }
    shorten(&text)
}

/// What looks like an id of one of the three kinds.
fn tokens(text: &str) -> impl Iterator<Item = (Kind, String)> + '_ {
    Kind::IDS.into_iter().flat_map(move |kind| {
        let prefix = format!("{}-", kind.word());
        let places: Vec<usize> = text.match_indices(&prefix).map(|(at, _)| at).collect();
        places.into_iter().filter_map(move |at| {
            let digits = text.get(at + kind.word().len() + 1..)?;
            let end = digits.find(|c: char| !c.is_ascii_hexdigit());
            let digits = digits.get(..end.unwrap_or(digits.len()))?;
            let good = digits.len() > HEAD && digits.bytes().all(is_lower_hex);
            good.then(|| (kind, format!("{}-{digits}", kind.word())))
        })
    })
}

fn is_lower_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'-')
}

fn is_address(text: &str) -> bool {
    let address = text.split('/').next().unwrap_or_default();
    address.parse::<std::net::Ipv4Addr>().is_ok()
        || address.contains(':') && address.parse::<std::net::Ipv6Addr>().is_ok()
}

fn is_time(text: &str) -> bool {
    let date: Vec<&str> = text.get(..10).unwrap_or_default().split('-').collect();
    let numbers = date.iter().all(|part| part.parse::<u16>().is_ok());
    date.len() == 3 && numbers && matches!(text.as_bytes().get(10), Some(b'T' | b' '))
}

#[cfg(test)]
mod tests;
