//! The tunnel options and tags of 2016-11-15 (protocol notes, section 6).

use std::net::Ipv4Addr;

use crate::reference::query::Query;
use crate::reference::refusal::Refusal;
use crate::reference::state::Tunnel;
use crate::secret::Secret;

/// What a request asks of one tunnel.
#[derive(Default)]
pub(crate) struct Options {
    key: Option<Secret<'static>>,
    base: Option<Ipv4Addr>,
}

/// Networks the service keeps for itself, as third and fourth byte of 169.254.0.0/16.
const RESERVED: &[[u8; 2]] = &[[0, 0], [1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [169, 252]];

impl Options {
    /// The options of both tunnels.
    pub(crate) fn read(query: &Query) -> Result<Vec<Self>, Refusal> {
        let mut all = Vec::new();
        for number in 1..=2 {
            let mut options = Self::default();
            let name = format!("Options.TunnelOptions.{number}.PreSharedKey");
            if let Some(key) = query.value(&name) {
                if !is_key(key) {
                    // The value is a secret, so unlike other values it is not echoed.
                    return Err(Refusal::new(
                        "InvalidParameterValue",
                        "Value for parameter PreSharedKey is invalid.",
                    ));
                }
                options.key = Some(Secret::new(key.to_owned()));
            }
            let name = format!("Options.TunnelOptions.{number}.TunnelInsideCidr");
            if let Some(cidr) = query.value(&name) {
                let base = inside_base(cidr).ok_or_else(|| Refusal::invalid(&name, cidr))?;
                options.base = Some(base);
            }
            all.push(options);
        }
        let bases: Vec<_> = all.iter().filter_map(|o| o.base).collect();
        match bases.as_slice() {
            [one, other] if one == other => Err(Refusal::new(
                "InvalidCidr.InUse",
                "Two tunnels cannot have the same inside CIDR",
            )),
            _ => Ok(all),
        }
    }

    pub(crate) fn apply(&self, tunnel: &mut Tunnel) {
        if let Some(key) = &self.key {
            tunnel.key = key.clone();
        }
        if let Some(base) = self.base {
            let inside = Tunnel::inside(base, true);
            tunnel.inside_cidr = inside.inside_cidr;
            tunnel.customer_inside = inside.customer_inside;
            tunnel.gateway_inside = inside.gateway_inside;
        }
    }
}

/// The tags of `TagSpecification.N.Tag.M`, in the order sent.
pub(crate) fn tags(query: &Query) -> Vec<(String, String)> {
    query
        .pairs
        .iter()
        .filter_map(|(name, key)| {
            let stem = name.strip_suffix(".Key")?;
            stem.starts_with("TagSpecification.").then_some(())?;
            let value = query.value(&format!("{stem}.Value")).unwrap_or_default();
            Some((key.clone(), value.to_owned()))
        })
        .collect()
}

fn is_key(text: &str) -> bool {
    (8..=64).contains(&text.len())
        && !text.starts_with('0')
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
}

fn inside_base(cidr: &str) -> Option<Ipv4Addr> {
    let base: Ipv4Addr = cidr.strip_suffix("/30")?.parse().ok()?;
    let [a, b, c, d] = base.octets();
    let free = (a, b) == (169, 254) && d % 4 == 0 && !RESERVED.contains(&[c, d]);
    free.then_some(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_and_crooked_networks_are_refused() {
        assert!(inside_base("169.254.44.108/30").is_some());
        for cidr in [
            "169.254.5.0/30",
            "169.254.169.252/30",
            "169.254.44.110/30",
            "10.0.0.0/30",
            "169.254.9.0/29",
        ] {
            assert_eq!(inside_base(cidr), None, "{cidr}");
        }
    }
}
