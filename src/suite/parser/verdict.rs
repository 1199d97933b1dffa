//! What one outcome is worth: a pure function of the document, the outcome, and what was seen of the twin.

use serde::{Deserialize, Serialize};

use crate::finding::Verdict;
use crate::generate::document::Document;
use crate::generate::document::field::{Difference, Fields, differences};
use crate::generate::document::mutation::Effect;
use crate::parser::Outcome;

/// What the suite knows of the valid twin of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twin {
    /// Why the parser does not read even the twin.
    pub blocked: Option<String>,
    /// Whether it does not read such documents at all: then that it rejects one says nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsupported: bool,
    /// Defects that the twin shows already, by [`cause`]: they are not told again for each deviation.
    pub known: Vec<String>,
}

impl Twin {
    /// What a valid document with this outcome says of the parser that reads these fields.
    pub fn of(valid: &Document, outcome: &Outcome, reads: Option<&[String]>) -> Self {
        match outcome {
            Outcome::Accept(fields) => Self {
                known: differences(&valid.fields(), fields, reads)
                    .iter()
                    .map(cause)
                    .collect(),
                ..Self::default()
            },
            other => Self {
                blocked: Some(format!("the valid twin was {}", other.describe())),
                unsupported: matches!(other, Outcome::Unsupported(_)),
                ..Self::default()
            },
        }
    }
}

/// One document with what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Pass, fail, advisory (a policy), blocked or not applicable.
    pub verdict: Verdict,
    /// What was wanted.
    pub expected: String,
    /// What came, without secrets.
    pub found: String,
    /// The kind of defect in words that hold for every run.
    pub cause: String,
    /// Every way in which it shows, in such words; none where the cause says all.
    pub members: Vec<String>,
}

/// Judges one outcome.
pub fn judge(
    document: &Document,
    outcome: &Outcome,
    reads: Option<&[String]>,
    twin: &Twin,
) -> Judged {
    let say = |verdict, expected: &str, cause: &str| Judged {
        verdict,
        expected: expected.to_owned(),
        found: outcome.describe(),
        cause: cause.to_owned(),
        members: Vec::new(),
    };
    match (outcome, document.effect()) {
        (Outcome::Unsupported(_), _) => say(Verdict::NotApplicable, "an answer", "unsupported"),
        (Outcome::AdapterError(_), _) => say(
            Verdict::Blocked,
            "an answer in the protocol",
            &format!("the adapter {}", outcome.describe()),
        ),
        (Outcome::Hang(_) | Outcome::Crash(_), _) if twin.blocked.is_some() => say(
            Verdict::Blocked,
            "an answer",
            twin.blocked.as_deref().unwrap_or_default(),
        ),
        (Outcome::Hang(_), _) => say(Verdict::Fail, "an answer in time", "hang"),
        (Outcome::Crash(_), _) => say(Verdict::Fail, "an answer", "crash"),
        (Outcome::Accept(fields), Effect::Policy)
            if !document.deviation.is_some_and(|d| d.exact) =>
        {
            policy(document, fields, reads)
        }
        (Outcome::Accept(fields), Effect::Accept | Effect::Policy) => {
            let found = differences(&document.fields(), fields, reads);
            let new: Vec<_> = found
                .into_iter()
                .filter(|d| !twin.known.contains(&cause(d)))
                .filter(|d| !d.is_emptiness || document.deviation.is_some_and(|d| d.empties))
                .collect();
            compared(&new)
        }
        (_, Effect::Policy) => say(Verdict::Advisory, "any answer", outcome.word()),
        (Outcome::Accept(_), Effect::Reject) => Judged::fail("a rejection", outcome, "accepted"),
        (Outcome::ServiceError { code: Some(code) }, Effect::Reject)
            if document.wire.code.is_some_and(|wanted| wanted != code) =>
        {
            let wanted = document.wire.code.unwrap_or_default();
            say(
                Verdict::Fail,
                &format!("the service error {wanted}"),
                "other code",
            )
        }
        (_, Effect::Reject) => Judged::rejected(outcome, twin),
        (_, Effect::Accept) => match &twin.blocked {
            Some(why) if document.deviation.is_some() => Judged {
                cause: why.clone(),
                ..say(Verdict::Blocked, "acceptance with equal fields", "")
            },
            _ => say(Verdict::Fail, "acceptance with equal fields", "refused"),
        },
    }
}

impl Judged {
    /// A failure.
    pub fn fail(expected: &str, outcome: &Outcome, cause: &str) -> Self {
        Self {
            verdict: Verdict::Fail,
            expected: expected.to_owned(),
            found: outcome.describe(),
            cause: cause.to_owned(),
            members: Vec::new(),
        }
    }

    /// A rejection where one was wanted. It is worth something only beside an accepted twin.
    pub fn rejected(outcome: &Outcome, twin: &Twin) -> Self {
        let recognised = matches!(outcome, Outcome::ServiceError { .. });
        Self {
            verdict: match twin.blocked {
                Some(_) if twin.unsupported && recognised => Verdict::Pass,
                Some(_) if twin.unsupported => Verdict::NotApplicable,
                Some(_) => Verdict::Blocked,
                None => Verdict::Pass,
            },
            expected: "a rejection".to_owned(),
            found: outcome.describe(),
            cause: twin.blocked.clone().unwrap_or_default(),
            members: Vec::new(),
        }
    }
}

/// The kind of a difference: its field without indices, and how it differs.
pub fn cause(difference: &Difference) -> String {
    let path: Vec<&str> = difference
        .path
        .split('/')
        .filter(|part| part.parse::<usize>().is_err())
        .collect();
    format!("{}: {}", path.join("/"), difference.kind.as_str())
}

pub(super) fn compared(differences: &[Difference]) -> Judged {
    let Some(first) = differences.first() else {
        return Judged {
            verdict: Verdict::Pass,
            expected: "acceptance with equal fields".to_owned(),
            found: "accepted with equal fields".to_owned(),
            cause: String::new(),
            members: Vec::new(),
        };
    };
    let more = match differences.len() {
        1 => String::new(),
        n => format!(", and {} more fields differ", n - 1),
    };
    Judged {
        verdict: Verdict::Fail,
        expected: format!("{} is {}", first.path, first.expected),
        found: format!("{} is {}{more}", first.path, first.found),
        cause: cause(first),
        members: differences.iter().map(cause).collect(),
    }
}

/// Accepting is a matter of policy; with what fields is not, where the document says which would do.
fn policy(document: &Document, fields: &Fields, reads: Option<&[String]>) -> Judged {
    let observed = |verdict, found: String, cause: &str| Judged {
        verdict,
        expected: "any answer, but no other reading than the document allows".to_owned(),
        found,
        cause: cause.to_owned(),
        members: Vec::new(),
    };
    let alternatives = document.wire.alternative_fields();
    if alternatives.is_empty() {
        return observed(Verdict::Advisory, "accepted".to_owned(), "accept");
    }
    let fits = |allowed: &Fields| {
        document.wire.alternatives.iter().all(|(path, _)| {
            let leaf = path.split('/').next().unwrap_or(path);
            let wrong = differences(allowed, fields, reads);
            !wrong.iter().any(|d| d.path == *path || d.path == leaf)
        })
    };
    if fits(&document.fields()) || alternatives.iter().any(fits) {
        return observed(
            Verdict::Advisory,
            "accepted with one of the values".to_owned(),
            "accept",
        );
    }
    let wrong = differences(&document.fields(), fields, reads);
    let path = document
        .wire
        .alternatives
        .first()
        .map_or("", |(path, _)| path);
    let found = wrong.iter().find(|d| d.path == *path).map_or_else(
        || "accepted with another value".to_owned(),
        |d| format!("{} is {}", d.path, d.found),
    );
    observed(Verdict::Fail, found, "another reading")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generate::document::field::{Target, Value};

    fn document(id: &str, target: Target) -> Document {
        let deviation = crate::rule::document_mutations()
            .iter()
            .find(|d| d.id == id)
            .unwrap();
        Document::example(target).deviate(deviation).unwrap()
    }

    fn verdict(document: &Document, outcome: &Outcome) -> Verdict {
        judge(document, outcome, None, &Twin::default()).verdict
    }

    fn reject() -> Outcome {
        Outcome::Reject {
            class: "E".to_owned(),
        }
    }

    #[test]
    fn a_rejected_deviation_passes_only_beside_an_accepted_twin() {
        let wrong = document("end-tag-other-name", Target::Response);
        assert_eq!(verdict(&wrong, &reject()), Verdict::Pass);
        let blocked = Twin {
            blocked: Some("twin rejected".to_owned()),
            ..Twin::default()
        };
        assert_eq!(
            judge(&wrong, &reject(), None, &blocked).verdict,
            Verdict::Blocked
        );
        let accepted = Outcome::Accept(wrong.fields());
        assert_eq!(
            judge(&wrong, &accepted, None, &blocked).verdict,
            Verdict::Fail
        );
    }

    #[test]
    fn a_duplicate_may_be_either_value_but_no_list() {
        let twice = document("duplicate-leaf", Target::Response);
        let with = |value| {
            let mut fields = twice.fields();
            fields.insert("state".into(), value);
            verdict(&twice, &Outcome::Accept(fields))
        };
        assert_eq!(with(Value::text("first")), Verdict::Advisory);
        assert_eq!(with(Value::text("second")), Verdict::Advisory);
        assert_eq!(with(Value::WrongType("list".to_owned())), Verdict::Fail);
        assert_eq!(verdict(&twice, &reject()), Verdict::Advisory);
    }

    #[test]
    fn a_missing_field_is_another_defect_than_a_field_that_says_so() {
        let document = Document::example(Target::Response);
        let causes = [
            Value::Absent,
            Value::text("absent"),
            Value::text("a list of bytes"),
            Value::WrongType("absent".to_owned()),
            Value::Bytes(vec![0xff]),
        ];
        let causes = causes.map(|value| {
            let mut fields = document.fields();
            fields.insert("state".into(), value);
            judge(&document, &Outcome::Accept(fields), None, &Twin::default()).cause
        });
        let expected = [
            "absent",
            "other text",
            "other text",
            "a value of type",
            "bytes",
        ];
        assert_eq!(causes, expected.map(|how| format!("state: {how}")));
    }

    #[test]
    fn what_the_twin_shows_is_not_told_again() {
        let padded = document("text-padded", Target::Response);
        let mut fields = padded.fields();
        fields.insert("type".into(), Value::WrongType("number".to_owned()));
        let twin = Twin {
            known: vec!["type: a value of type".to_owned()],
            ..Twin::default()
        };
        assert_eq!(
            judge(&padded, &Outcome::Accept(fields.clone()), None, &twin).verdict,
            Verdict::Pass
        );
        assert_eq!(verdict(&padded, &Outcome::Accept(fields)), Verdict::Fail);
    }

    #[test]
    fn no_answer_fails_even_where_any_answer_would_do() {
        let deep = document("depth-ten-thousand", Target::Configuration);
        assert_eq!(
            verdict(&deep, &Outcome::Hang("x".to_owned())),
            Verdict::Fail
        );
        assert_eq!(verdict(&deep, &reject()), Verdict::Advisory);
    }
}
