//! The types of the `http` crate: they hold fewer requests than the harness makes, and normalise what they hold.

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::exchange::{HttpRequest, TransportError};

/// The error for what cannot be carried.
pub(super) fn altered(what: impl Into<String>) -> TransportError {
    TransportError::Altered(what.into())
}

/// The method, where it is one of HTTP.
pub(super) fn method(request: &HttpRequest) -> Result<Method, TransportError> {
    Method::from_bytes(request.method.as_bytes()).map_err(|_| altered("the method"))
}

/// The headers. The message has to be one whose body ends where its headers say, since the sender frames it anew.
pub(super) fn headers(request: &HttpRequest) -> Result<HeaderMap, TransportError> {
    let mut headers = HeaderMap::new();
    for (name, value) in &request.headers {
        let carried = HeaderName::from_bytes(name.as_bytes())
            .ok()
            .zip(HeaderValue::from_bytes(value).ok())
            .ok_or_else(|| altered(format!("the header {name:?}")))?;
        headers.append(carried.0, carried.1);
    }
    let length = request.body.len().to_string();
    let framed = match request.header("content-length") {
        Some(value) => value == length.as_bytes(),
        None => request.body.is_empty(),
    };
    if !framed || request.header("transfer-encoding").is_some() {
        return Err(altered("the message framing"));
    }
    Ok(headers)
}

/// Names and values in order.
pub(super) fn pairs(headers: &HeaderMap) -> Vec<(String, Vec<u8>)> {
    let pair = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.as_str().to_owned(), value.as_bytes().to_vec())
    };
    headers.iter().map(pair).collect()
}
