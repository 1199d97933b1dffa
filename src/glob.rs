//! Patterns over ids: `*` for any text (also a slash), `?` for one character, `[a-z]`, `[!a]` and `{one,other}`.

/// One pattern.
#[derive(Clone, Debug)]
pub struct Glob {
    /// Without braces: the pattern matches where one of these does.
    alternatives: Vec<Vec<Token>>,
}

/// Several patterns.
#[derive(Clone, Debug, Default)]
pub struct GlobSet(Vec<Glob>);

/// Why a text is not a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid pattern {pattern:?}: {what}")]
pub struct GlobError {
    pattern: String,
    what: &'static str,
}

#[derive(Clone, Debug)]
enum Token {
    Any,
    One,
    Char(char),
    Class {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

/// Bounds the work that nested braces can cause.
const MOST_ALTERNATIVES: usize = 1000;

impl Glob {
    /// Reads a pattern.
    ///
    /// # Errors
    /// [`GlobError`] where a bracket, a brace or an escape is not closed.
    pub fn new(pattern: &str) -> Result<Self, GlobError> {
        let error = |what| GlobError {
            pattern: pattern.to_owned(),
            what,
        };
        let mut alternatives = Vec::new();
        for text in expand(pattern).map_err(error)? {
            alternatives.push(tokens(&text).map_err(error)?);
        }
        Ok(Self { alternatives })
    }

    /// Whether the whole text matches.
    pub fn is_match(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        self.alternatives.iter().any(|t| matches(t, &text))
    }
}

impl GlobSet {
    /// Reads patterns.
    ///
    /// # Errors
    /// As [`Glob::new`].
    pub fn new<P: AsRef<str>>(patterns: impl IntoIterator<Item = P>) -> Result<Self, GlobError> {
        let globs = patterns.into_iter().map(|p| Glob::new(p.as_ref()));
        Ok(Self(globs.collect::<Result<_, _>>()?))
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a pattern matches the whole text.
    pub fn is_match(&self, text: &str) -> bool {
        self.0.iter().any(|glob| glob.is_match(text))
    }
}

/// The patterns without braces that together are this pattern.
fn expand(pattern: &str) -> Result<Vec<String>, &'static str> {
    let mut done = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(text) = open.pop() {
        let Some((before, choices, after)) = first_braces(&text)? else {
            done.push(text);
            continue;
        };
        open.extend(choices.iter().map(|c| format!("{before}{c}{after}")));
        if done.len() + open.len() > MOST_ALTERNATIVES {
            return Err("too many alternatives");
        }
    }
    Ok(done)
}

type Braces<'t> = (&'t str, Vec<&'t str>, &'t str);

/// The first group in braces: what is before it, its choices, and what is after it.
fn first_braces(text: &str) -> Result<Option<Braces<'_>>, &'static str> {
    let mut depth = 0;
    let mut start = 0;
    let mut before = "";
    let mut choices = Vec::new();
    let mut escaped = false;
    let mut bracket = false;
    for (at, c) in text.char_indices() {
        let piece = || text.get(start..at).unwrap_or_default();
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => bracket = true,
            ']' => bracket = false,
            _ if bracket => {}
            '{' => {
                depth += 1;
                if depth == 1 {
                    before = piece();
                    start = at + 1;
                }
            }
            ',' if depth == 1 => {
                choices.push(piece());
                start = at + 1;
            }
            '}' => {
                if depth == 0 {
                    return Err("a brace is closed that was not opened");
                }
                depth -= 1;
                if depth == 0 {
                    choices.push(piece());
                    let after = text.get(at + 1..).unwrap_or_default();
                    return Ok(Some((before, choices, after)));
                }
            }
            _ => {}
        }
    }
    match depth {
        0 => Ok(None),
        _ => Err("a brace is not closed"),
    }
}

fn tokens(pattern: &str) -> Result<Vec<Token>, &'static str> {
    let mut tokens = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        tokens.push(match c {
            '*' => Token::Any,
            '?' => Token::One,
            '\\' => Token::Char(chars.next().ok_or("a backslash ends it")?),
            '[' => class(&mut chars)?,
            c => Token::Char(c),
        });
    }
    Ok(tokens)
}

fn class(chars: &mut std::str::Chars<'_>) -> Result<Token, &'static str> {
    const OPEN: &str = "a bracket is not closed";
    let mut negated = false;
    let mut ranges = Vec::new();
    let mut first = true;
    loop {
        let c = chars.next().ok_or(OPEN)?;
        match c {
            '!' | '^' if first && !negated => {
                negated = true;
                continue;
            }
            ']' if !first => return Ok(Token::Class { negated, ranges }),
            low => {
                let mut ahead = chars.clone();
                let high = match (ahead.next(), ahead.next()) {
                    (Some('-'), Some(high)) if high != ']' => {
                        *chars = ahead;
                        high
                    }
                    _ => low,
                };
                ranges.push((low, high));
            }
        }
        first = false;
    }
}

fn matches(tokens: &[Token], text: &[char]) -> bool {
    let (mut token, mut at) = (0, 0);
    // Where to go on if what follows the last `*` does not match: that `*` takes one character more.
    let mut retry = None;
    while at < text.len() || token < tokens.len() {
        match (tokens.get(token), text.get(at)) {
            (Some(Token::Any), _) => {
                retry = Some((token, at + 1));
                token += 1;
                continue;
            }
            (Some(one), Some(c)) if one.takes(*c) => {
                token += 1;
                at += 1;
                continue;
            }
            _ => {}
        }
        match retry {
            Some((star, next)) if next <= text.len() => {
                token = star;
                at = next;
            }
            _ => return false,
        }
    }
    true
}

impl Token {
    fn takes(&self, c: char) -> bool {
        match self {
            Self::Any => false,
            Self::One => true,
            Self::Char(own) => *own == c,
            Self::Class { negated, ranges } => {
                ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *negated
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_ids() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("request/*", "request/type-required", true),
            ("request/*", "request", false),
            ("*key*", "secret/keys-differ", true),
            ("*", "a/b/c", true),
            ("**/b", "a/a/b", true),
            ("a*b*c", "a-bb-b-cc", true),
            ("a*b*c", "a-bb-b-cd", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[!a-c]x", "dx", true),
            ("[]]", "]", true),
            ("[a-]", "-", true),
            ("\\*", "*", true),
            ("\\*", "a", false),
            ("{state,error}/*", "error/code", true),
            ("{state,error}/*", "auth/code", false),
            ("{a,b{c,d}}{,x}", "bdx", true),
            ("{a,b{c,d}}{,x}", "b", false),
            ("[{]", "{", true),
        ] {
            let found = Glob::new(pattern).unwrap().is_match(text);
            assert_eq!(found, expected, "{pattern} {text}");
        }
    }

    #[test]
    fn incomplete_patterns_are_refused() {
        for pattern in [
            "[",
            "[!",
            "[a",
            "{a",
            "a}",
            "\\",
            "{a,{b}",
            &"{a,b}".repeat(20),
        ] {
            assert!(Glob::new(pattern).is_err(), "{pattern}");
        }
    }

    #[test]
    fn a_set_matches_where_any_pattern_does() {
        let set = GlobSet::new(["a", "b*"]).unwrap();
        assert!(set.is_match("bc") && set.is_match("a") && !set.is_match("c"));
        assert!(!GlobSet::default().is_match("a") && GlobSet::default().is_empty());
    }
}
