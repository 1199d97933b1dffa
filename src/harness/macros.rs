//! `main` of test targets.

/// Makes `main` of a test target with `harness = false`: one trial for each rule against a server.
///
/// The expression makes the [`Endpoint`](crate::Endpoint); it is evaluated once, when the first trial runs. What follows
/// are methods of [`Harness`](crate::Harness) with their argument.
///
/// ```toml
/// [dev-dependencies]
/// vpnconform = { version = "0.1", default-features = false }
///
/// [[test]]
/// name = "conformance"
/// harness = false
/// ```
///
/// ```
/// // tests/conformance.rs
/// use vpnconform::reference::Reference;
///
/// vpnconform::endpoint_trials!(
///     Reference::default(),
///     skip = "request/*",
///     known = [("error/envelope", "errors are JSON until issue 12 is closed")],
/// );
/// # // A doc test has a `main` around this; `tests/trials` of the project runs such trials.
/// # fn unused() { let _ = main; }
/// ```
///
/// `cargo test --test conformance` shows a line for each rule; `cargo test --test conformance key` those whose id has
/// `key` in it, with the same verdicts.
#[macro_export]
macro_rules! endpoint_trials {
    ($endpoint:expr $(, $method:ident = $value:expr)* $(,)?) => {
        fn main() {
            $crate::Harness::endpoint(|| $endpoint)$(.$method($value))*.test()
        }
    };
}

/// Makes `main` of a test target with `harness = false`: one trial for each rule against a parser.
///
/// The expression makes the [`Parser`](crate::Parser), in a process of its own: a parser that hangs, overflows the stack
/// or takes all memory fails its trials and no others. What follows are methods of [`Harness`](crate::Harness) with their
/// argument.
///
/// ```
/// // tests/conformance.rs
/// use std::collections::BTreeMap;
///
/// use vpnconform::{Input, ParseOutcome, Parser, Target, Value, parser_from_fn};
///
/// fn mine() -> impl Parser {
///     parser_from_fn("mine", &[Target::Configuration], read)
/// }
///
/// fn read(input: &Input<'_>) -> ParseOutcome {
///     // Whatever your parser calls an error is a rejection.
///     let rejected = |class: &str| ParseOutcome::Reject { class: class.to_owned() };
///     let Ok(text) = std::str::from_utf8(input.body) else { return rejected("encoding") };
///     let Ok(document) = roxmltree::Document::parse(text) else { return rejected("xml") };
///     let root = document.root_element();
///     if !root.has_tag_name("vpn_connection") {
///         return rejected("root");
///     }
///     // Only what is returned here is compared.
///     let id = root.attribute("id").map(str::to_owned);
///     let id = id.map_or(Value::Absent, |id| Value::Text(id.into()));
///     ParseOutcome::Accept(BTreeMap::from([("id".into(), id)]))
/// }
///
/// vpnconform::parser_trials!(
///     mine(),
///     known = [("parser/utf-16-read", "our HTTP client decodes before")],
/// );
/// # fn unused() { let _ = main; }
/// ```
#[macro_export]
macro_rules! parser_trials {
    ($parser:expr $(, $method:ident = $value:expr)* $(,)?) => {
        fn main() {
            $crate::Harness::parser(|| $parser)$(.$method($value))*.test()
        }
    };
}
