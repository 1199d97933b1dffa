//! No value in a request can add a header to the response.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Role};
use crate::exchange::HttpResponse;
use crate::finding::{Judgement, Level};
use crate::generate::request::mutation::Mutation;
use crate::reference::fault::Fault;
use crate::reference::hook::{Hook, Scope};
use crate::request::expectation::Reason;
use crate::rule::state::named;
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, steps};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/headers-not-split",
    level: Level::Must,
    summary: "No value in a request can add a header to the response.",
    requirements: &["state/robust", "wire/action"],
    explain: "A server that copies a value with its line breaks into a header lets the sender write headers, and a whole second \
            response, that a proxy or a browser believes.\n\
            Passes: 400; no header with the name that the value holds.\n\
            Fails: the header X-Vpnconform in the response to Action=A%0D%0AX-Vpnconform:%201.",
    dialogue: Dialogue::Own(Phase::Hostile, broken_lines),
    mutations: &[
        Mutation::reject("action", Reason::Action, |d, _| {
            d.set("Action", "CreateVpnConnection\r\nX-Vpnconform: 1")
        }),
        Mutation::reject("action-line-feed", Reason::Action, |d, _| {
            d.set("Action", "CreateVpnConnection\nX-Vpnconform: 1")
        }),
        Mutation::reject("type", Reason::Type, |d, _| {
            d.set("Type", "ipsec.2\r\nX-Vpnconform: 1")
        }),
        Mutation::reject("customer-gateway", Reason::Malformed, |d, _| {
            d.set("CustomerGatewayId", "cgw-\r\nX-Vpnconform: 1")
        }),
        Mutation::reject("vpn-gateway", Reason::Malformed, |d, _| {
            d.set("VpnGatewayId", "vgw-\r\nX-Vpnconform: 1")
        }),
        Mutation::accept("zone", |d, _| {
            d.set("AvailabilityZone", "us-east-1a\r\nX-Vpnconform: 1");
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::reject("version", Reason::Version, |d, _| {
            d.set("Version", "2012-04-01\r\nX-Vpnconform: 1")
        }),
    ],
    judge: not_split,
    faults: &[
        Fault::new(
            "action-in-header",
            "copies the Action into a header with its line breaks",
            Hook::Wire(Scope::Any, |response, context| {
                Ok(with_lines(response, context.action()))
            }),
        ),
        Fault::new(
            "deleted-id-in-header",
            "copies the id of a connection to delete into a header with its line breaks",
            Hook::Wire(Scope::Any, |response, context| {
                let mut pairs = context.query.pairs.iter();
                let id = pairs.find(|(name, _)| name == "VpnConnectionId");
                Ok(match id {
                    Some((_, id)) => with_lines(response, id),
                    None => response,
                })
            }),
        ),
    ],
    ..Rule::SERVER
};

/// What is sent with an id of two lines beside the creates.
const OTHERS: [&str; 2] = ["described", "deleted"];

fn broken_lines(session: &mut Session<'_>) -> Result<(), Halt> {
    steps::hostile_mutations(session)?;
    let fixtures = session.fixtures()?;
    let [described, deleted] = OTHERS;
    let id = "vpn-\r\nX-Vpnconform: 1";
    session.describe(described, id, &fixtures)?;
    session.delete(deleted, id, &fixtures)
}

/// Adds a header with the first line of the value, and those that its other lines make.
fn with_lines(mut response: HttpResponse, value: &str) -> HttpResponse {
    let mut lines = value.lines();
    let first = lines.next().unwrap_or_default();
    let header = ("X-Value".to_owned(), first.as_bytes().to_vec());
    response.headers.push(header);
    for line in lines {
        if let Some((name, value)) = line.split_once(": ") {
            let header = (name.to_owned(), value.as_bytes().to_vec());
            response.headers.push(header);
        }
    }
    response
}

fn not_split(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let deviations = evidence.of(rule.id).filter(|r| r.role == Role::Deviation);
    let others = OTHERS.map(|name| named(evidence, rule.id, name));
    for record in deviations.chain(others.into_iter().flatten()) {
        let Ok(response) = &record.exchange.response else {
            continue;
        };
        tally.judged();
        let in_body = response.body.starts_with(b"X-Vpnconform");
        if response.header("x-vpnconform").is_some() || in_body {
            let kind = match record.is_create() {
                true => "a header out of a value",
                false => "a header out of a value of another action",
            };
            tally.note_found(
                record,
                kind,
                "no header of that name",
                "the header X-Vpnconform",
            );
        }
    }
    tally.finish()
}
