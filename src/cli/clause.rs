//! What a clause says, as text.

use vpnconform::spec::clause;

/// What a clause says, and where that is said.
pub struct Words {
    /// Our words for it.
    pub text: String,
    /// Section and row, or the fact of the protocol notes.
    pub source: String,
    /// Where to read it.
    pub url: String,
    /// How strong the evidence is.
    pub grade: String,
}

/// The clause with this id.
pub fn words(id: &str) -> Option<Words> {
    let clause = clause::find(id)?;
    Some(Words {
        text: clause.text.to_owned(),
        source: clause.source.to_string(),
        url: clause.source.url(),
        grade: clause.grade.to_string(),
    })
}

/// The text alone, as the cards of failures want it.
pub fn text(id: &str) -> Option<String> {
    words(id).map(|words| words.text)
}
