//! What a crash of a fuzz target is, in words that hold for every input that causes it.

use crate::Result;

/// Prints the cause that a log names: the message and the file of a panic, else what the sanitizer says.
pub fn cause(log: &str) -> Result<()> {
    let bytes = std::fs::read(log).map_err(|e| format!("{log}: {e}"))?;
    println!("{}", describe(&String::from_utf8_lossy(&bytes)));
    Ok(())
}

fn describe(log: &str) -> String {
    if let Some((place, message)) = panic(log) {
        let file = place.rsplit("/src/").next().unwrap_or(place);
        return format!("{file}: {}", general(message));
    }
    let said = log.lines().find_map(|line| {
        line.strip_prefix("SUMMARY: ")
            .or_else(|| line.split_once(" ERROR: ").map(|(_, after)| after))
    });
    said.map_or_else(|| "no message".to_owned(), general)
}

/// Path and first line of the message of `panicked at PATH:LINE:COLUMN:`.
fn panic(log: &str) -> Option<(&str, &str)> {
    let (_, after) = log.split_once("panicked at ")?;
    let mut lines = after.lines();
    let place = lines.next()?.strip_suffix(':')?;
    let message = lines.next()?;
    let mut parts = place.rsplitn(3, ':');
    parts.next()?;
    parts.next()?;
    Some((parts.next()?, message))
}

/// Numbers and quoted text depend on the input: `_` stands for each.
fn general(message: &str) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some(first) = rest.chars().next() {
        if matches!(first, '"' | '`')
            && let Some(end) = rest[1..].find(first)
        {
            out.push('_');
            rest = &rest[end + 2..];
            continue;
        }
        if first.is_ascii_digit() {
            out.push('_');
            rest = rest.strip_prefix("0x").unwrap_or(rest);
            rest =
                rest.trim_start_matches(|c: char| c.is_ascii_hexdigit() && !c.is_ascii_uppercase());
            continue;
        }
        out.push(first);
        rest = &rest[first.len_utf8()..];
    }
    out.chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_without_what_depends_on_the_input() {
        let log = "noise\nthread '<unnamed>' panicked at /home/me/vpnconform/src/xml/reader.rs:12:5:\n\
                   index 17 out of `abc` and \"x\"\nmore\n";
        assert_eq!(describe(log), "xml/reader.rs: index _ out of _ and _");
    }

    #[test]
    fn a_sanitizer_is_quoted_and_silence_is_said() {
        assert_eq!(
            describe("==12== ERROR: libFuzzer: timeout after 11 seconds"),
            "libFuzzer: timeout after _ seconds"
        );
        assert_eq!(
            describe("SUMMARY: AddressSanitizer: SEGV 0x7f00"),
            "AddressSanitizer: SEGV _"
        );
        assert_eq!(describe(""), "no message");
    }
}
