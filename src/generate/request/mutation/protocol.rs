//! `Action` and `Version`.

use super::Deviation;
use crate::request::Draft;
use crate::request::expectation::Reason;

const ACTION: &str = "request/unknown-action-rejected";
const VERSION: &str = "request/unknown-version-rejected";

pub(super) const DEVIATIONS: &[Deviation] = &[
    Deviation::reject(ACTION, "nobodys", Reason::Action, |d, _| {
        action(d, "NoSuchAction")
    }),
    Deviation::reject(ACTION, "absent", Reason::Action, |d, _| d.remove("Action")),
    Deviation::reject(ACTION, "empty", Reason::Action, |d, _| action(d, "")),
    Deviation::reject(ACTION, "first-lower", Reason::Action, |d, _| {
        action(d, "createVpnConnection")
    }),
    Deviation::reject(ACTION, "lower-case", Reason::Action, |d, _| {
        action(d, "createvpnconnection")
    }),
    Deviation::reject(ACTION, "upper-case", Reason::Action, |d, _| {
        action(d, "CREATEVPNCONNECTION")
    }),
    Deviation::reject(ACTION, "abbreviation-upper", Reason::Action, |d, _| {
        action(d, "CreateVPNConnection");
    }),
    Deviation::reject(ACTION, "plural", Reason::Action, |d, _| {
        action(d, "CreateVpnConnections")
    }),
    Deviation::reject(ACTION, "blank-after", Reason::Action, |d, _| {
        action(d, "CreateVpnConnection ")
    }),
    Deviation::reject(VERSION, "far-future", Reason::Version, |d, _| {
        version(d, "2099-01-01")
    }),
    Deviation::reject(VERSION, "before-the-service", Reason::Version, |d, _| {
        version(d, "1999-01-01");
    }),
    Deviation::reject(VERSION, "word", Reason::Version, |d, _| {
        version(d, "latest")
    }),
    Deviation::reject(VERSION, "short-month", Reason::Version, |d, _| {
        version(d, "2012-4-01")
    }),
    Deviation::reject(VERSION, "no-date", Reason::Version, |d, _| {
        version(d, "2012-13-45x")
    }),
    Deviation::reject(VERSION, "other-order", Reason::Version, |d, _| {
        version(d, "01-04-2012")
    }),
];

fn action(draft: &mut Draft, value: &str) {
    draft.set("Action", value);
}

fn version(draft: &mut Draft, value: &str) {
    draft.set("Version", value);
}
