//! The message of a panic, which may quote a document whose keys nothing knows by then.

use std::panic::PanicHookInfo;

use crate::evidence::redact::redact;
use crate::untrusted::printable_text;

/// Where it was, and what was said: a literal whole, any other message without the words that are long enough to be a key.
///
/// For [`std::panic::set_hook`].
pub fn panicked(info: &PanicHookInfo<'_>) -> String {
    let place = info
        .location()
        .map_or("somewhere".to_owned(), |at| at.to_string());
    let payload = info.payload();
    let literal = payload.downcast_ref::<&'static str>().copied();
    let formatted = || payload.downcast_ref::<String>().map(|text| short(text));
    let said = literal.map(str::to_owned).or_else(formatted);
    format!("panicked at {place}:\n{}", said.unwrap_or_default())
}

fn short(text: &str) -> String {
    /// The length of the shortest key.
    const KEY: usize = 8;
    let lines: Vec<String> = redact(text).lines().map(printable_text).collect();
    let text = lines.join("\n");
    let words = text.split_inclusive(char::is_whitespace).map(|word| {
        let end = word.trim_end();
        match end.len() {
            KEY.. => word.replacen(end, "...", 1),
            _ => word.to_owned(),
        }
    });
    words.collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]
mod tests {
    use std::sync::Mutex;
    use std::{panic, thread};

    use super::*;

    const KEY: &str = "Iw2IAN9XUsQeYUrkMGP3kP59ugFDkfHg";

    #[test]
    fn no_panic_says_a_key() {
        static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());
        const NAME: &str = "panics with a key";
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| match thread::current().name() {
            Some(NAME) => SAID.lock().unwrap().push(panicked(info)),
            _ => before(info),
        }));
        let document = format!("<pre_shared_key>{KEY}</pre_shared_key>");
        let spaced = "<pre_shared_key>a key of words</pre_shared_key>";
        let quoting: [Box<dyn FnOnce() + Send>; 6] = [
            Box::new({
                let document = document.clone();
                move || panic!("cannot read {document}")
            }),
            Box::new(move || panic!("cannot read {document:?}")),
            Box::new(move || panic!("cannot read {spaced} to its end")),
            Box::new(|| panic!("what is {KEY} here")),
            Box::new(|| assert_eq!(KEY.parse::<u8>().map_err(|_| KEY).unwrap(), 0)),
            Box::new(|| assert_eq!(KEY, "", "they differ")),
        ];
        let all = quoting.len();
        for panics in quoting {
            let thread = thread::Builder::new().name(NAME.to_owned()).spawn(panics);
            assert!(thread.unwrap().join().is_err());
        }
        let literal = thread::Builder::new()
            .name(NAME.to_owned())
            .spawn(|| panic!("a literal of the program"));
        assert!(literal.unwrap().join().is_err());
        let said = std::mem::take(&mut *SAID.lock().unwrap());
        assert_eq!(said.len(), all + 1);
        for text in &said {
            assert!(
                !text.contains(&KEY[..8]) && !text.contains("words"),
                "{text}"
            );
            assert!(text.contains("panicked.rs:"), "{text}");
        }
        assert!(said.last().unwrap().ends_with("a literal of the program"));
        assert!(said.first().unwrap().contains("cannot read"));
    }
}
