//! What foreign readers count in JUnit and TAP reports against the JSON report of the same run.

use serde_json::{Value, json};

use crate::table::{list, text};
use crate::{Result, program};

const LEVELS: [&str; 4] = ["advisory", "may", "should", "must"];

/// Fails where a count is another one.
pub fn run(report: &str, junit: &str, tap: &str) -> Result<()> {
    let (expected, junit, tap) = (
        expected(&program::json(report)?),
        program::json(junit)?,
        program::json(tap)?,
    );
    let mut wrong = Vec::new();
    for (format, actual) in [("junit", &junit), ("tap", &tap)] {
        for (key, value) in expected[format].as_object().into_iter().flatten() {
            if actual[key] != *value {
                wrong.push(format!(
                    "{format} {key}: expected {value}, actual {}",
                    actual[key]
                ));
            }
        }
    }
    if wrong.is_empty() {
        println!("PASS  {report}: {} cases", expected["junit"]["cases"]);
        Ok(())
    } else {
        Err(format!("FAIL  {report}: {}", wrong.join("; ")))
    }
}

fn expected(report: &Value) -> Value {
    let level = |name: &str| LEVELS.iter().position(|l| *l == name).unwrap_or(0);
    let bar = level(text(report, "level"));
    let checks = list(report, "checks");
    let number = |verdict: &str| {
        checks
            .iter()
            .filter(|c| text(c, "verdict") == verdict)
            .count()
    };
    let below = checks
        .iter()
        .filter(|c| text(c, "verdict") == "fail" && level(text(c, "level")) < bar)
        .count();
    let explained = checks
        .iter()
        .filter(|c| !list(c, "findings").is_empty() || !text(c, "cause").is_empty())
        .count();
    let ids: Vec<&str> = checks.iter().map(|c| text(c, "id")).collect();
    json!({
        "junit": {
            "cases": checks.len(),
            "failures": number("fail") - below,
            "errors": number("blocked"),
            "skipped": number("not-applicable") + number("waived") + below,
            "ids": ids,
        },
        "tap": {
            "points": checks.len(),
            "ok": number("pass") + number("advisory") + number("not-applicable"),
            "skip": number("not-applicable"),
            "todo": number("waived") + below,
            "explained": explained,
            "strange": [],
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_below_the_level_is_skipped_and_to_do() {
        let report = json!({"level": "should", "checks": [
            {"id": "a/one", "level": "may", "verdict": "fail", "findings": [{}]},
            {"id": "a/two", "level": "must", "verdict": "fail", "findings": [{}]},
            {"id": "a/three", "level": "must", "verdict": "blocked", "findings": [], "cause": "x"},
        ]});
        let expected = expected(&report);
        assert_eq!(expected["junit"]["failures"], 1);
        assert_eq!(expected["junit"]["skipped"], 1);
        assert_eq!(expected["junit"]["errors"], 1);
        assert_eq!(expected["tap"]["todo"], 1);
        assert_eq!(expected["tap"]["explained"], 3);
    }
}
