//! Conformance and fuzz test harness for the Amazon EC2 Query API action `CreateVpnConnection` (API version 2012-04-01, and its
//! versions from 2009-07-15 to 2016-11-15): for servers that answer it, and for parsers of what they answer, down to the escaped
//! `customerGatewayConfiguration` inside. There is a command line tool too: `vpnconform endpoint URL`, `vpnconform parser -- CMD`.
//!
//! The flow has one direction: bytes are generated into a [`Case`], an [`Endpoint`] turns a case into an
//! [`Exchange`], parsing turns an exchange into documents, and each [`Check`] turns the collected evidence
//! into a [`Verdict`] with [`Finding`]s.
//!
//! # A server under test
//!
//! Whatever answers a request is an [`Endpoint`]: a router in the same process, or [`endpoint::http`] for a URL.
//!
//! ```
//! use std::sync::atomic::AtomicBool;
//!
//! use vpnconform::Endpoint;
//! use vpnconform::Verdict;
//! use vpnconform::exchange::{HttpRequest, HttpResponse, TransportError};
//! use vpnconform::finding::Level;
//! use vpnconform::run::{self, Options};
//!
//! struct Mine;
//!
//! impl Endpoint for Mine {
//!     fn send(&self, _request: &HttpRequest) -> Result<HttpResponse, TransportError> {
//!         // Here the request goes to your router; this one has no routes yet.
//!         Ok(HttpResponse { status: 404, headers: Vec::new(), body: Vec::new() })
//!     }
//!     fn name(&self) -> String {
//!         "mine".to_owned()
//!     }
//! }
//!
//! let outcome = run::run(&Mine, &Options::default(), &(), &AtomicBool::new(false)).unwrap();
//! let (report, _exchanges) = outcome.report("mine", 1, Level::Should);
//! // Nothing could be made, so most checks are blocked: that is never a pass.
//! assert!(report.total(Verdict::Blocked) > 50);
//! assert_eq!(report.exit_status, 1);
//! ```
//!
//! With [`endpoint_trials!`] it is a test target, one trial for each check; `examples/emulator` is a crate that has one.
//!
//! # A parser under test
//!
//! Whatever takes a document and says what it read is a [`Parser`]: a function, or a process of any language.
//!
//! ```
//! use vpnconform::Verdict;
//! use vpnconform::generate::document::field::{Target, Value};
//! use vpnconform::suite::parser::run::{self, Options};
//! use vpnconform::parser::{Outcome, from_fn};
//!
//! // Looks for the first id, and for nothing else: such a parser takes a document that is cut short.
//! let mut parser = from_fn("mine", &[Target::Configuration], |input| {
//!     let text = String::from_utf8_lossy(input.body);
//!     match text.split_once("id=\"").and_then(|(_, rest)| rest.split_once('"')) {
//!         Some((id, _)) => Outcome::Accept([("id".into(), Value::Text(id.to_owned().into()))].into()),
//!         None => Outcome::Reject { class: "no id".to_owned() },
//!     }
//! });
//!
//! let truncated = |id: &str| id == "parser/truncation-rejected";
//! let options = Options { selects: &truncated, cases: 0, ..Options::default() };
//! let results = run::run(&mut parser, &options);
//! assert!(results.judged.iter().any(|(_, judgement)| judgement.verdict == Verdict::Fail));
//! ```
//!
//! With [`parser_trials!`] it is a test target, each check in a process of its own; `examples/reader` is a crate that has one.
//!
//! # Checks
//!
//! | family | what |
//! |---|---|
//! | `request/` | what must be accepted, and what must be rejected after its valid twin was accepted |
//! | `response/` | well-formed, namespace and schema of the version, ids, echoes, state |
//! | `configuration/` | the inner document: tunnels, addresses, algorithms, agreement with the response |
//! | `secret/` | pre-shared keys: one of its own in each tunnel, grammar, entropy |
//! | `error/` | envelope, status, code, escaping |
//! | `state/` | described after it was made, gone after it was deleted, races |
//! | `auth/` | signatures of version 2 and 4 |
//! | `parser/` | what a parser must read, must refuse, and may decide |
//!
//! [`check::catalogue`] and [`check::parser::CATALOGUE`] are the lists; [`page::coverage`] goes through the page clause by clause.
//! [`reference::Reference`] is an endpoint that conforms, and misbehaves in one way if asked to: what proves that a check can fail.
//!
//! # Features
//!
//! | feature | what |
//! |---|---|
//! | `cli` (default) | the command line tool, endpoints over HTTP, and all reports |
//! | `proptest` | strategies for requests and documents |
//!
//! Without any feature: parsing, generating, judging, checks, the embedded endpoint, and the trials for `cargo test`.

#[doc(hidden)]
pub mod atomic_file;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod baseline;
#[doc(hidden)]
pub mod clock;
#[doc(hidden)]
pub mod document;
pub mod endpoint;
#[doc(hidden)]
pub mod evidence;
#[doc(hidden)]
pub mod exchange;
#[doc(hidden)]
pub mod finding;
#[doc(hidden)]
pub mod generate;
#[doc(hidden)]
pub mod harness;
pub mod parser;
pub mod reference;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod request;
#[doc(hidden)]
pub mod rule;
#[doc(hidden)]
pub mod run;
#[doc(hidden)]
pub mod secret;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod snapshot;
#[doc(hidden)]
pub mod spec;
#[doc(hidden)]
pub mod suite;
#[doc(hidden)]
pub mod xml;

pub use endpoint::Endpoint;
pub use exchange::Exchange;
pub use finding::{Finding, Verdict};
pub use parser::Parser;
pub use request::Case;
pub use rule::Check;
