//! Every percent-encoding of the same text means the same.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::accepted::zone;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::query::percent_decode;
use crate::request::{Draft, Encoding, Form};
use crate::rule::{Dialogue, Rule, twin};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/percent-encoding-equivalent",
    level: Level::Must,
    summary: "Every percent-encoding of the same text means the same.",
    requirements: &["wire/percent-encoding"],
    explain: "ipsec.1 and ipsec%2E1 are the same value, Type and %54ype the same name, %2e and %2E the \
            same byte. Old clients encode more than they must. A blank as + in a query is not sent under Signature Version 4, \
            which knows %20 alone.\n\
            Passes: 200 with every byte encoded.\n\
            Fails: an error, or a value that was not decoded.",
    dialogue: Dialogue::Mutations,
    mutations: &[
        Mutation::accept("values", |d, _| encode(d, None, Some(Encoding::Everything))),
        Mutation::accept("names", |d, _| encode(d, Some(Encoding::Everything), None)),
        Mutation::accept("names-and-values", |d, _| {
            encode(d, Some(Encoding::Everything), Some(Encoding::Everything));
        }),
        Mutation::accept("lower-case-digits", |d, _| {
            let lower = Some(Encoding::EverythingLowerHex);
            encode(d, lower, lower);
        }),
        Mutation::accept("one-value", |d, _| {
            if let Some(parameter) = d.parameters.iter_mut().find(|p| p.name == b"Type") {
                parameter.encoding = Encoding::Everything;
            }
        }),
        Mutation::accept("names-and-values-form", |d, _| {
            encode(
                d,
                Some(Encoding::Everything),
                Some(Encoding::EverythingLowerHex),
            );
            d.form = Form::Post;
        }),
        Mutation::accept("blank-as-percent", |d, _| {
            zone(d, "a b", Encoding::Canonical)
        })
        .beside(|d, _| zone(d, "ab", Encoding::Canonical))
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("blank-as-plus", |d, _| {
            zone(d, "a b", Encoding::PlusForSpace)
        })
        .beside(|d, _| zone(d, "ab", Encoding::Canonical))
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("blank-as-plus-form", |d, _| {
            zone(d, "a b", Encoding::PlusForSpace);
            d.form = Form::Post;
        })
        .beside(|d, _| {
            zone(d, "ab", Encoding::Canonical);
            d.form = Form::Post;
        })
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("marks", |d, _| {
            zone(d, "*~!'()/,;@$", Encoding::Canonical);
        })
        .beside(|d, _| zone(d, "ab", Encoding::Canonical))
        .until(ApiVersion::V2013_08_15),
        Mutation::accept("separators-as-percent", |d, _| {
            zone(d, "a&Type=ipsec.2#b?c+d%e", Encoding::LowerHex);
        })
        .beside(|d, _| zone(d, "ab", Encoding::Canonical))
        .until(ApiVersion::V2013_08_15),
    ],
    judge: twin::accepted,
    faults: &[
        Fault::new(
            "percent-not-decoded",
            "leaves percent-encoding as it is",
            Hook::Rules(|r| r.decode = |bytes| Some(bytes.to_vec())),
        ),
        Fault::new(
            "percent-lower-case-refused",
            "refuses percent-encoding with lower-case digits",
            Hook::Rules(|r| {
                r.decode = |bytes| {
                    let lower = bytes
                        .windows(3)
                        .any(|w| w.first() == Some(&b'%') && w.iter().any(u8::is_ascii_lowercase));
                    if lower { None } else { percent_decode(bytes) }
                };
            }),
        ),
    ],
    ..Rule::SERVER
};

fn encode(draft: &mut Draft, names: Option<Encoding>, values: Option<Encoding>) {
    for parameter in &mut draft.parameters {
        parameter.name_encoding = names.unwrap_or(parameter.name_encoding);
        parameter.encoding = values.unwrap_or(parameter.encoding);
    }
}
