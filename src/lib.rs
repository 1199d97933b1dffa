//! Conformance and fuzz tests for the Amazon EC2 Query API action
//! [`CreateVpnConnection`](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpnConnection.html), API version
//! 2012-04-01 and the 25 other versions from 2009-07-15 to 2016-11-15: for servers that implement it, and for parsers of
//! its responses and of the escaped `customerGatewayConfiguration` inside.
//!
//! The same suite is a command line tool: `vpnconform endpoint URL`, `vpnconform parser -- COMMAND`.
//!
//! # Test a server
//!
//! A server is an [`Endpoint`]: a type of yours in the same process, `TowerEndpoint` over a router (feature `tower`),
//! `HttpEndpoint` for a URL (feature `cli`), or `ReqwestEndpoint` over a client with your proxies and certificates (feature
//! `reqwest`).
//!
//! ```
//! use vpnconform::{Endpoint, Harness, HttpRequest, HttpResponse, TransportError};
//!
//! struct Emulator;
//!
//! impl Endpoint for Emulator {
//!     fn send(&self, _request: &HttpRequest) -> Result<HttpResponse, TransportError> {
//!         // Pass the request to your router. This one has no routes yet.
//!         Ok(HttpResponse { status: 404, headers: Vec::new(), body: Vec::new() })
//!     }
//!     fn name(&self) -> String {
//!         "my emulator".to_owned()
//!     }
//! }
//!
//! let report = Harness::endpoint(|| Emulator).only("response/*").run();
//! assert!(!report.conforms());
//! println!("{report}"); // nothing could be created, so the rules are blocked: that is never a pass
//! ```
//!
//! With [`endpoint_trials!`] it is a test target with one trial for each rule; the folder `examples/emulator` is a crate
//! that has one.
//!
//! # Test a parser
//!
//! A [`Parser`] takes a document and returns what it read: a function ([`parser_from_fn()`]) or a type of yours. Parsers in
//! other languages are tested by the command line, through an adapter.
//!
//! ```
//! use vpnconform::{Harness, ParseOutcome, Target, Value, Verdict, parser_from_fn};
//!
//! // Looks for the first id, and for nothing else: such a parser accepts a document that is cut short.
//! let parser = || {
//!     parser_from_fn("mine", &[Target::Configuration], |input| {
//!         let text = String::from_utf8_lossy(input.body);
//!         match text.split_once("id=\"").and_then(|(_, rest)| rest.split_once('"')) {
//!             Some((id, _)) => ParseOutcome::Accept([("id".into(), Value::Text(id.to_owned().into()))].into()),
//!             None => ParseOutcome::Reject { class: "no id".to_owned() },
//!         }
//!     })
//! };
//! let report = Harness::parser(parser).only("parser/truncation-rejected").run();
//! assert_eq!(report.total(Verdict::Fail), 1);
//! ```
//!
//! With [`parser_trials!`] it is a test target whose parser runs in a process of its own; the folder `examples/reader` is a
//! crate that has one.
//!
//! # Rules
//!
//! | family | subject |
//! |---|---|
//! | `request/` | requests that must be accepted, and requests that must be rejected although their control request is accepted |
//! | `response/` | well-formedness, namespace and schema of the API version, ids, echoed parameters, state |
//! | `configuration/` | the inner document: tunnels, addresses, algorithms, agreement with the response |
//! | `secret/` | pre-shared keys: unique per tunnel, grammar, entropy |
//! | `error/` | envelope, status, code, escaping |
//! | `state/` | described after creation, gone after deletion, races |
//! | `auth/` | signatures of version 2 and 4 |
//! | `parser/` | documents that a parser must accept, must reject, or may treat either way |
//!
//! `vpnconform list` prints them, `vpnconform explain ID` says why one matters. [`Reference`] is a server that conforms,
//! and that has one named fault if asked to: the proof that each rule can fail.
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `cli` (default) | the command line tool, `HttpEndpoint`, all report formats, `baseline` |
//! | `baseline` | files of known failures |
//! | `tower` | `TowerEndpoint` |
//! | `reqwest` | `ReqwestEndpoint` |
//! | `proptest` | strategies for requests and documents |
//!
//! Without any feature the crate has the rules, the reference and the trials, and about 20 dependencies.

#[doc(hidden)]
pub mod atomic_file;
#[cfg(feature = "baseline")]
#[doc(hidden)]
pub mod baseline;
#[doc(hidden)]
pub mod bounded_file;
#[doc(hidden)]
pub mod clock;
#[doc(hidden)]
pub mod document;
#[doc(hidden)]
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
pub mod glob;
#[doc(hidden)]
pub mod harness;
#[doc(hidden)]
pub mod parser;
#[doc(hidden)]
pub mod reference;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod request;
#[doc(hidden)]
pub mod rule;
#[doc(hidden)]
pub mod run;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod saved;
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
pub mod untrusted;
#[doc(hidden)]
pub mod xml;

pub use endpoint::Endpoint;
#[cfg(feature = "cli")]
pub use endpoint::http::HttpEndpoint;
#[cfg(feature = "reqwest")]
pub use endpoint::reqwest::ReqwestEndpoint;
#[cfg(feature = "tower")]
pub use endpoint::tower::TowerEndpoint;
pub use exchange::{HttpRequest, HttpResponse, TransportError};
pub use finding::{Finding, Level, Position, Verdict};
pub use generate::document::field::{Fields, Target, Value};
pub use harness::{Harness, ParserUnderTest, Report, ServerUnderTest};
pub use parser::from_fn as parser_from_fn;
pub use parser::from_fn::FromFn;
pub use parser::{Hello, Input, Outcome as ParseOutcome, Parser};
pub use reference::Reference;
pub use suite::report::CheckResult;
