//! The rules, one parameter at a time.

use crate::request::encoding::Pair;
use crate::request::expectation::{Ambiguity, Expectation, Reason};
use crate::request::judge::{World, option};
use crate::spec::grammar::{IdForm, VersionForm};
use crate::spec::option::Side;
use crate::spec::parameter::Status;
use crate::spec::version::ApiVersion;
use crate::spec::{grammar, parameter};

/// The parameters of a request as text.
pub(super) struct Reading<'p> {
    pairs: Vec<(&'p str, Option<&'p str>)>,
}

/// What has been found so far.
#[derive(Default)]
pub(super) struct Verdicts {
    reject: Option<Reason>,
    unknown: Option<Ambiguity>,
}

/// What stands under a name.
enum Value<'p> {
    Absent,
    /// Present without a value, or with an empty one.
    Empty,
    Twice,
    Once(&'p str),
}

/// Actions of the service have names that begin with one of these (and of many other services too): the page does not say
/// what becomes of them.
const VERBS: &[&str] = &[
    "Accept",
    "Allocate",
    "Apply",
    "Assign",
    "Associate",
    "Attach",
    "Authorize",
    "Bundle",
    "Cancel",
    "Confirm",
    "Copy",
    "Create",
    "Delete",
    "Deprovision",
    "Deregister",
    "Describe",
    "Detach",
    "Disable",
    "Disassociate",
    "Enable",
    "Export",
    "Get",
    "Import",
    "List",
    "Lock",
    "Modify",
    "Monitor",
    "Move",
    "Provision",
    "Purchase",
    "Reboot",
    "Register",
    "Reject",
    "Release",
    "Replace",
    "Report",
    "Request",
    "Reset",
    "Restore",
    "Revoke",
    "Run",
    "Search",
    "Send",
    "Start",
    "Stop",
    "Terminate",
    "Unassign",
    "Unlock",
    "Unmonitor",
    "Update",
    "Withdraw",
];

const ACTION: &str = "CreateVpnConnection";

impl Verdicts {
    pub(super) fn reject(&mut self, reason: Reason) {
        self.reject.get_or_insert(reason);
    }

    pub(super) fn unknown(&mut self, unknown: Ambiguity) {
        self.unknown.get_or_insert(unknown);
    }
}

impl<'p> Reading<'p> {
    /// `None` where a name or value is not UTF-8.
    pub(super) fn of(pairs: &'p [Pair]) -> Option<Self> {
        let text = |bytes: &'p [u8]| std::str::from_utf8(bytes).ok();
        let pairs = pairs
            .iter()
            .map(|pair| {
                let value = match &pair.value {
                    Some(value) => Some(text(value)?),
                    None => None,
                };
                Some((text(&pair.name)?, value))
            })
            .collect::<Option<Vec<_>>>()?;
        Some(Self { pairs })
    }

    pub(super) fn judge(&self, version: ApiVersion, world: &World) -> Expectation {
        if let Some(early) = self.action() {
            return early;
        }
        let version = match self.version(version) {
            Ok(version) => version,
            Err(early) => return early,
        };
        let mut found = Verdicts::default();
        self.names(version, &mut found);
        self.kind(&mut found);
        self.gateway(
            ("CustomerGatewayId", grammar::CUSTOMER_GATEWAY),
            &world.customer_gateways,
            world,
            true,
            &mut found,
        );
        self.gateway(
            ("VpnGatewayId", grammar::VPN_GATEWAY),
            &world.vpn_gateways,
            world,
            !version.is_modern(),
            &mut found,
        );
        if version.is_modern() {
            self.transit_gateway(world, &mut found);
            option::judge(&self.pairs, &mut found);
        }
        if version.has_dry_run() && matches!(self.value("DryRun"), Value::Once("true")) {
            found.reject(Reason::DryRun);
        }
        match (found.reject, found.unknown) {
            (Some(reason), _) => Expectation::MustReject(reason),
            (None, Some(unknown)) => Expectation::Unspecified(unknown),
            (None, None) => Expectation::MustAccept,
        }
    }

    fn value(&self, name: &str) -> Value<'p> {
        let mut values = self
            .pairs
            .iter()
            .filter(|(n, _)| *n == name)
            .map(|(_, v)| *v);
        match (values.next(), values.next()) {
            (None, _) => Value::Absent,
            (Some(_), Some(_)) => Value::Twice,
            (Some(None | Some("")), None) => Value::Empty,
            (Some(Some(value)), None) => Value::Once(value),
        }
    }

    /// What is decided by the action alone.
    fn action(&self) -> Option<Expectation> {
        let reject = Some(Expectation::MustReject(Reason::Action));
        match self.value("Action") {
            Value::Once(ACTION) => None,
            Value::Once(name) if is_other_action(name) => {
                Some(Expectation::Unspecified(Ambiguity::OtherAction))
            }
            Value::Twice => Some(Expectation::Unspecified(Ambiguity::Duplicate)),
            // The oldest name of the parameter (protocol notes, section 3.1).
            Value::Absent if self.pairs.iter().any(|(name, _)| *name == "Operation") => {
                Some(Expectation::Unspecified(Ambiguity::Other))
            }
            Value::Absent | Value::Empty | Value::Once(_) => reject,
        }
    }

    /// The version that the request names, which may be another than that of the run.
    fn version(&self, run: ApiVersion) -> Result<ApiVersion, Expectation> {
        match self.value("Version") {
            Value::Once(text) => match grammar::version(text) {
                VersionForm::Known(version) => Ok(version),
                VersionForm::Date => Err(Expectation::Unspecified(Ambiguity::Other)),
                VersionForm::None => Err(Expectation::MustReject(Reason::Version)),
            },
            Value::Twice => Err(Expectation::Unspecified(Ambiguity::Duplicate)),
            // Required by the protocol, but the page's own example does without: the rest decides if it is wrong.
            Value::Absent | Value::Empty => Err(match self.without_version(run) {
                Expectation::MustAccept => Expectation::Unspecified(Ambiguity::Other),
                decided => decided,
            }),
        }
    }

    fn without_version(&self, run: ApiVersion) -> Expectation {
        let mut found = Verdicts::default();
        self.names(run, &mut found);
        self.kind(&mut found);
        match found.reject {
            Some(reason) => Expectation::MustReject(reason),
            None => Expectation::MustAccept,
        }
    }

    fn names(&self, version: ApiVersion, found: &mut Verdicts) {
        let mut names: Vec<_> = self.pairs.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        if names
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a == b))
        {
            found.unknown(Ambiguity::Duplicate);
        }
        for (name, value) in &self.pairs {
            match parameter::status(name, version) {
                Status::Unknown if name.is_empty() => found.unknown(Ambiguity::Other),
                Status::Unknown => found.reject(Reason::UnknownParameter),
                Status::Later => found.unknown(Ambiguity::LaterParameter),
                Status::Unclear => found.unknown(Ambiguity::Other),
                Status::Known => self.known(name, value.unwrap_or_default(), found),
            }
        }
    }

    /// The values of optional parameters.
    fn known(&self, name: &str, value: &str, found: &mut Verdicts) {
        match name {
            "DryRun" if matches!(value, "true" | "false") => {}
            // Judged with the gateways.
            "TransitGatewayId" => {}
            "AvailabilityZone" if value.chars().all(is_ordinary) => {}
            "AvailabilityZone" => found.unknown(Ambiguity::Bytes),
            "Type" | "CustomerGatewayId" | "VpnGatewayId" => {}
            common if parameter::COMMON.contains(&common) => {}
            member if option::value(member, value, self.side(), found) => {}
            _ => found.unknown(Ambiguity::Other),
        }
    }

    fn side(&self) -> Side {
        match self.has("TransitGatewayId") {
            true => Side::Transit,
            false => Side::Vpn,
        }
    }

    fn kind(&self, found: &mut Verdicts) {
        match self.value("Type") {
            Value::Once(grammar::TYPE) | Value::Twice => {}
            Value::Once(text) if text.trim() == grammar::TYPE => found.reject(Reason::Padded),
            Value::Once(_) => found.reject(Reason::Type),
            Value::Empty => found.unknown(Ambiguity::Empty),
            Value::Absent => found.reject(Reason::Missing),
        }
    }

    fn gateway(
        &self,
        (name, prefix): (&str, &str),
        living: &[String],
        world: &World,
        required: bool,
        found: &mut Verdicts,
    ) {
        let holds = |ids: &[String], id: &str| ids.iter().any(|known| known == id);
        match self.value(name) {
            Value::Once(id) if holds(living, id) => {}
            Value::Once(id) if holds(&world.deleted, id) => found.reject(Reason::Deleted),
            Value::Once(id) if holds(&world.absent, id) => found.reject(Reason::NotFound),
            Value::Once(id) if differs_in_case(living, id) => found.unknown(Ambiguity::Case),
            Value::Once(id) => {
                let bare = id.trim();
                let was_meant = holds(living, bare)
                    || holds(&world.deleted, bare)
                    || grammar::id_form(prefix, bare) == IdForm::WellFormed;
                found.reject(match grammar::id_form(prefix, id) {
                    IdForm::WellFormed => Reason::NotFound,
                    _ if grammar::is_padded(id) && was_meant => Reason::Padded,
                    IdForm::OtherLength | IdForm::Malformed => Reason::Malformed,
                });
            }
            Value::Twice => {}
            Value::Empty => found.unknown(Ambiguity::Empty),
            Value::Absent if required => found.reject(Reason::Missing),
            Value::Absent if self.has("TransitGatewayId") => {}
            // A connection without a gateway can be associated with one later (protocol notes, section 2).
            Value::Absent => found.unknown(Ambiguity::Other),
        }
    }

    fn transit_gateway(&self, world: &World, found: &mut Verdicts) {
        let holds = |ids: &[String], id: &str| ids.iter().any(|known| known == id);
        match self.value("TransitGatewayId") {
            Value::Absent => {}
            Value::Once(_) if self.has("VpnGatewayId") => found.reject(Reason::Exclusive),
            Value::Once(id) if holds(&world.transit_gateways, id) => {}
            Value::Once(id) if holds(&world.deleted, id) => found.reject(Reason::Deleted),
            Value::Once(id) if differs_in_case(&world.transit_gateways, id) => {
                found.unknown(Ambiguity::Case);
            }
            Value::Once(_) => found.reject(Reason::NotFound),
            Value::Twice => {}
            Value::Empty => found.unknown(Ambiguity::Empty),
        }
    }

    fn has(&self, name: &str) -> bool {
        !matches!(self.value(name), Value::Absent)
    }
}

/// Whether this would be one of these ids, were it not for upper and lower case.
fn differs_in_case(ids: &[String], id: &str) -> bool {
    ids.iter().any(|known| known.eq_ignore_ascii_case(id))
}

/// Whether this may be the name of another action of the service.
fn is_other_action(name: &str) -> bool {
    let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric());
    let known = VERBS.iter().any(|verb| {
        name.strip_prefix(verb)
            .and_then(|rest| rest.bytes().next())
            .is_some_and(|b| b.is_ascii_uppercase())
    });
    // No action but CreateVpnConnectionRoute goes on after this name.
    let misspelt = name.to_ascii_lowercase().starts_with("createvpnconnection")
        && name != "CreateVpnConnectionRoute";
    is_name && known && !misspelt
}

/// Whether XML 1.0 can hold this character, and no server has a reason to stop at it.
fn is_ordinary(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || !c.is_control() && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
}
