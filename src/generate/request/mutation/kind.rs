//! `Type`.

use super::Deviation;
use crate::request::expectation::Reason;
use crate::request::{Draft, Form};

const REQUIRED: &str = "request/type-required";
const ONLY: &str = "request/type-ipsec1-only";
const PADDED: &str = "request/padded-value-rejected";

pub(super) const DEVIATIONS: &[Deviation] = &[
    Deviation::reject(REQUIRED, "absent", Reason::Missing, |d, _| d.remove("Type")),
    Deviation::reject(REQUIRED, "absent-form", Reason::Missing, |d, _| {
        d.remove("Type");
        d.form = Form::Post;
    }),
    Deviation::reject(ONLY, "next-form", Reason::Type, |d, _| {
        kind(d, "ipsec.2");
        d.form = Form::Post;
    }),
    Deviation::reject(ONLY, "next", Reason::Type, |d, _| kind(d, "ipsec.2")),
    Deviation::reject(ONLY, "zero", Reason::Type, |d, _| kind(d, "ipsec.0")),
    Deviation::reject(ONLY, "ten", Reason::Type, |d, _| kind(d, "ipsec.10")),
    Deviation::reject(ONLY, "leading-zero", Reason::Type, |d, _| {
        kind(d, "ipsec.01")
    }),
    Deviation::reject(ONLY, "two-parts", Reason::Type, |d, _| kind(d, "ipsec.1.1")),
    Deviation::reject(ONLY, "no-number", Reason::Type, |d, _| kind(d, "ipsec")),
    Deviation::reject(ONLY, "no-dot", Reason::Type, |d, _| kind(d, "ipsec1")),
    Deviation::reject(ONLY, "any-character-for-dot", Reason::Type, |d, _| {
        kind(d, "ipsec-1")
    }),
    Deviation::reject(ONLY, "number-alone", Reason::Type, |d, _| kind(d, "1")),
    Deviation::reject(ONLY, "upper-case", Reason::Type, |d, _| kind(d, "IPSEC.1")),
    Deviation::reject(ONLY, "first-letter-upper-case", Reason::Type, |d, _| {
        kind(d, "Ipsec.1")
    }),
    Deviation::reject(ONLY, "protocol-spelling", Reason::Type, |d, _| {
        kind(d, "IPsec.1")
    }),
    Deviation::reject(ONLY, "other-protocol", Reason::Type, |d, _| {
        kind(d, "openvpn.1")
    }),
    Deviation::reject(ONLY, "null", Reason::Type, |d, _| kind(d, "null")),
    Deviation::reject(ONLY, "none", Reason::Type, |d, _| kind(d, "None")),
    Deviation::reject(ONLY, "list", Reason::Type, |d, _| {
        kind(d, "ipsec.1,ipsec.1")
    }),
    Deviation::reject(ONLY, "quoted", Reason::Type, |d, _| kind(d, "\"ipsec.1\"")),
    Deviation::reject(ONLY, "encoded-twice", Reason::Type, |d, _| {
        kind(d, "ipsec%2E1")
    }),
    Deviation::reject(ONLY, "prefix-of-more", Reason::Type, |d, _| {
        kind(d, "ipsec.1x")
    }),
    Deviation::reject(ONLY, "suffix-of-more", Reason::Type, |d, _| {
        kind(d, "xipsec.1")
    }),
    Deviation::reject(ONLY, "wide-dot", Reason::Type, |d, _| {
        kind(d, "ipsec\u{FF0E}1")
    }),
    Deviation::reject(ONLY, "look-alike", Reason::Type, |d, _| {
        kind(d, "ipse\u{0441}.1")
    }),
    Deviation::reject(ONLY, "combining-mark", Reason::Type, |d, _| {
        kind(d, "ipsec.1\u{0301}")
    }),
    Deviation::reject(ONLY, "zero-width-space", Reason::Type, |d, _| {
        kind(d, "ipsec\u{200B}.1")
    }),
    Deviation::reject(PADDED, "type-blank-before", Reason::Padded, |d, _| {
        kind(d, " ipsec.1")
    }),
    Deviation::reject(PADDED, "type-blank-after", Reason::Padded, |d, _| {
        kind(d, "ipsec.1 ")
    }),
    Deviation::reject(PADDED, "type-tab-before", Reason::Padded, |d, _| {
        kind(d, "\tipsec.1")
    }),
    Deviation::reject(PADDED, "type-line-feed-after", Reason::Padded, |d, _| {
        kind(d, "ipsec.1\n")
    }),
    Deviation::reject(PADDED, "type-cr-lf-after", Reason::Padded, |d, _| {
        kind(d, "ipsec.1\r\n")
    }),
    Deviation::reject(PADDED, "type-no-break-space", Reason::Padded, |d, _| {
        kind(d, "\u{A0}ipsec.1")
    }),
];

fn kind(draft: &mut Draft, value: &str) {
    draft.set("Type", value);
}
