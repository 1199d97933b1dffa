//! Names for what a server makes up: `vpn-#1`, `key-#2`. Equal values have one name, and nothing else is told of them.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::finding::stable::stable;
use crate::redact;
use crate::run::Evidence;
use crate::run::evidence::Fixtures;
use crate::run::evidence::Record;
use crate::run::identify;
use crate::run::ledger;
use crate::snapshot::canonical::shorten;

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
            Self::Connection | Self::CustomerGateway | Self::VpnGateway | Self::Key
        )
    }

    const IDS: [Self; 3] = [Self::Connection, Self::CustomerGateway, Self::VpnGateway];

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

/// An id that the target has made.
#[derive(Clone, Debug)]
struct Made {
    kind: Kind,
    id: String,
    /// Its hexadecimal digits; none of an id of another form.
    digits: String,
}

/// What is known of the whole run.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// By their first digits.
    ids: HashMap<String, Vec<Made>>,
    odd: Vec<Made>,
    /// By their first eight bytes.
    keys: HashMap<Vec<u8>, Vec<String>>,
    /// Values that are the same in every answer.
    pub(super) constants: HashSet<String>,
    /// How ids look, by kind.
    pub(super) forms: Vec<(Kind, BTreeSet<String>)>,
}

impl Known {
    pub(super) fn of(evidence: &Evidence) -> Self {
        let mut made: BTreeSet<(Kind, String)> = BTreeSet::new();
        let mut asked: BTreeSet<String> = BTreeSet::new();
        for record in &evidence.records {
            made.insert((
                Kind::CustomerGateway,
                record.fixtures.customer_gateway_id.clone(),
            ));
            made.insert((Kind::VpnGateway, record.fixtures.vpn_gateway_id.clone()));
            for parameter in &record.case.draft.parameters {
                let value = parameter.value.as_deref().unwrap_or_default();
                asked.extend(tokens(&String::from_utf8_lossy(value)).map(|(_, id)| id));
            }
            if let Ok(response) = &record.exchange.response
                && (200..300).contains(&response.status)
                && !record
                    .action()
                    .is_some_and(|a| a.starts_with("Describe") || a.starts_with("Delete"))
                && let Some((kind, id)) =
                    identify::made(record.action().map(str::as_bytes), &response.body)
            {
                let kind = match kind {
                    ledger::Kind::VpnConnection => Kind::Connection,
                    ledger::Kind::CustomerGateway => Kind::CustomerGateway,
                    ledger::Kind::VpnGateway => Kind::VpnGateway,
                };
                made.insert((kind, id));
            }
        }
        let mut known = Self::default();
        for record in &evidence.records {
            let Ok(response) = &record.exchange.response else {
                continue;
            };
            let text = String::from_utf8_lossy(&response.body);
            made.extend(tokens(&text).filter(|(_, id)| !asked.contains(id)));
            for (key, _) in record.view().keys() {
                known.learn_key(key.expose());
            }
            let view = record.view();
            let broken = view.outer_error().is_some()
                || view.inner.as_ref().is_some_and(|i| i.error().is_some());
            if broken {
                for key in redact::keys(&response.body) {
                    known.learn_key(&key);
                }
            }
        }
        for (kind, id) in made.into_iter().filter(|(_, id)| !id.is_empty()) {
            known.learn_id(kind, id);
        }
        known
    }

    fn learn_key(&mut self, key: &str) {
        let Some(head) = key.as_bytes().get(..8) else {
            return;
        };
        let all = self.keys.entry(head.to_vec()).or_default();
        if !all.iter().any(|known| known == key) {
            all.push(key.to_owned());
            all.sort_by_key(|key| std::cmp::Reverse(key.len()));
        }
    }

    fn learn_id(&mut self, kind: Kind, id: String) {
        let digits = id
            .strip_prefix(kind.word())
            .and_then(|r| r.strip_prefix('-'));
        let digits = digits.filter(|d| d.len() > HEAD && d.bytes().all(is_lower_hex));
        let form = match digits {
            Some(digits) => format!("{}- and {} hexadecimal digits", kind.word(), digits.len()),
            None => "of another form".to_owned(),
        };
        match self.forms.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, forms)) => drop(forms.insert(form)),
            None => self.forms.push((kind, BTreeSet::from([form]))),
        }
        let digits = digits.unwrap_or_default().to_owned();
        let head = digits.get(..HEAD).map(str::to_owned);
        let made = Made { kind, id, digits };
        match head {
            Some(head) => self.ids.entry(head).or_default().push(made),
            None => self.odd.push(made),
        }
    }

    /// The id with most digits whose digits, but for the last, begin this run of digits.
    fn id_in(&self, run: &str) -> Option<&Made> {
        let lower = run.to_ascii_lowercase();
        let candidates = self.ids.get(lower.get(..HEAD)?)?;
        let begins = |made: &&Made| {
            let short = made.digits.len().saturating_sub(1);
            made.digits
                .get(..short)
                .is_some_and(|d| lower.starts_with(d))
        };
        let fits = |made: &&Made| (lower.starts_with(&made.digits), made.digits.len());
        candidates.iter().filter(begins).max_by_key(fits)
    }

    fn key_at(&self, rest: &str) -> Option<&str> {
        let keys = self.keys.get(rest.as_bytes().get(..8)?)?;
        keys.iter()
            .find(|key| rest.starts_with(key.as_str()))
            .map(String::as_str)
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
mod tests {
    use super::*;

    fn known() -> Known {
        let mut known = Known::default();
        known.learn_id(Kind::CustomerGateway, "cgw-8be17d17797bb5804".to_owned());
        known.learn_id(Kind::Connection, "vpn-44a8938f".to_owned());
        known.learn_id(Kind::Connection, "mine".to_owned());
        known.learn_key("0123456789abcdef");
        known
    }

    #[test]
    fn ids_and_what_requests_make_of_them_have_names() {
        let (known, fixtures) = (known(), Fixtures::default());
        let mut labels = Labels::of_fixtures(&known, &fixtures);
        for (text, named) in [
            ("vpn-44a8938f, vpn-44a8938f", "vpn-#1, vpn-#1"),
            ("'cgw-8be17d17797bb5804'", "'cgw-#1'"),
            ("CGW-8BE17D17797BB5804", "CGW-#1"),
            ("cgw8be17d17797bb5804", "cgw{digits of cgw-#1}"),
            ("cgw-8be17d17797bb580 x", "cgw-#1{less the last digit} x"),
            ("cgw-8be17d17797bb58040", "cgw-#1{and} 0"),
            ("cgw-741e82e886844a7fb", "{complement of cgw-#1}"),
            ("cgw-0bad0bad", "cgw-0bad0bad"),
            ("it is mine", "it is vpn-#2"),
            ("k=0123456789abcdef.", "k=key-#1."),
        ] {
            assert_eq!(labels.text(text, false), named);
        }
    }

    #[test]
    fn what_looks_drawn_has_a_name_only_where_it_varies() {
        let mut known = known();
        known.constants.insert("12.1.2.3".to_owned());
        let fixtures = Fixtures {
            customer_address: "203.0.113.9".to_owned(),
            customer_asn: 64_999,
            provisioned: true,
            ..Fixtures::default()
        };
        let mut labels = Labels::of_fixtures(&known, &fixtures);
        let text = "12.1.2.3 72.1.2.3 203.0.113.9 2026-11-24T10:00:00Z 64999";
        assert_eq!(
            labels.text(text, true),
            "12.1.2.3 address-#1 {the address asked for} time-#1 64999"
        );
        assert!(labels.text(text, false).starts_with("12.1.2.3 72.1.2.3"));
        assert_eq!(labels.value("64999", false), ASKED_NUMBER);
    }
}
