//! What a rendering is made of.

use crate::evidence::file::SavedEvidence;
use crate::suite::report::RunReport;

/// A report, with all that is known beside it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'s> {
    /// What the target is called in headings.
    pub name: &'s str,
    /// The report.
    pub run: &'s RunReport,
    /// What was sent and what came, of an endpoint.
    pub evidence: Option<&'s SavedEvidence>,
}

impl<'s> Subject<'s> {
    /// A run under the name of its target.
    pub fn new(run: &'s RunReport, evidence: Option<&'s SavedEvidence>) -> Self {
        Self {
            name: &run.target,
            run,
            evidence,
        }
    }
}
