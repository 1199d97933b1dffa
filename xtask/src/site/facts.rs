//! What the program and the records of the repository say of rules, requirements, faults and systems.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::program::{read, vpnconform, vpnconform_json};
use crate::table::{rows, text};
use crate::{Result, matrix, parsers};

/// Everything that the generated pages are made of.
pub struct Facts {
    pub rules: Vec<Rule>,
    pub requirements: Vec<Value>,
    pub servers: Vec<System>,
    pub parsers: Vec<System>,
}

/// A rule as `list --json`, `list --faults --json` and `explain` have it.
pub struct Rule {
    pub id: String,
    pub level: String,
    pub summary: String,
    pub since: String,
    pub until: String,
    /// Ids of requirements; of rules for parsers a source in words.
    pub requirements: Vec<String>,
    /// The lines of its explanation.
    pub explanation: Vec<String>,
    /// What a parser must make of each document.
    pub documents: Vec<(String, String)>,
    /// Id and summary.
    pub faults: Vec<(String, String)>,
}

/// A server or a parser whose verdicts are recorded.
pub struct System {
    /// With its version, as in the matrix.
    pub name: String,
    pub verdicts: Vec<(String, String)>,
    /// Pattern of a check, and what is known of it in words.
    pub known: Vec<(String, String)>,
}

impl Facts {
    pub fn read() -> Result<Self> {
        let faults = vpnconform_json(&["list", "--faults", "--json"])?;
        let listed = vpnconform_json(&["list", "--json"])?;
        let requirements = vpnconform_json(&["coverage", "--json"])?;
        let mut rules = Vec::new();
        for rule in listed.as_array().into_iter().flatten() {
            rules.push(self::rule(rule, &faults)?);
        }
        Ok(Self {
            rules,
            requirements: requirements.as_array().cloned().unwrap_or_default(),
            servers: servers()?,
            parsers: adapters()?,
        })
    }
}

impl Rule {
    pub fn family(&self) -> &str {
        self.id.split_once('/').map_or("", |(family, _)| family)
    }

    pub fn is_of_parsers(&self) -> bool {
        self.family() == "parser"
    }

    /// Its page, from the top of the site.
    pub fn page(&self) -> String {
        format!("rules/{}.md", self.id)
    }
}

impl System {
    pub fn page(&self) -> String {
        format!("results/{}.md", self.name.replace(' ', "-"))
    }

    pub fn verdict(&self, rule: &str) -> Option<&str> {
        let found = self.verdicts.iter().find(|(id, _)| id == rule);
        found
            .map(|(_, verdict)| verdict.as_str())
            .filter(|v| *v != "-")
    }

    pub fn count(&self, verdict: &str) -> usize {
        self.verdicts.iter().filter(|(_, v)| v == verdict).count()
    }
}

fn rule(listed: &Value, faults: &Value) -> Result<Rule> {
    let id = text(listed, "id");
    let explained = vpnconform(&["explain", id])?;
    let (explanation, documents) = explanation(&explained);
    let strings = |key: &str| {
        let values = listed[key].as_array().into_iter().flatten();
        values
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let faults = faults.as_array().into_iter().flatten();
    Ok(Rule {
        id: id.to_owned(),
        level: text(listed, "level").to_owned(),
        summary: text(listed, "summary").to_owned(),
        since: text(listed, "since").to_owned(),
        until: text(listed, "until").to_owned(),
        requirements: strings("clauses"),
        explanation,
        documents,
        faults: faults
            .filter(|fault| text(fault, "check") == id)
            .map(|fault| {
                (
                    text(fault, "id").to_owned(),
                    text(fault, "summary").to_owned(),
                )
            })
            .collect(),
    })
}

/// The lines of `explain` that no JSON has: between the head of the page and its commands.
fn explanation(page: &str) -> (Vec<String>, Vec<(String, String)>) {
    let (mut lines, mut documents) = (Vec::new(), Vec::new());
    // The id, the summary, and the facts stand each in a paragraph of their own.
    for paragraph in page.split("\n\n").skip(3) {
        if paragraph.starts_with("Documents (") {
            documents.extend(paragraph.lines().skip(1).filter_map(|line| {
                let (id, expected) = line.trim().split_once(' ')?;
                Some((id.to_owned(), expected.trim().to_owned()))
            }));
        } else if !paragraph.starts_with("See it fail") && !paragraph.starts_with("Run it alone") {
            lines.extend(paragraph.lines().map(str::to_owned));
        }
    }
    (lines, documents)
}

fn servers() -> Result<Vec<System>> {
    let mut systems = Vec::new();
    for (name, verdicts) in matrix::recorded()? {
        let table = read(format!("scripts/expect-{}.tsv", name.replace(' ', "@")))?;
        let known = rows(&table, 4)?
            .iter()
            .filter(|row| row[1] != "pass" && !row[0].contains("unsigned"))
            .map(|row| (row[2].to_owned(), row[3].to_owned()))
            .collect();
        systems.push(System {
            name,
            verdicts,
            known,
        });
    }
    Ok(systems)
}

fn adapters() -> Result<Vec<System>> {
    let table = read(parsers::EXPECTED)?;
    let mut known: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for row in rows(&table, 4)? {
        let check: Vec<&str> = row[1].splitn(3, '/').take(2).collect();
        let entry = known.entry(row[0].to_owned()).or_default();
        entry.push((check.join("/"), row[3].to_owned()));
    }
    let systems = matrix::adapters()?.into_iter();
    Ok(systems
        .map(|(name, verdicts)| System {
            known: known.remove(&name).unwrap_or_default(),
            name,
            verdicts,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::explanation;

    #[test]
    fn an_explanation_is_what_stands_between_facts_and_commands() {
        let page = "parser/a\n\nIs read.\n\nLevel     must\nSource    x\n\nWhy.\nPasses: all.\n\n\
                    Documents (mutations), and what:\n  one      accept\n  two-of   reject\n\n\
                    See it fail with a parser:\n  vpnconform x\n\nRun it alone:\n  vpnconform y\n";
        let (lines, documents) = explanation(page);
        assert_eq!(lines, ["Why.", "Passes: all."]);
        assert_eq!(documents.len(), 2);
        assert_eq!(documents[1], ("two-of".to_owned(), "reject".to_owned()));
    }
}
