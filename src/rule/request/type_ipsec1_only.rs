//! A create whose Type is not exactly ipsec.1 is refused.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::parameter::kind;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::request::Form;
use crate::request::expectation::Reason;
use crate::rule::{Dialogue, Rule, twin};

pub(super) static RULE: Rule = Rule {
    id: "request/type-ipsec1-only",
    level: Level::Must,
    summary: "A create whose Type is not exactly ipsec.1 is refused.",
    requirements: &["request/type-values", "description/type"],
    explain: "There is one valid value. Others are tried that are near it: other numbers, other case, more \
            before or behind, look-alikes, an encoded encoding.\n\
            Passes: 400 for ipsec.2, IPSEC.1, ipsec and ipsec.1x.\n\
            Fails: 200 for any of them, whether the server keeps the value or quietly takes ipsec.1.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::reject("next-form", Reason::Type, |d, _| {
            kind(d, "ipsec.2");
            d.form = Form::Post;
        }),
        Mutation::reject("next", Reason::Type, |d, _| kind(d, "ipsec.2")),
        Mutation::reject("zero", Reason::Type, |d, _| kind(d, "ipsec.0")),
        Mutation::reject("ten", Reason::Type, |d, _| kind(d, "ipsec.10")),
        Mutation::reject("leading-zero", Reason::Type, |d, _| kind(d, "ipsec.01")),
        Mutation::reject("two-parts", Reason::Type, |d, _| kind(d, "ipsec.1.1")),
        Mutation::reject("no-number", Reason::Type, |d, _| kind(d, "ipsec")),
        Mutation::reject("no-dot", Reason::Type, |d, _| kind(d, "ipsec1")),
        Mutation::reject("any-character-for-dot", Reason::Type, |d, _| {
            kind(d, "ipsec-1")
        }),
        Mutation::reject("number-alone", Reason::Type, |d, _| kind(d, "1")),
        Mutation::reject("upper-case", Reason::Type, |d, _| kind(d, "IPSEC.1")),
        Mutation::reject("first-letter-upper-case", Reason::Type, |d, _| {
            kind(d, "Ipsec.1")
        }),
        Mutation::reject("protocol-spelling", Reason::Type, |d, _| kind(d, "IPsec.1")),
        Mutation::reject("other-protocol", Reason::Type, |d, _| kind(d, "openvpn.1")),
        Mutation::reject("null", Reason::Type, |d, _| kind(d, "null")),
        Mutation::reject("none", Reason::Type, |d, _| kind(d, "None")),
        Mutation::reject("list", Reason::Type, |d, _| kind(d, "ipsec.1,ipsec.1")),
        Mutation::reject("quoted", Reason::Type, |d, _| kind(d, "\"ipsec.1\"")),
        Mutation::reject("encoded-twice", Reason::Type, |d, _| kind(d, "ipsec%2E1")),
        Mutation::reject("prefix-of-more", Reason::Type, |d, _| kind(d, "ipsec.1x")),
        Mutation::reject("suffix-of-more", Reason::Type, |d, _| kind(d, "xipsec.1")),
        Mutation::reject("wide-dot", Reason::Type, |d, _| kind(d, "ipsec\u{FF0E}1")),
        Mutation::reject("look-alike", Reason::Type, |d, _| kind(d, "ipse\u{0441}.1")),
        Mutation::reject("combining-mark", Reason::Type, |d, _| {
            kind(d, "ipsec.1\u{0301}")
        }),
        Mutation::reject("semicolon-behind", Reason::Type, |d, _| {
            kind(d, "ipsec.1;x");
        }),
        Mutation::reject("hash-behind", Reason::Type, |d, _| {
            kind(d, "ipsec.1#x");
        }),
        Mutation::reject("character-reference", Reason::Type, |d, _| {
            kind(d, "ipsec&#46;1");
        }),
        Mutation::reject("backslash", Reason::Type, |d, _| {
            kind(d, "ipsec\\.1");
        }),
        Mutation::reject("letter-without-dot", Reason::Type, |d, _| {
            kind(d, "\u{131}psec.1");
        }),
        Mutation::reject("long-letter", Reason::Type, |d, _| {
            kind(d, "ip\u{17F}ec.1");
        }),
        Mutation::reject("wide-letters", Reason::Type, |d, _| {
            kind(d, "\u{FF49}psec.1");
        }),
        Mutation::reject("zero-width-space", Reason::Type, |d, _| {
            kind(d, "ipsec\u{200B}.1")
        }),
    ],
    judge: twin::rejected,
    faults: &[
        Fault::new(
            "type-anything",
            "accepts any text as Type and gives it back (moto 5.2.5)",
            Hook::Rules(|r| r.is_type = |_| true),
        ),
        Fault::new(
            "type-hard-coded",
            "takes any Type for ipsec.1 (fakecloud 0.51.0)",
            Hook::Rules(|r| r.type_taken = |_| "ipsec.1".to_owned()),
        ),
        Fault::new(
            "type-any-case",
            "compares Type without regard to case",
            Hook::Rules(|r| r.type_taken = str::to_ascii_lowercase),
        ),
        Fault::new(
            "type-by-prefix",
            "accepts everything that starts with ipsec",
            Hook::Rules(|r| r.is_type = |kind| kind.starts_with("ipsec")),
        ),
    ],
    ..Rule::SERVER
};
