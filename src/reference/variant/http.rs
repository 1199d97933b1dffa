//! The same documents under other headers and statuses.

use crate::reference::fault::with_header;
use crate::reference::hook::Hook::Wire;
use crate::reference::hook::Scope::{Any, Refused};
use crate::reference::variant::{Variant, variant};

pub(super) const VARIANTS: &[Variant] = &[
    variant(
        "header-names-lower-case",
        "writes header names in lower case",
        Wire(Any, |mut response, _| {
            for (name, _) in &mut response.headers {
                name.make_ascii_lowercase();
            }
            Ok(response)
        }),
    ),
    variant(
        "charset-quoted",
        "writes the character set in lower case and quotation marks",
        Wire(Any, |response, _| {
            Ok(with_header(
                response,
                "content-type",
                "text/xml; charset=\"utf-8\"",
            ))
        }),
    ),
    variant(
        "charset-absent",
        "does not name the character set in the header",
        Wire(Any, |response, _| {
            Ok(with_header(response, "content-type", "text/xml"))
        }),
    ),
    variant(
        "content-length-absent",
        "does not state the length, as with chunked transfer",
        Wire(Any, |mut response, _| {
            response
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
            Ok(response)
        }),
    ),
    variant(
        "headers-extra",
        "sends headers nobody asked for",
        Wire(Any, |mut response, _| {
            for (name, value) in [
                ("Date", "Tue, 01 May 2012 12:00:00 GMT"),
                ("Server", "vpnconform"),
                ("Vary", "Accept-Encoding"),
                ("Strict-Transport-Security", "max-age=31536000"),
            ] {
                response
                    .headers
                    .push((name.to_owned(), value.as_bytes().to_vec()));
            }
            Ok(response)
        }),
    ),
    variant(
        "request-id-header-absent",
        "names the request id in the body only",
        Wire(Any, |mut response, _| {
            response
                .headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("x-amzn-requestid"));
            Ok(response)
        }),
    ),
    variant(
        "status-404",
        "refuses with status 404 what does not exist, and with 403 everything else",
        Wire(Refused, |mut response, _| {
            let missing = response.body.windows(9).any(|w| w == b".NotFound");
            response.status = if missing { 404 } else { 403 };
            Ok(response)
        }),
    ),
];
