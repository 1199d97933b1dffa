//! Operators on the value of a parameter.

use std::sync::{Mutex, PoisonError};

use crate::reference::mutant::Memory;
use crate::reference::mutant::operator::Operator;
use crate::reference::query::{Query, percent_decode};
use crate::reference::refusal::Refusal;
use crate::reference::state::State;

/// What is taken for the value of the parameter, if anything.
pub(super) fn parameter(
    operator: &Operator,
    name: &str,
    query: &Query,
    memory: &Memory,
    state: &Mutex<State>,
) -> Result<Option<String>, Refusal> {
    let sent = query.value(name).map(str::to_owned);
    let valid = || valid(name, state);
    // What a value that is not valid may stand for.
    let lax = |found: fn(&str, &str) -> bool| {
        let sent = sent.clone()?;
        let all = valid();
        let known = all.iter().find(|known| found(&sent, known));
        Some(known.cloned().unwrap_or(sent))
    };
    let edited = |edit: &dyn Fn(&str) -> String| sent.as_deref().map(edit);
    Ok(match operator {
        Operator::Constant => sent.map(|sent| memory.first.clone().unwrap_or(sent)),
        Operator::Take(other) => sent.map(|sent| query.value(other).map_or(sent, str::to_owned)),
        Operator::Leaked => sent.or_else(|| memory.last.clone()),
        Operator::Default => sent.or_else(|| valid().into_iter().next()),
        Operator::DefaultIfEmpty => match sent.as_deref() {
            Some("") => valid().into_iter().next().or(sent),
            _ => sent,
        },
        Operator::Ignored => match &sent {
            Some(value) if !valid().contains(value) => valid().into_iter().next().or(sent),
            _ => sent,
        },
        Operator::CutAtNul => {
            edited(&|value| value.split('\0').next().unwrap_or_default().to_owned())
        }
        Operator::Cut(at) => edited(&|value| {
            let end = (0..=*at).rev().find(|end| value.is_char_boundary(*end));
            let end = end.unwrap_or(0).min(value.len());
            value.get(..end).unwrap_or(value).to_owned()
        }),
        Operator::Trimmed => {
            edited(&|value| value.trim_matches([' ', '\t', '\r', '\n']).to_owned())
        }
        Operator::TrimmedWide => edited(&|value| {
            let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}');
            value.trim_matches(invisible).to_owned()
        }),
        Operator::Folded => edited(&str::to_lowercase),
        Operator::DecodedTwice => edited(&|value| {
            let decoded = percent_decode(value.as_bytes());
            let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
            text.unwrap_or_else(|| value.to_owned())
        }),
        Operator::Prefix => lax(|sent, known| sent.starts_with(known)),
        Operator::Suffix => lax(|sent, known| sent.ends_with(known)),
        Operator::Infix => lax(|sent, known| sent.contains(known)),
        Operator::ControlsDropped => edited(&|value| value.replace(char::is_control, "")),
        Operator::WideDropped => edited(&|value| value.replace(|c: char| !c.is_ascii(), "")),
        Operator::BlanksDropped => edited(&|value| value.replace([' ', '\t', '\r', '\n'], "")),
        Operator::Narrowed => edited(&|value| value.chars().map(narrow).collect()),
        Operator::FirstOfList => {
            edited(&|value| value.split(',').next().unwrap_or_default().to_owned())
        }
        Operator::Unquoted => edited(&|value| value.trim_matches(['"', '\'']).to_owned()),
        Operator::Refused => match &sent {
            Some(value) => return Err(Refusal::invalid(name, value)),
            None => None,
        },
        Operator::Failed => match sent {
            Some(_) => {
                return Err(
                    Refusal::new("InternalError", "An internal error has occurred")
                        .with_status(500),
                );
            }
            None => None,
        },
        _ => sent,
    })
}

/// The values of a parameter that are valid now; the first is what a lax server would take.
fn valid(name: &str, state: &Mutex<State>) -> Vec<String> {
    let state = state.lock().unwrap_or_else(PoisonError::into_inner);
    match name {
        "Type" => vec!["ipsec.1".to_owned()],
        "CustomerGatewayId" => {
            let live = state.customer_gateways.iter().filter(|g| !g.deleted);
            live.map(|g| g.id.clone()).collect()
        }
        "VpnGatewayId" => {
            let live = state.vpn_gateways.iter().filter(|g| !g.deleted);
            live.map(|g| g.id.clone()).collect()
        }
        "Version" => vec!["2012-04-01".to_owned()],
        "Action" => vec!["CreateVpnConnection".to_owned()],
        _ => Vec::new(),
    }
}

fn narrow(character: char) -> char {
    match u32::from(character) {
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        _ => character,
    }
}
