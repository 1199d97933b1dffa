//! A filter with an unknown name is refused.

use crate::evidence::{Evidence, Outcome};
use crate::finding::{Judgement, Level};
use crate::reference::fault::Fault;
use crate::reference::hook::Hook;
use crate::rule::state::filtered::{FILTERED, UNKNOWN, control, records};
use crate::rule::twin::Tally;
use crate::rule::{Rule, twin};
use crate::spec::version::ApiVersion;

pub(super) static RULE: Rule = Rule {
    id: "state/filter-unknown-refused",
    level: Level::Should,
    summary: "A filter with an unknown name is refused.",
    requirements: &["modern/unknown-filter"],
    since: Some(ApiVersion::V2016_11_15),
    explain: "A misspelt filter that is ignored shows all connections, and a script deletes the wrong one.\n\
            Passes: 400 with InvalidParameterValue.\n\
            Fails: 200, with any connections or none.",
    reads: &[&FILTERED],
    judge: refused,
    faults: &[Fault::new(
        "filter-unknown-ignored",
        "ignores filters that it does not know",
        Hook::Rules(|r| r.filters.refuse_unknown = false),
    )],
    ..Rule::SERVER
};

fn refused(rule: &'static Rule, evidence: &Evidence) -> Judgement {
    let mut tally = Tally::new(rule, evidence);
    if let Err(cause) = control(evidence) {
        tally.block(cause);
        return tally.finish();
    }
    for record in records(evidence, UNKNOWN) {
        tally.judged();
        if !matches!(record.view().outcome, Outcome::Rejected { .. }) {
            let kind = twin::kind_of(record).unwrap_or("rejected");
            tally.note(record, kind, "a client error: there is no such filter");
        }
    }
    tally.finish()
}
