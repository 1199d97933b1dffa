//! What is known of a whole run: the ids and keys that the target has made.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::evidence::{Evidence, redact};
use crate::run::{extract, ledger};
use crate::snapshot::placeholder::{HEAD, Kind, is_lower_hex, tokens};

/// An id that the target has made.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) kind: Kind,
    pub(super) id: String,
    /// Its hexadecimal digits; none of an id of another form.
    pub(super) digits: String,
}

/// What is known of the whole run.
#[derive(Debug, Default)]
pub(in crate::snapshot) struct Known {
    /// By their first digits.
    ids: HashMap<String, Vec<Made>>,
    pub(super) odd: Vec<Made>,
    /// By their first eight bytes.
    keys: HashMap<Vec<u8>, Vec<String>>,
    /// Values that are the same in every answer.
    pub(in crate::snapshot) constants: HashSet<String>,
    /// How ids look, by kind.
    pub(in crate::snapshot) forms: Vec<(Kind, BTreeSet<String>)>,
}

impl Known {
    pub(in crate::snapshot) fn of(evidence: &Evidence) -> Self {
        let mut made: BTreeSet<(Kind, String)> = BTreeSet::new();
        let mut asked: BTreeSet<String> = BTreeSet::new();
        for record in &evidence.records {
            made.insert((
                Kind::CustomerGateway,
                record.fixtures.customer_gateway_id.clone(),
            ));
            made.insert((Kind::VpnGateway, record.fixtures.vpn_gateway_id.clone()));
            made.insert((
                Kind::TransitGateway,
                record.fixtures.transit_gateway_id.clone(),
            ));
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
                    extract::made(record.action().map(str::as_bytes), &response.body)
            {
                let kind = match kind {
                    ledger::Kind::VpnConnection => Kind::Connection,
                    ledger::Kind::CustomerGateway => Kind::CustomerGateway,
                    ledger::Kind::VpnGateway => Kind::VpnGateway,
                    ledger::Kind::TransitGateway => Kind::TransitGateway,
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
                    known.learn_key(&String::from_utf8_lossy(&key));
                }
            }
        }
        for (kind, id) in made.into_iter().filter(|(_, id)| !id.is_empty()) {
            known.learn_id(kind, id);
        }
        known
    }

    pub(super) fn learn_key(&mut self, key: &str) {
        let Some(head) = key.as_bytes().get(..8) else {
            return;
        };
        let all = self.keys.entry(head.to_vec()).or_default();
        if !all.iter().any(|known| known == key) {
            all.push(key.to_owned());
            all.sort_by_key(|key| std::cmp::Reverse(key.len()));
        }
    }

    pub(super) fn learn_id(&mut self, kind: Kind, id: String) {
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
    pub(super) fn id_in(&self, run: &str) -> Option<&Made> {
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

    pub(super) fn key_at(&self, rest: &str) -> Option<&str> {
        let keys = self.keys.get(rest.as_bytes().get(..8)?)?;
        keys.iter()
            .find(|key| rest.starts_with(key.as_str()))
            .map(String::as_str)
    }
}
