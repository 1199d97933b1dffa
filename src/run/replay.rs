//! One recorded case again: with gateways of its own, behind its valid twin, and nothing left afterwards.

use std::io;
use std::sync::atomic::AtomicBool;

use crate::endpoint::Endpoint;
use crate::evidence::halt::Halt;
use crate::evidence::{Record, Role};
use crate::request::Draft;
use crate::request::fixtures::Fixtures;
use crate::run::context::{Context, Order};
use crate::run::ledger::Ledger;
use crate::run::options::Options;
use crate::run::{cleanup, fixture};
use crate::untrusted::Untrusted;

/// What came of it.
#[derive(Debug)]
pub struct Again {
    /// The valid twin, where the case has one.
    pub twin: Option<Record>,
    /// The case itself, or why it could not be sent.
    pub record: Result<Record, Halt>,
    /// What could not be deleted.
    pub left: Vec<Untrusted>,
}

/// Sends the twin and the case once more. Ids of the recorded gateways become those of new ones.
///
/// # Errors
/// When the ledger cannot be opened: then nothing was sent.
pub fn again(
    endpoint: &dyn Endpoint,
    options: &Options,
    recorded: &Record,
    twin: Option<&Record>,
) -> io::Result<Again> {
    let stop = AtomicBool::new(false);
    let ledger = Ledger::open(options.ledger.as_deref(), &endpoint.name())?;
    let context = Context::new(endpoint, options, &stop, ledger);
    let mut sent = None;
    let record = fixtures(&context, recorded).and_then(|fixtures| {
        if let Some(twin) = twin {
            sent = Some(send(&context, twin, Role::Observe, &fixtures)?);
        }
        send(&context, recorded, Role::Observe, &fixtures)
    });
    cleanup::clean(&context);
    let state = context.state();
    Ok(Again {
        twin: sent,
        record,
        left: state.ledger.live().map(|e| e.id.as_str().into()).collect(),
    })
}

/// Gateways in place of the recorded ones, where the recorded request names any.
fn fixtures(context: &Context<'_>, recorded: &Record) -> Result<Fixtures, Halt> {
    let old = &recorded.fixtures;
    let named = !old.customer_gateway_id.is_empty() || !old.vpn_gateway_id.is_empty();
    match named {
        true if !old.transit_gateway_id.is_empty() => fixture::transit(context),
        true => fixture::shared(context),
        false => Ok(Fixtures::default()),
    }
}

fn send(
    context: &Context<'_>,
    recorded: &Record,
    role: Role,
    fixtures: &Fixtures,
) -> Result<Record, Halt> {
    let name = recorded.case.id.split('/').next_back().unwrap_or_default();
    context.deliver(Order {
        probe: &recorded.probe,
        origin: recorded.origin,
        role,
        name,
        deviation: recorded.case.deviation.as_deref(),
        twin: None,
        auth: None,
        draft: moved(&recorded.case.draft, &recorded.fixtures, fixtures),
        fixtures,
    })
}

/// The recipe with the ids of other gateways.
pub(super) fn moved(draft: &Draft, from: &Fixtures, to: &Fixtures) -> Draft {
    let mut draft = draft.clone();
    for value in draft.parameters.iter_mut().filter_map(|p| p.value.as_mut()) {
        for (old, new) in [
            (&from.customer_gateway_id, &to.customer_gateway_id),
            (&from.vpn_gateway_id, &to.vpn_gateway_id),
            (&from.transit_gateway_id, &to.transit_gateway_id),
        ] {
            if !old.is_empty() && !new.is_empty() {
                *value = replaced(value, old.as_bytes(), new.as_bytes());
            }
        }
    }
    draft
}

/// The text with `new` in place of each `old`, which is not empty.
pub(crate) fn replaced(text: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memmem::find(rest, old) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        out.extend_from_slice(new);
        rest = rest.get(at + old.len()..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::glob::GlobSet;
    use crate::reference::Reference;
    use crate::run::extract::error_code;
    use crate::spec::version::ApiVersion;
    use crate::suite::plan;

    #[test]
    fn a_recorded_case_gets_the_same_answer_with_other_gateways() {
        let transit = |version| Options {
            only: GlobSet::new(["request/transit-gateway-alone"]).unwrap(),
            api_version: version,
            ..Options::default()
        };
        let padded = Options {
            only: GlobSet::new(["request/padded-value-rejected"]).unwrap(),
            ..Options::default()
        };
        assert!(compared(&padded) > 5);
        assert_eq!(compared(&transit(ApiVersion::V2016_11_15)), 1);
    }

    /// How many cases of such a run were compared.
    fn compared(options: &Options) -> usize {
        let server = Reference::default();
        let stop = AtomicBool::new(false);
        let outcome = plan::run(&server, options, &(), &stop).unwrap();
        let records = &outcome.evidence.records;
        let mut compared = 0;
        for recorded in records.iter().filter(|r| r.role == Role::Deviation) {
            let twin = records
                .iter()
                .find(|r| Some(&r.case.id) == recorded.case.twin.as_ref());
            let options = Options {
                api_version: options.api_version,
                ..Options::default()
            };
            let again = again(&server, &options, recorded, twin).unwrap();
            let answer = |record: &Record| {
                let response = record.exchange.response.as_ref().unwrap();
                (response.status, error_code(&response.body))
            };
            assert_eq!(answer(&again.twin.unwrap()).0, 200);
            assert_eq!(
                answer(&again.record.unwrap()),
                answer(recorded),
                "{}",
                recorded.case.id
            );
            assert_eq!(again.left, Vec::<Untrusted>::new());
            compared += 1;
        }
        compared
    }
}
