//! The query protocol: requests, errors, authentication, and the form of values.

use super::Grade::{Documented, Observed, Weak};
use super::{Clause, notes};

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "wire/get-and-post",
        notes("3.1-verbs"),
        Documented,
        "A request is a GET with a query string or a POST with the same text as a form in its body.",
    ),
    Clause::new(
        "wire/action",
        notes("3.2-action"),
        Documented,
        "Action is required and names an action of the service, spelled exactly.",
    ),
    Clause::new(
        "wire/version",
        notes("3.2-version"),
        Documented,
        "Version is required and names an API version of the service.",
    ),
    Clause::new(
        "wire/percent-encoding",
        notes("3.2-encoding"),
        Documented,
        "Names and values are percent-encoded; every encoding of the same text means the same.",
    ),
    Clause::new(
        "wire/order",
        notes("3.3-order"),
        Weak,
        "The order of parameters has no meaning: they are sorted for the signature, not for sending.",
    ),
    Clause::new(
        "wire/names-case-sensitive",
        notes("3.5-case"),
        Observed,
        "Parameter names are case-sensitive.",
    ),
    Clause::new(
        "wire/unknown-names",
        notes("3.5-unknown"),
        Observed,
        "A parameter that the action does not have is an error.",
    ),
    Clause::new(
        "wire/later-names",
        notes("3.5-later"),
        Observed,
        "A parameter that only a later version has counts as unknown.",
    ),
    Clause::new(
        "wire/duplicates",
        notes("8-duplicates"),
        Weak,
        "Nothing public says what the same name twice means.",
    ),
    Clause::new(
        "wire/empty-values",
        notes("8-empty"),
        Weak,
        "Nothing public says whether a required parameter with an empty value counts as present.",
    ),
    Clause::new(
        "wire/booleans",
        notes("3.4-booleans"),
        Documented,
        "Options.StaticRoutesOnly takes true and false, from 2012-08-15 on.",
    ),
    Clause::new(
        "wire/lists",
        notes("3.4-lists"),
        Documented,
        "Lists are written flat and counted from 1: Name.1, Name.2.",
    ),
    Clause::new(
        "wire/static-routes-before-options",
        notes("2-static-routes"),
        Documented,
        "Before 2012-08-15 routing is always dynamic.",
    )
    .untestable("there is nothing to ask for: the parameter that would choose does not exist yet"),
    Clause::new(
        "wire/id-format",
        notes("7-forms"),
        Documented,
        "An id is its prefix, a hyphen, and 8 or (in later years) 17 lower-case hexadecimal digits.",
    ),
    Clause::new(
        "wire/state-values",
        notes("1.3-state"),
        Documented,
        "state is pending, available, deleting or deleted.",
    ),
    Clause::new(
        "wire/state-pending",
        notes("1.3-pending"),
        Observed,
        "A new connection is pending.",
    ),
    Clause::new(
        "wire/key-grammar",
        notes("6-key"),
        Documented,
        "A pre-shared key has 8 to 64 letters, digits, dots and underscores and does not start with 0.",
    ),
    Clause::new(
        "wire/body-xml",
        notes("3.6-xml"),
        Documented,
        "The body of every answer is a well-formed XML document.",
    ),
    Clause::new(
        "wire/content-type",
        notes("3.6-content-type"),
        Observed,
        "Answers and errors are text/xml with the character set UTF-8.",
    ),
    Clause::new(
        "wire/encoding",
        notes("3.6-declaration"),
        Observed,
        "The encoding of the body is the one that header and declaration name.",
    ),
    Clause::new(
        "wire/content-length",
        notes("3.6-length"),
        Observed,
        "Content-Length, if present, is the length of the body.",
    ),
    Clause::new(
        "wire/signature-2",
        notes("3.3-canonical"),
        Documented,
        "Requests are signed with Signature Version 2.",
    ),
    Clause::new(
        "wire/timestamp-xor-expires",
        notes("3.2-time"),
        Documented,
        "A signed request has either Timestamp or Expires, and not both.",
    ),
    Clause::new(
        "wire/signature-4",
        notes("3.2-v4"),
        Observed,
        "Later services take Signature Version 4 as well.",
    ),
    Clause::new(
        "wire/signature-required",
        notes("3.2-credentials"),
        Documented,
        "A request without a signature, or with a wrong one, is refused.",
    ),
    Clause::new(
        "wire/expiry",
        notes("4-expired"),
        Observed,
        "A request that was signed more than 15 minutes ago is refused.",
    ),
    Clause::new(
        "error/status",
        notes("4-class"),
        Documented,
        "A client error has a status from 400 to 499, a server error from 500 to 599.",
    ),
    Clause::new(
        "error/envelope",
        notes("3.7-envelope"),
        Documented,
        "An error is a Response with Errors, Error, Code and Message.",
    ),
    Clause::new(
        "error/no-namespace",
        notes("3.7-namespace"),
        Documented,
        "The elements of an error are in no namespace.",
    ),
    Clause::new(
        "error/request-id",
        notes("3.7-request-id"),
        Documented,
        "An error has a RequestID.",
    ),
    Clause::new(
        "error/codes",
        notes("4-codes"),
        Observed,
        "The code of an error is one that the service lists for such a case.",
    ),
    Clause::new(
        "error/precedence",
        notes("8-precedence"),
        Weak,
        "If several things are wrong with a request, one is reported.",
    )
    .untestable("nothing public says which, so every request of ours has one thing wrong"),
];
