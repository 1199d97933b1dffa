//! The example in every way in which a server may send it, for clients that read HTTP themselves.

use crate::generate::document::Document;
use crate::generate::document::field::Target;
use crate::parser::Outcome;
use crate::parser::framing::Delivery;
use crate::suite::parser::run::worker::Worker;
use crate::suite::parser::verdict::{Judged, judge};

impl Worker<'_> {
    /// The example in a delivery that is itself what is tested.
    pub(super) fn delivery(
        &mut self,
        check: &'static str,
        delivery: &'static Delivery,
    ) -> Option<Document> {
        let (example, _, twin) = self.shared.example(Target::Response)?;
        let mut document = example.clone();
        document.check = check;
        document.id = format!("{}/{}", document.check, delivery.id);
        if self.shared.skips(self.at, (document.check, None)) {
            return None;
        }
        let (mut outcome, took) = self.deliver(&document, delivery.framing);
        if outcome.is_abnormal() {
            self.parser.restart();
            let (second, _) = self.deliver(&document, delivery.framing);
            if !second.is_abnormal() {
                self.unstable(&document, &outcome, &second, "alone");
            }
            outcome = second;
        }
        let judged = match (&outcome, delivery.framing.is_whole()) {
            (Outcome::Accept(_), false) => Judged::fail(
                "a rejection of what did not arrive whole",
                &outcome,
                "accepted",
            ),
            (Outcome::Reject { .. } | Outcome::ServiceError { .. }, false) => {
                Judged::rejected(&outcome, twin)
            }
            _ => judge(
                &document,
                &outcome,
                self.shared.reads(Target::Response),
                twin,
            ),
        };
        let expect = if delivery.framing.is_whole() {
            "accept"
        } else {
            "reject"
        };
        self.entry(&document, expect, &outcome, judged, took, false);
        if outcome.is_abnormal() {
            self.parser.restart();
        }
        Some(document)
    }
}
