//! What a rendering is made of.

use crate::evidence::file::SavedEvidence;
use crate::suite::parser::report::ParserReport;
use crate::suite::report::RunReport;

/// A report, with all that is known beside it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'s> {
    /// What the target is called in headings.
    pub name: &'s str,
    /// What every report says.
    pub run: &'s RunReport,
    /// The whole report, of a parser.
    pub parser: Option<&'s ParserReport>,
    /// What was sent and what came, of an endpoint.
    pub evidence: Option<&'s SavedEvidence>,
}

impl<'s> Subject<'s> {
    /// A run against an endpoint.
    pub fn endpoint(run: &'s RunReport, evidence: Option<&'s SavedEvidence>) -> Self {
        Self {
            name: &run.target,
            run,
            parser: None,
            evidence,
        }
    }

    /// A run against a parser.
    pub fn parser(report: &'s ParserReport) -> Self {
        Self {
            name: &report.run.target,
            run: &report.run,
            parser: Some(report),
            evidence: None,
        }
    }
}
