//! The words of a clause, for people.

use crate::page::clause;

/// What a clause says, and where the page or the wire facts say it.
pub struct Words {
    /// Our words for it.
    pub text: String,
    /// Section and row.
    pub source: String,
}

/// The clause with this id.
pub fn words(id: &str) -> Option<Words> {
    let clause = clause::find(id)?;
    Some(Words {
        text: clause.text.to_owned(),
        source: clause.source.to_string(),
    })
}

/// The text alone, as the cards of failures want it.
pub fn text(id: &str) -> Option<String> {
    words(id).map(|words| words.text)
}
