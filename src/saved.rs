//! Responses and documents that were saved, in whatever form: read by content, never by name.

mod archive;
mod document;
mod json;
mod message;
mod recording;
mod verbose;

pub use message::is_judged;

use std::cell::Cell;
use std::fs::File;
use std::io;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use crate::evidence::Evidence;
use crate::exchange::HttpRequest;
use crate::untrusted::in_a_line;

/// The most bytes of one recording, or of a line of JSON.
pub const LARGEST: usize = 64 << 20;
/// The most bytes of one document: what the parser reads. A response has about 6 kB.
const DOCUMENT: usize = 16 << 20;
/// What is larger than this is large, in bytes.
const LARGE: u64 = 1 << 20;
/// The most bytes of large documents and recordings that are read out of one file, which take long to judge.
const LARGE_ONES: u64 = 128 << 20;
/// The most bytes that an archive may hold when it is unpacked.
const UNPACKED: u64 = 1 << 30;
/// The most entries of an archive, and the most exchanges of a recording.
const ENTRIES: usize = 1_000_000;
/// Archives in archives.
const DEPTH: usize = 3;

/// How much may still be read.
struct Budget {
    unpacked: Cell<u64>,
    large: Cell<u64>,
}

#[derive(Clone, Copy)]
struct Within<'w> {
    depth: usize,
    left: &'w Budget,
}

impl Budget {
    fn new() -> Self {
        Self {
            unpacked: Cell::new(UNPACKED),
            large: Cell::new(LARGE_ONES),
        }
    }

    /// Takes note of something that was read.
    fn note(&self, name: &str, bytes: usize) -> Result<(), Unreadable> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        if bytes > LARGE {
            let left = self.large.get().checked_sub(bytes);
            self.large.set(left.ok_or_else(|| Unreadable::TooLarge {
                name: name.to_owned(),
                what: "all that has more than 1 MiB in one file",
                limit: LARGE_ONES >> 20,
            })?);
        }
        Ok(())
    }
}
/// What can be read, for messages.
const WANTED: &str = "wanted: a response, an inner document, `curl -i` or `curl -v` output, an HTTP message, a HAR \
    file, a cassette, `aws ec2` or botocore JSON, a capture, or an archive of these";

/// One thing to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The file, and behind a number sign where in it.
    pub name: String,
    /// The request, where it was saved too.
    pub request: Option<HttpRequest>,
    /// What is judged.
    pub content: Content,
}

/// What was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A response.
    Response {
        /// Status and header fields, where they were saved.
        head: Option<Head>,
        /// The body after transfer decoding.
        body: Vec<u8>,
    },
    /// An inner document alone.
    Configuration {
        /// The document, unescaped.
        text: Vec<u8>,
        /// What stood beside it, as parameters of the request or of a description.
        about: Vec<(&'static str, String)>,
    },
}

/// The head of a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The status.
    pub status: u16,
    /// Names and values in order.
    pub headers: Vec<(String, Vec<u8>)>,
}

/// What is read at once.
#[derive(Debug)]
pub enum Found {
    /// Documents of one recording, which may be compared with each other, or one document alone.
    Documents(Vec<Saved>),
    /// A capture of this program.
    Capture(Box<Evidence>),
    /// Exchanges of other actions, which are not judged.
    Foreign(usize),
}

/// Takes what is read.
pub type Sink<'s> = dyn FnMut(&str, Found) + 's;

/// Why something cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// The file system says no.
    #[error("{0}: {1}")]
    Io(String, io::Error),
    /// It is something else.
    #[error("{name}: {found}; {WANTED}")]
    Other {
        /// The file.
        name: String,
        /// What it is.
        found: String,
    },
    /// It is too large.
    #[error("{name}: {what} is larger than {limit} MiB, which is not read")]
    TooLarge {
        /// The file.
        name: String,
        /// What is too large.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// It is broken.
    #[error("{name}: {what}: {error}")]
    Broken {
        /// The file.
        name: String,
        /// What it seems to be.
        what: &'static str,
        /// What is wrong.
        error: String,
    },
}

impl Unreadable {
    /// Whether it is something else, or belongs to something else, and not ours in a broken form.
    pub fn is_other(&self) -> bool {
        matches!(self, Self::Other { .. })
    }

    fn broken(name: &str, what: &'static str, error: &dyn std::fmt::Display) -> Self {
        Self::Broken {
            name: name.to_owned(),
            what,
            error: in_a_line(error),
        }
    }

    fn other(name: &str, found: impl Into<String>) -> Self {
        Self::Other {
            name: name.to_owned(),
            found: found.into(),
        }
    }
}

/// Reads a file.
///
/// # Errors
/// [`Unreadable`]; what was found before that has gone to the sink.
pub fn file(path: &Path, sink: &mut Sink<'_>) -> Result<(), Unreadable> {
    let name = path.display().to_string();
    let failed = |error| Unreadable::Io(name.clone(), error);
    let open = File::open(path).map_err(failed)?;
    let mut reader = BufReader::new(open);
    let is_zip = archive::is_zip(reader.fill_buf().map_err(failed)?);
    let left = Budget::new();
    let within = Within {
        depth: DEPTH,
        left: &left,
    };
    match is_zip {
        true => archive::zip(&name, reader, within, sink),
        false => nested(&name, &mut reader, within, sink),
    }
}

/// Reads a stream to its end.
///
/// # Errors
/// [`Unreadable`]; what was found before that has gone to the sink.
pub fn stream(name: &str, reader: &mut dyn BufRead, sink: &mut Sink<'_>) -> Result<(), Unreadable> {
    let left = Budget::new();
    let within = Within {
        depth: DEPTH,
        left: &left,
    };
    nested(name, reader, within, sink)
}

fn nested(
    name: &str,
    reader: &mut dyn BufRead,
    within: Within<'_>,
    sink: &mut Sink<'_>,
) -> Result<(), Unreadable> {
    let failed = |error| Unreadable::Io(name.to_owned(), error);
    let start = reader.fill_buf().map_err(failed)?;
    if archive::is_gzip(start) {
        return archive::gzip(name, reader, within, sink);
    }
    if archive::is_tar(start) {
        return archive::tar(name, reader, within, sink);
    }
    let first = start.iter().find(|b| !b.is_ascii_whitespace());
    if matches!(first, Some(b'{' | b'[' | b'"')) {
        return json::lines(name, reader, within, sink);
    }
    let bytes = whole(name, reader)?;
    within.left.note(name, bytes.len())?;
    if archive::is_zip(&bytes) {
        return archive::zip(name, io::Cursor::new(bytes), within, sink);
    }
    text(name, bytes, sink)
}

/// Everything that is left, up to [`LARGEST`].
fn whole(name: &str, reader: &mut dyn BufRead) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX);
    let read = (&mut *reader)
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes);
    read.map_err(|error| Unreadable::Io(name.to_owned(), error))?;
    match bytes.len() > LARGEST {
        true => Err(Unreadable::TooLarge {
            name: name.to_owned(),
            what: "the file",
            limit: limit >> 20,
        }),
        false => Ok(bytes),
    }
}

/// Reads what is neither an archive nor JSON.
fn text(name: &str, bytes: Vec<u8>, sink: &mut Sink<'_>) -> Result<(), Unreadable> {
    let start = bytes.trim_ascii_start();
    if message::is_message(start) {
        return message::messages(name, &bytes, sink);
    }
    if verbose::is_verbose(start) {
        return verbose::transcript(name, &bytes, sink);
    }
    if document::is_markup(&bytes) {
        let content = document::content(bytes).map_err(|found| Unreadable::other(name, found))?;
        return one(name, content, sink);
    }
    if recording::is_yaml(start) {
        return recording::yaml(name, &bytes, sink);
    }
    let documents = document::quoted(&bytes);
    if documents.is_empty() {
        return Err(Unreadable::other(name, document::describe(&bytes)));
    }
    let several = documents.len() > 1;
    for (index, content) in documents.into_iter().enumerate() {
        match several {
            true => one(&format!("{name}#{}", index + 1), content, sink)?,
            false => one(name, content, sink)?,
        }
    }
    Ok(())
}

fn one(name: &str, content: Content, sink: &mut Sink<'_>) -> Result<(), Unreadable> {
    let saved = Saved {
        name: name.to_owned(),
        request: None,
        content,
    };
    readable(&saved)?;
    sink(name, Found::Documents(vec![saved]));
    Ok(())
}

/// Whether a document is not too large to be read.
fn readable(saved: &Saved) -> Result<(), Unreadable> {
    let (Content::Response { body, .. } | Content::Configuration { text: body, .. }) =
        &saved.content;
    match body.len() > DOCUMENT {
        true => Err(Unreadable::TooLarge {
            name: saved.name.clone(),
            what: "the document",
            limit: u64::try_from(DOCUMENT >> 20).unwrap_or(u64::MAX),
        }),
        false => Ok(()),
    }
}
