//! Changes that the faults of several rules make.

use memchr::memmem;

/// What is repaired.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repair {
    Names,
    End,
}

/// Reads tags alone, and writes end tags that fit, or those that are missing at the end.
pub(crate) fn repair(body: &mut Vec<u8>, what: Repair) {
    let Ok(text) = std::str::from_utf8(body) else {
        return;
    };
    let (mut open, mut out, mut rest) =
        (Vec::<&str>::new(), String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('<') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let Some(end) = rest.find('>').map(|end| end + 1) else {
            break;
        };
        let tag = rest.get(..end).unwrap_or_default();
        let name = tag
            .trim_start_matches(['<', '/'])
            .split(['>', ' ', '/', '\n', '\t'])
            .next()
            .unwrap_or_default();
        match tag.as_bytes() {
            [b'<', b'!' | b'?', ..] => out.push_str(tag),
            [b'<', b'/', ..] => match (open.pop(), what) {
                (Some(expected), Repair::Names) => out.push_str(&format!("</{expected}>")),
                _ => out.push_str(tag),
            },
            [.., b'/', b'>'] => out.push_str(tag),
            _ => {
                open.push(name);
                out.push_str(tag);
            }
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    if what == Repair::End {
        let unfinished = rest.starts_with('<');
        out.push_str(if unfinished { "" } else { rest });
        for name in open.iter().rev() {
            out.push_str(&format!("</{name}>"));
        }
    } else {
        out.push_str(rest);
    }
    *body = out.into_bytes();
}

pub(crate) fn is_wide(body: &[u8]) -> bool {
    body.starts_with(&[0xFF, 0xFE]) || body.starts_with(&[0xFE, 0xFF])
}

pub(crate) fn replace(body: &mut Vec<u8>, from: &str, to: &str) {
    let found: Vec<usize> = memmem::find_iter(body, from.as_bytes()).collect();
    for at in found.into_iter().rev() {
        body.splice(at..at + from.len(), to.bytes());
    }
}

pub(crate) fn remove_between(body: &mut Vec<u8>, start: &str, end: &str) {
    while let Some(at) = memmem::find(body, start.as_bytes()) {
        let Some(length) = memmem::find(body.get(at..).unwrap_or_default(), end.as_bytes()) else {
            return;
        };
        body.drain(at..at + length + end.len());
    }
}
