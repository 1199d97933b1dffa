//! Tables of tab-separated values, globs, and access to JSON reports.

use serde_json::Value;

use crate::Result;

/// The rows of a table of `columns` columns; lines that begin with `#` are comments.
pub fn rows(text: &str, columns: usize) -> Result<Vec<Vec<&str>>> {
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| {
            let row: Vec<&str> = line.split('\t').collect();
            if row.len() == columns {
                Ok(row)
            } else {
                Err(format!(
                    "{} columns in place of {columns}: {line}",
                    row.len()
                ))
            }
        })
        .collect()
}

/// Whether `text` matches `glob`, in which `*` stands for any text.
pub fn matches(glob: &str, text: &str) -> bool {
    let mut parts = glob.split('*');
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// A string of an object, or the empty one.
pub fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or("")
}

/// An array of an object, or the empty one.
pub fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_whole_texts() {
        assert!(matches("request/*", "request/type-required"));
        assert!(matches("a*c*e", "abcde"));
        assert!(matches("*[0]*", "item[0]/id"));
        assert!(!matches("request/type", "request/type-required"));
        assert!(!matches("a*c*e", "abcd"));
        assert!(!matches("ab*ba", "aba"));
    }

    #[test]
    fn rows_have_their_columns_and_comments_are_left_out() {
        assert_eq!(rows("# a\n\nx\ty\n", 2).unwrap(), [["x", "y"]]);
        assert!(rows("x\n", 2).is_err());
    }
}
