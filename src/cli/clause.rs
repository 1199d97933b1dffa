//! The words of a clause, for people.

/// What a clause says, and where the page or the wire facts say it.
pub struct Words {
    /// Our words for it.
    pub text: String,
    /// Section and row.
    pub source: String,
}

/// The clause with this id.
pub fn words(_id: &str) -> Option<Words> {
    None
}

/// The text alone, as the cards of failures want it.
pub fn text(id: &str) -> Option<String> {
    words(id).map(|words| words.text)
}
