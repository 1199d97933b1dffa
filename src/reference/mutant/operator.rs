//! What a mutant does at its place.

use std::fmt;

/// What is done instead of what is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// What the place held the first time.
    Constant,
    /// What the place held the last time.
    Previous,
    /// What another place holds: a parameter, or a path below the same root.
    Take(String),
    /// Nothing is there, or nothing is done.
    Absent,
    /// It is there without content.
    Empty,
    /// It is there or done twice.
    Twice,

    /// A missing parameter is taken from the last create.
    Leaked,
    /// A missing parameter has a default.
    Default,
    /// An empty value is as none, which has a default.
    DefaultIfEmpty,
    /// Whatever is sent, something that exists is taken.
    Ignored,
    /// What follows a NUL is dropped.
    CutAtNul,
    /// What follows so many bytes is dropped.
    Cut(usize),
    /// Blanks at both ends are dropped.
    Trimmed,
    /// Everything that Unicode calls blank is dropped at both ends.
    TrimmedWide,
    /// Upper case is taken for lower case.
    Folded,
    /// It is percent-decoded once more.
    DecodedTwice,
    /// What begins with a valid value is one.
    Prefix,
    /// What ends with a valid value is one.
    Suffix,
    /// What has a valid value in it is one.
    Infix,
    /// Control characters are dropped.
    ControlsDropped,
    /// What is not ASCII is dropped.
    WideDropped,
    /// Blanks are dropped.
    BlanksDropped,
    /// Full-width letters are taken for ASCII.
    Narrowed,
    /// Of values with commas between them the first is taken.
    FirstOfList,
    /// Quotes around it are dropped.
    Unquoted,
    /// It is refused.
    Refused,
    /// The server fails: status 500.
    Failed,

    /// Blanks are put around it.
    Padded,
    /// Lower case is written as upper case.
    Raised,
    /// Another name.
    Renamed,
    /// The name in a namespace of its own.
    Moved,
    /// Its content inside a further element.
    Nested,
    /// A number that is greater by one.
    More,
    /// A number with a fraction.
    Fraction,
    /// A number with a zero in front.
    LeadingZero,
    /// Every second character only.
    Halved,
    /// The inner document is escaped once more.
    EscapedTwice,
    /// The inner document is not escaped.
    NotEscaped,

    /// It is done to all.
    All,
    /// It is done to another one.
    Wrong,
    /// It is done to the customer gateway too.
    CustomerGateway,
    /// It is done to the VPN gateway too.
    VpnGateway,

    /// This status instead.
    Status(u16),

    /// As a CDATA section, which conforms, as do those that follow.
    Cdata,
    /// Every character as a reference.
    References,
    /// With all five predefined entities.
    Entities,
    /// One half with entities and the other as CDATA, with a comment between.
    Split,
    /// With comments in it.
    Commented,
    /// With processing instructions in it.
    Instructed,
    /// With white space between the elements in it.
    Loosened,
    /// An empty element as a pair of tags.
    Paired,
    /// The namespace that holds there is declared once more.
    Redeclared,
    /// The name has a prefix of its own for the namespace that holds there.
    Prefixed,
}

impl Operator {
    /// Whether what is written means the same.
    pub(super) fn conforms(&self) -> bool {
        matches!(
            self,
            Self::Cdata
                | Self::References
                | Self::Entities
                | Self::Split
                | Self::Commented
                | Self::Instructed
                | Self::Loosened
                | Self::Paired
                | Self::Redeclared
                | Self::Prefixed
        )
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Take(from) => write!(f, "take({from})"),
            Self::Cut(at) => write!(f, "cut({at})"),
            Self::Status(status) => write!(f, "status({status})"),
            named => {
                // The names above in lower case with hyphens.
                for (at, letter) in format!("{named:?}").chars().enumerate() {
                    if letter.is_uppercase() && at > 0 {
                        f.write_str("-")?;
                    }
                    write!(f, "{}", letter.to_ascii_lowercase())?;
                }
                Ok(())
            }
        }
    }
}
