//! Which places of an answer hold what the server makes up: those where answers to equal requests differ.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::snapshot::placeholder::Kind;

/// What stands in one place, over the whole run.
#[derive(Debug, Default)]
struct Column {
    seen: usize,
    values: HashSet<String>,
}

/// Every place.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Of creates that had to be accepted: their requests ask for the same.
    valid: HashMap<String, Column>,
    /// Of all other answers.
    other: HashMap<String, Column>,
}

impl Columns {
    pub(super) fn add(&mut self, path: &str, value: &str, valid: bool) {
        let columns = if valid {
            &mut self.valid
        } else {
            &mut self.other
        };
        let column = columns.entry(place(path).to_owned()).or_default();
        column.seen += 1;
        if !column.values.contains(value) {
            column.values.insert(value.to_owned());
        }
    }

    /// Whether a value of this place has a name instead of being told, and of which kind.
    pub(super) fn made_up(&self, path: &str, value: &str) -> Option<Kind> {
        let place = place(path);
        let valid = self.valid.get(place);
        let column = valid.or_else(|| self.other.get(place))?;
        let kind = Kind::of(value)?;
        match (column.values.len(), column.seen) {
            // Seen once, nobody knows whether it is drawn; such values mostly are.
            (_, 1) => matches!(kind, Kind::Id | Kind::Time).then_some(kind),
            (1, _) => None,
            // Of other answers a number may be one of their request.
            _ => (valid.is_some() || kind != Kind::Number).then_some(kind),
        }
    }

    /// What every answer has in one place.
    pub(super) fn constants(&self) -> HashSet<String> {
        let all = self.valid.values().chain(self.other.values());
        all.filter(|column| column.seen > 1 && column.values.len() == 1)
            .flat_map(|column| column.values.iter().cloned())
            .collect()
    }

    /// How request ids go: constant, unique, or neither.
    pub(super) fn request_ids(&self) -> BTreeMap<String, String> {
        let is_request_id = |place: &str| {
            let name = place.rsplit(['/', ' ']).next().unwrap_or_default();
            name.to_ascii_lowercase()
                .replace('-', "")
                .ends_with("requestid")
        };
        let all = self.valid.iter().chain(&self.other);
        all.filter(|(place, column)| column.seen > 1 && is_request_id(place))
            .map(|(place, column)| {
                let word = match column.values.len() {
                    1 => "constant",
                    distinct if distinct == column.seen => "another one in every answer",
                    _ => "some more than once",
                };
                (place.clone(), word.to_owned())
            })
            .collect()
    }
}

/// One place for what is the same thing in a create and in a description.
fn place(path: &str) -> &str {
    const INNER: &str = "vpn_connection";
    const ITEM: &str = "vpnConnectionSet/item/";
    const OUTER: &str = "vpnConnection/";
    if let Some(at) = path.find(INNER) {
        path.get(at..).unwrap_or(path)
    } else if let Some(at) = path.find(ITEM) {
        path.get(at + ITEM.len()..).unwrap_or(path)
    } else if let Some(at) = path.find(OUTER) {
        path.get(at + OUTER.len()..).unwrap_or(path)
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_where_equal_requests_differ_is_made_up() {
        let mut columns = Columns::default();
        let path = "CreateVpnConnectionResponse/vpnConnection/a";
        for value in ["72.1.2.3", "72.1.2.4"] {
            columns.add(path, value, true);
            columns.add("vpn_connection/b", "12.1.2.3", true);
            columns.add("Response/Code", value, false);
        }
        let of = |path: &str| columns.made_up(path, "72.1.2.3");
        assert_eq!(of(path), Some(Kind::Address));
        assert_eq!(of("X/vpnConnectionSet/item/a"), Some(Kind::Address));
        assert_eq!(of("vpn_connection/b"), None);
        assert_eq!(columns.made_up(path, "available"), None);
        assert_eq!(columns.made_up("Response/Code", "72"), None);
        assert!(columns.constants().contains("12.1.2.3"));
    }

    #[test]
    fn request_ids_are_told_by_whether_they_repeat() {
        let mut columns = Columns::default();
        for (number, value) in ["x", "x", "y"].into_iter().enumerate() {
            columns.add("A/requestId", "same", false);
            columns.add("B/RequestID", value, false);
            columns.add("header x-amzn-requestid", &number.to_string(), false);
        }
        let ids = columns.request_ids();
        let words: Vec<&str> = ids.values().map(String::as_str).collect();
        assert_eq!(
            words,
            [
                "constant",
                "some more than once",
                "another one in every answer"
            ]
        );
    }
}
