//! Options.StaticRoutesOnly decides whether the connection has BGP.

use crate::evidence::halt::Halt;
use crate::evidence::{Evidence, Record, Role};
use crate::finding::{Judgement, Level};
use crate::reference::fault::{Fault, with_body};
use crate::reference::hook::{Hook, Scope};
use crate::request::Form;
use crate::rule::findings::{Gather, quote};
use crate::rule::twin::Tally;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::Session;
use crate::run::probe::Phase;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/static-routes-only",
    level: Level::Should,
    summary: "Options.StaticRoutesOnly decides whether the connection has BGP.",
    requirements: &["configuration/static", "wire/booleans"],
    since: Some(ApiVersion::OPTIONS),
    explain: "With true the options of the response say so in lower case, the configuration is marked as static, and no end of a \
            tunnel has bgp; with false, and without the option, the other way round.\n\
            Passes: <staticRoutesOnly>true</staticRoutesOnly>, NoBGPVPNConnection and no bgp.\n\
            Fails: an error; the option ignored; bgp all the same; True.",
    dialogue: Dialogue::Own(Phase::Ordinary, ask),
    judge: decides,
    faults: &[
        Fault::new(
            "static-routes-refused",
            "refuses Options.StaticRoutesOnly=true",
            Hook::Wire(Scope::Created, |mut response, context| {
                if context.query.value("Options.StaticRoutesOnly") == Some("true") {
                    response.status = 400;
                    response = with_body(
                        response,
                        "<Response><Errors><Error><Code>Unsupported</Code><Message>no</Message></Error></Errors>\
                         <RequestID>1</RequestID></Response>",
                    );
                }
                Ok(response)
            }),
        ),
        Fault::new(
            "static-routes-ignored",
            "ignores Options.StaticRoutesOnly",
            Hook::Made(|connection, _| connection.static_routes = false),
        ),
        Fault::new(
            "static-routes-kept",
            "makes a connection without the option static behind a static one",
            Hook::Made(|connection, state| {
                let mut before = state.connections.iter().rev();
                let is_static = before.next().is_some_and(|c| c.static_routes);
                // Not for ever: what other rules have asked for before would decide about all of them.
                let is_first = before.next().is_none_or(|c| !c.static_routes);
                connection.static_routes |= is_static && is_first;
            }),
        ),
        Fault::new(
            "static-routes-with-bgp",
            "answers Options.StaticRoutesOnly=true with a configuration for BGP",
            Hook::Configuration(|root, connection| {
                if connection.static_routes {
                    root.remove("vpn_connection_attributes");
                }
            }),
        ),
        Fault::new(
            "static-routes-capital",
            "writes booleans with a capital letter",
            Hook::Answer(Scope::Created, |root, _| {
                if let Some(option) = root.at(&["vpnConnection", "options", "staticRoutesOnly"]) {
                    let text = match &*option.text() {
                        "true" => "True",
                        _ => "False",
                    };
                    root.set(&["vpnConnection", "options", "staticRoutesOnly"], text);
                }
            }),
        ),
    ],
    ..Rule::SERVER
};

const TWIN: &str = "twin";

fn ask(session: &mut Session<'_>) -> Result<(), Halt> {
    let fixtures = session.fixtures()?;
    let id = steps::create(session, TWIN, &fixtures)?;
    steps::discard(session, TWIN, id, &fixtures)?;
    let own = session.form();
    let other = match session.takes_both_forms() && own == Form::Get {
        true => Form::Post,
        false => own,
    };
    // Twice without BGP, so that the keys of two such connections can be compared.
    for (name, value, form) in [
        ("true", Some("true"), own),
        ("absent-after", None, own),
        ("true-again", Some("true"), other),
        ("false", Some("false"), own),
    ] {
        let mut draft = steps::minimal(session, &fixtures);
        draft.form = form;
        if let Some(value) = value {
            draft.set("Options.StaticRoutesOnly", value);
        }
        let id = steps::made(session.send(Role::Twin, name, draft, &fixtures)?);
        steps::discard(session, name, id, &fixtures)?;
    }
    Ok(())
}

fn decides(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    let mut gather = Gather::new(rule);
    let creates: Vec<&Record> = evidence.of(rule.id).filter(|r| r.is_create()).collect();
    let is_taken = creates
        .iter()
        .any(|r| r.case.id.ends_with(TWIN) && r.is_accepted());
    if !is_taken {
        tally.block("the ordinary create beside it was not accepted");
        return tally.finish();
    }
    for record in creates {
        tally.judged();
        if !record.is_accepted() {
            let kind = twin::kind_of(record).unwrap_or("rejected");
            tally.note(record, kind, "accepted, as without the option");
            continue;
        }
        let asked = record.sent("Options.StaticRoutesOnly") == Some("true");
        let mut scribe = gather.exchange(evidence, record);
        let view = record.view();
        let said = view
            .connection()
            .and_then(|c| c.path("options/staticRoutesOnly"));
        if let Some(said) = said
            && said.text() != asked.to_string()
        {
            scribe.outer(
                said.text_offset(),
                "another staticRoutesOnly",
                format!("staticRoutesOnly {asked}"),
                quote(said.text()),
            );
        }
        let Some(root) = view.configuration() else {
            continue;
        };
        if root.child("ipsec_tunnel").is_none() {
            tally.block("customerGatewayConfiguration has no tunnel");
            continue;
        }
        let marked = root
            .child("vpn_connection_attributes")
            .is_some_and(|a| a.text().contains("NoBGPVPNConnection"));
        let has_bgp = root.children().any(|tunnel| {
            let mut sides = ["customer_gateway", "vpn_gateway"].iter();
            sides.any(|side| tunnel.child(side).is_some_and(|s| s.child("bgp").is_some()))
        });
        if marked != asked || has_bgp == asked {
            let found = match (marked, has_bgp) {
                (true, true) => "a static one with bgp",
                (true, false) => "a static one",
                (false, true) => "one for BGP",
                (false, false) => "one without bgp that is not marked as static",
            };
            scribe.whole(
                "a configuration of the other kind",
                if asked {
                    "a static configuration"
                } else {
                    "a configuration for BGP"
                },
                found,
            );
        }
    }
    let mut judgement = gather.finish(Judgement::pass);
    let others = tally.finish();
    if judgement.findings.is_empty() {
        return others;
    }
    judgement.findings.extend(others.findings);
    judgement
}
