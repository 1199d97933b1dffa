//! A tunnel that logs to a group is made, or refused for what the group is.

use crate::finding::Level;
use crate::generate::request::mutation::Mutation;
use crate::generate::request::mutation::option::options;
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::reference::variant::Variant;
use crate::request::Draft;
use crate::request::expectation::Ambiguity::Other;
use crate::request::fixtures::Fixtures;
use crate::rule::{Dialogue, Rule, steps, twin};
use crate::run::probe::Phase;
use crate::spec::option;
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "request/log-options",
    level: Level::Advisory,
    summary: "A tunnel may log to a group.",
    requirements: &["modern/log-options"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "LogOptions names a group of CloudWatch by its ARN. The run makes no such group, and whether a server looks for it is not \
            said, so a refusal is only noted. What is accepted has to be shown by options (response/options-as-asked).\n\
            Passes: 200 for LogEnabled with the ARN of a group, as JSON or as text.\n\
            Noted: 400, or anything else.",
    dialogue: Dialogue::Own(Phase::Ordinary, steps::mutations_once),
    mutations: &[
        open(
            "json",
            options! {
                "TunnelOptions.1.LogOptions.CloudWatchLogOptions.LogEnabled" = "true",
                "TunnelOptions.1.LogOptions.CloudWatchLogOptions.LogGroupArn" =
                    "arn:aws:logs:us-east-1:123456789012:log-group:vpnconform",
                "TunnelOptions.1.LogOptions.CloudWatchLogOptions.LogOutputFormat" = "json",
            },
        ),
        open(
            "text",
            options! {
                "TunnelOptions.1.LogOptions.CloudWatchLogOptions.LogEnabled" = "true",
                "TunnelOptions.1.LogOptions.CloudWatchLogOptions.LogGroupArn" =
                    "arn:aws:logs:us-east-1:123456789012:log-group:vpnconform/of-two",
                "TunnelOptions.1.LogOptions.CloudWatchLogOptions.LogOutputFormat" = "text",
                "TunnelOptions.2.LogOptions.CloudWatchLogOptions.LogEnabled" = "false",
            },
        ),
    ],
    judge: twin::accepted,
    faults: &[Fault::new(
        "log-group-refused",
        "refuses LogGroupArn as unsupported",
        Hook::Rules(|r| {
            r.refuses =
                Some(const { option::member("LogOptions.CloudWatchLogOptions.LogGroupArn") });
        }),
    )],
    variants: &[Variant::new(
        "log-group-unknown",
        "refuses to log to a group that it does not know",
        Hook::Rules(|r| {
            r.refuses =
                Some(const { option::member("LogOptions.CloudWatchLogOptions.LogGroupArn") });
        }),
    )
    .since(ApiVersion::V2016_11_15)],
    ..Rule::SERVER
};

const fn open(id: &'static str, change: fn(&mut Draft, &Fixtures)) -> Mutation {
    Mutation::unspecified(id, Other, change).since(ApiVersion::V2016_11_15)
}
