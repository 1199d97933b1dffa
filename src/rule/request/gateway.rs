//! `CustomerGatewayId` and `VpnGatewayId`.

use crate::evidence::Role;
use crate::evidence::halt::Halt;
use crate::finding::Level;
use crate::request::Draft;
use crate::request::expectation::{Expectation, Reason};
use crate::rule::{Check, steps, twin};
use crate::run::probe::Phase;
use crate::run::{Probe, Session};
use crate::spec::version::ApiVersion;

pub(super) static CHECKS: [Check; 6] = [
    Check {
        id: "request/customer-gateway-required",
        level: Level::Must,
        summary: "A create without CustomerGatewayId is refused.",
        clauses: &["request/customer-gateway-id"],
        since: None,
        until: None,
        explain: "The parameter is required and has no default.\n\
            Passes: 400 with MissingParameter.\n\
            Fails: 200; a server error because nothing was looked up.",
        probes: &[&CUSTOMER_GATEWAY_REQUIRED],
        judge: |evidence| twin::rejected("request/customer-gateway-required", evidence),
    },
    Check {
        id: "request/vpn-gateway-required",
        level: Level::Must,
        summary: "A create without VpnGatewayId is refused.",
        clauses: &["request/vpn-gateway-id"],
        since: None,
        until: Some(ApiVersion::V2013_08_15),
        explain: "The parameter is required and has no default before 2016-11-15, which has transit gateways \
            in its place.\n\
            Passes: 400 with MissingParameter.\n\
            Fails: 200 with a connection that leads nowhere.",
        probes: &[&VPN_GATEWAY_REQUIRED],
        judge: |evidence| twin::rejected("request/vpn-gateway-required", evidence),
    },
    Check {
        id: "request/customer-gateway-exists",
        level: Level::Must,
        summary: "A create for a customer gateway that does not exist is refused.",
        clauses: &["description/gateways-exist", "state/unknown-gateway"],
        since: None,
        until: None,
        explain: "A connection joins gateways that exist. The ids tried are well-formed, short and long, and \
            name nothing.\n\
            Passes: 400 with InvalidCustomerGatewayID.NotFound.\n\
            Fails: 200 for cgw-0bad0bad.",
        probes: &[&CUSTOMER_GATEWAY_EXISTS],
        judge: |evidence| twin::rejected("request/customer-gateway-exists", evidence),
    },
    Check {
        id: "request/vpn-gateway-exists",
        level: Level::Must,
        summary: "A create for a virtual private gateway that does not exist is refused.",
        clauses: &["description/gateways-exist", "state/unknown-gateway"],
        since: None,
        until: None,
        explain: "A connection joins gateways that exist. The ids tried are well-formed, short and long, and \
            name nothing.\n\
            Passes: 400 with InvalidVpnGatewayID.NotFound.\n\
            Fails: 200 for vgw-0bad0bad.",
        probes: &[&VPN_GATEWAY_EXISTS],
        judge: |evidence| twin::rejected("request/vpn-gateway-exists", evidence),
    },
    Check {
        id: "request/malformed-id-rejected",
        level: Level::Must,
        summary: "A gateway id that is no id of its kind is refused.",
        clauses: &["state/malformed-gateway", "wire/id-format"],
        since: None,
        until: None,
        explain: "No prefix, no digits, one digit more or fewer, the id of the other gateway. \
            Nothing of that can exist.\n\
            Passes: 400, with a code for malformed or for not found.\n\
            Fails: 200.",
        probes: &[&MALFORMED_ID_REJECTED],
        judge: |evidence| twin::rejected("request/malformed-id-rejected", evidence),
    },
    Check {
        id: "request/deleted-gateway-rejected",
        level: Level::Must,
        summary: "A create for a gateway that was deleted is refused.",
        clauses: &["description/gateways-exist", "state/gateway-state"],
        since: None,
        until: None,
        explain: "A deleted gateway may still be described for a while, but it no longer exists for a new \
            connection. The probe makes and deletes gateways of its own, and deletes their connection \
            first.\n\
            Passes: 400 with NotFound or with a code for the state of the gateway.\n\
            Fails: 200 after DeleteCustomerGateway or DeleteVpnGateway.",
        probes: &[&DELETED_GATEWAY_REJECTED],
        judge: |evidence| twin::rejected("request/deleted-gateway-rejected", evidence),
    },
];

static CUSTOMER_GATEWAY_REQUIRED: Probe = Probe {
    id: "request/customer-gateway-required",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/customer-gateway-required"),
};

static VPN_GATEWAY_REQUIRED: Probe = Probe {
    id: "request/vpn-gateway-required",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/vpn-gateway-required"),
};

static CUSTOMER_GATEWAY_EXISTS: Probe = Probe {
    id: "request/customer-gateway-exists",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/customer-gateway-exists"),
};

static VPN_GATEWAY_EXISTS: Probe = Probe {
    id: "request/vpn-gateway-exists",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/vpn-gateway-exists"),
};

static MALFORMED_ID_REJECTED: Probe = Probe {
    id: "request/malformed-id-rejected",
    phase: Phase::Ordinary,
    run: |session| steps::deviations(session, "request/malformed-id-rejected"),
};

static DELETED_GATEWAY_REJECTED: Probe = Probe {
    id: "request/deleted-gateway-rejected",
    phase: Phase::Ordinary,
    run: deleted,
};

fn deleted(session: &mut Session<'_>) -> Result<(), Halt> {
    let shared = session.fixtures()?;
    let own = session.fresh_fixtures()?;
    let id = steps::create(session, "twin", &own)?;
    steps::discard(session, "twin", id, &own)?;
    let gone = |session: &mut Session<'_>, action: &str, parameter: &str, id: &str| {
        let draft = Draft::action(action, session.api_version(), &[(parameter, id)]);
        let record = session.send(Role::Cleanup, action, draft, &own)?;
        match record.is_accepted() {
            true => Ok(()),
            false => Err(Halt::Setup(format!("{parameter} could not be deleted"))),
        }
    };
    gone(
        session,
        "DeleteCustomerGateway",
        "CustomerGatewayId",
        &own.customer_gateway_id,
    )?;
    gone(
        session,
        "DeleteVpnGateway",
        "VpnGatewayId",
        &own.vpn_gateway_id,
    )?;
    for (name, customer, vpn) in [
        (
            "customer-gateway",
            &own.customer_gateway_id,
            &shared.vpn_gateway_id,
        ),
        (
            "vpn-gateway",
            &shared.customer_gateway_id,
            &own.vpn_gateway_id,
        ),
        ("both", &own.customer_gateway_id, &own.vpn_gateway_id),
    ] {
        let draft = Draft::create_vpn_connection(session.api_version(), customer, vpn);
        let record = session.deviate(name, "twin", draft, &own)?;
        if record.case.expectation != Expectation::MustReject(Reason::Deleted) {
            let said = record.case.expectation;
            return Err(Halt::Harness(format!(
                "{name} is deleted, but the judge says {said:?}"
            )));
        }
        let id = steps::made(record);
        steps::discard(session, name, id, &own)?;
    }
    Ok(())
}
