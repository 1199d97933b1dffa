//! The query protocol: requests, errors, authentication, and the form of values.

use super::Certainty::Authoritative;
use super::Certainty::Inferred;
use super::Certainty::Observed;
use super::Clause;
use super::facts;

pub(super) const CLAUSES: &[Clause] = &[
    Clause::new(
        "wire/get-and-post",
        facts("3.1", "verbs"),
        Authoritative,
        "A request is a GET with a query string or a POST with the same text as a form in its body.",
    ),
    Clause::new(
        "wire/action",
        facts("3.2", "Action; section 4, InvalidAction"),
        Authoritative,
        "Action is required and names an action of the service, spelled exactly.",
    ),
    Clause::new(
        "wire/version",
        facts("3.2", "Version; section 4, NoSuchVersion"),
        Authoritative,
        "Version is required and names an API version of the service.",
    ),
    Clause::new(
        "wire/percent-encoding",
        facts("3.2", "values are URL-encoded"),
        Authoritative,
        "Names and values are percent-encoded; every encoding of the same text means the same.",
    ),
    Clause::new(
        "wire/order",
        facts("3.3", "canonical form"),
        Inferred,
        "The order of the parameters has no meaning: signing sorts them, sending need not.",
    ),
    Clause::new(
        "wire/names-case-sensitive",
        facts("3.5", "case"),
        Observed,
        "Names of parameters are compared with regard to case.",
    ),
    Clause::new(
        "wire/unknown-names",
        facts("3.5", "UnknownParameter"),
        Observed,
        "A parameter that the action does not have is an error.",
    ),
    Clause::new(
        "wire/later-names",
        facts("3.5", "parameter of a newer version"),
        Observed,
        "A parameter that only a later version has is as unknown as any other.",
    ),
    Clause::new(
        "wire/duplicates",
        facts("8", "duplicate keys"),
        Inferred,
        "Nothing public says what the same name twice means.",
    ),
    Clause::new(
        "wire/empty-values",
        facts("8", "empty-value handling"),
        Inferred,
        "Nothing public says whether a required parameter with an empty value is there.",
    ),
    Clause::new(
        "wire/booleans",
        facts("3.4", "booleans"),
        Authoritative,
        "Options.StaticRoutesOnly takes true and false, from 2012-08-15 on.",
    )
    .untestable("the version of the page has no parameter of this kind, and later ones are read but not tested"),
    Clause::new(
        "wire/lists",
        facts("3.4", "lists"),
        Authoritative,
        "Lists are written flat and counted from 1: Name.1, Name.2.",
    ),
    Clause::new(
        "wire/static-routes-before-options",
        facts("2", "2012-08-15"),
        Authoritative,
        "Before 2012-08-15 routing is always dynamic.",
    )
    .untestable("there is nothing to ask for: the parameter that would choose does not exist yet"),
    Clause::new(
        "wire/id-format",
        facts("7", "short and long form"),
        Authoritative,
        "An id is its prefix, a hyphen, and 8 or (in later years) 17 lower-case hexadecimal digits.",
    ),
    Clause::new(
        "wire/state-values",
        facts("1.3", "state"),
        Authoritative,
        "state is pending, available, deleting or deleted.",
    ),
    Clause::new(
        "wire/state-pending",
        facts("1.3", "state in examples of this action"),
        Observed,
        "A connection that was just made is pending.",
    ),
    Clause::new(
        "wire/key-grammar",
        facts("6", "PreSharedKey"),
        Authoritative,
        "A pre-shared key has 8 to 64 letters, digits, dots and underscores and does not start with 0.",
    ),
    Clause::new(
        "wire/body-xml",
        facts("3.6", "body"),
        Authoritative,
        "The body of every answer is a well-formed XML document.",
    ),
    Clause::new(
        "wire/content-type",
        facts("3.6", "Content-Type"),
        Observed,
        "Answers and errors are text/xml with the character set UTF-8.",
    ),
    Clause::new(
        "wire/encoding",
        facts("3.6", "Content-Type and declaration"),
        Observed,
        "The encoding of the body is the one that header and declaration name.",
    ),
    Clause::new(
        "wire/content-length",
        facts("3.6", "content-length"),
        Observed,
        "Where a length is stated, it is that of the body.",
    ),
    Clause::new(
        "wire/signature-2",
        facts("3.3", "Signature Version 2"),
        Authoritative,
        "Requests are signed with Signature Version 2.",
    ),
    Clause::new(
        "wire/timestamp-xor-expires",
        facts("3.2", "Timestamp xor Expires"),
        Authoritative,
        "A signed request has either Timestamp or Expires, and not both.",
    ),
    Clause::new(
        "wire/signature-4",
        facts("3.2", "modern edition"),
        Observed,
        "Later services take Signature Version 4 as well.",
    ),
    Clause::new(
        "wire/signature-required",
        facts("3.2", "AWSAccessKeyId and Signature; section 4, AuthFailure"),
        Authoritative,
        "A request without a signature, or with one that is not right, is refused.",
    ),
    Clause::new(
        "wire/expiry",
        facts("4", "RequestExpired"),
        Observed,
        "A request that was signed more than 15 minutes ago is refused.",
    ),
    Clause::new(
        "error/status",
        facts("4", "HTTP class rule"),
        Authoritative,
        "An error of the client has a status of 400 to 499, one of the server 500 to 599.",
    ),
    Clause::new(
        "error/envelope",
        facts("3.7", "envelope"),
        Authoritative,
        "An error is a Response with Errors, Error, Code and Message.",
    ),
    Clause::new(
        "error/no-namespace",
        facts("3.7", "no xmlns"),
        Authoritative,
        "The elements of an error are in no namespace.",
    ),
    Clause::new(
        "error/request-id",
        facts("3.7", "RequestID"),
        Authoritative,
        "An error has a RequestID.",
    ),
    Clause::new(
        "error/codes",
        facts("4", "table"),
        Observed,
        "The code of an error is one that the service lists for such a case.",
    ),
    Clause::new(
        "error/precedence",
        facts("8", "error precedence"),
        Inferred,
        "Of several things wrong with one request, one is reported.",
    )
    .untestable("nothing public says which, so every request of ours has one thing wrong"),
];
