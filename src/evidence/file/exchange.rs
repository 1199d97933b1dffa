//! The file form of an exchange. It is made through a [`Redactor`] only, so no key reaches a disk.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::evidence::redact::Redactor;
use crate::exchange::{Exchange, HttpRequest, HttpResponse, TransportError};

/// Bytes as text where they are UTF-8, and as `{"b64": ".."}` where they are not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

/// An [`HttpRequest`] without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedRequest {
    /// The verb.
    pub method: String,
    /// Path and query.
    pub target: Bytes,
    /// Names and values in order.
    pub headers: Vec<(String, Bytes)>,
    /// Absent for GET.
    #[serde(default, skip_serializing_if = "Bytes::is_empty")]
    pub body: Bytes,
}

/// An [`HttpResponse`] without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedResponse {
    /// The status code.
    pub status: u16,
    /// Names and values in order.
    pub headers: Vec<(String, Bytes)>,
    /// The body after transfer decoding.
    #[serde(default, skip_serializing_if = "Bytes::is_empty")]
    pub body: Bytes,
}

/// An [`Exchange`] without secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedExchange {
    /// What was sent.
    pub request: SavedRequest,
    /// What came back.
    #[serde(flatten)]
    pub answer: Answer,
    /// Wall time of the last attempt, in microseconds.
    pub elapsed_us: u64,
    /// How many attempts were made.
    pub attempts: u32,
}

/// A response, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// There is one.
    Response(SavedResponse),
    /// There is none.
    TransportError(SavedError),
}

/// A [`TransportError`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "detail", rename_all = "kebab-case")]
pub enum SavedError {
    /// See [`TransportError::Altered`].
    Altered(String),
    /// See [`TransportError::Closed`].
    Closed(String),
    /// See [`TransportError::Connect`].
    Connect(String),
    /// See [`TransportError::NotHttp`].
    NotHttp(String),
    /// See [`TransportError::Timeout`]; in milliseconds.
    Timeout(u64),
    /// See [`TransportError::Tls`].
    Tls(String),
    /// See [`TransportError::TooLarge`].
    TooLarge(usize),
}

impl Bytes {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum BytesForm {
    Text(String),
    Base64 { b64: String },
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = match std::str::from_utf8(&self.0) {
            Ok(text) => BytesForm::Text(text.to_owned()),
            Err(_) => BytesForm::Base64 {
                b64: STANDARD.encode(&self.0),
            },
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match BytesForm::deserialize(deserializer)? {
            BytesForm::Text(text) => Ok(Self(text.into_bytes())),
            BytesForm::Base64 { b64 } => STANDARD
                .decode(b64)
                .map(Self)
                .map_err(serde::de::Error::custom),
        }
    }
}

impl SavedRequest {
    /// The request without secrets.
    pub fn new(request: &HttpRequest, redactor: &mut Redactor) -> Self {
        let request = redactor.request(request);
        Self {
            method: request.method,
            target: Bytes(request.target),
            headers: bytes_of(request.headers),
            body: Bytes(request.body),
        }
    }

    /// The request as it can be sent. What was redacted is not what was sent before.
    pub fn restore(self) -> HttpRequest {
        HttpRequest {
            method: self.method,
            target: self.target.0,
            headers: headers_of(self.headers),
            body: self.body.0,
        }
    }
}

impl SavedExchange {
    /// The exchange without secrets.
    pub fn new(exchange: &Exchange, redactor: &mut Redactor) -> Self {
        let answer = match &exchange.response {
            Ok(response) => {
                let response = redactor.response(response);
                Answer::Response(SavedResponse {
                    status: response.status,
                    headers: bytes_of(response.headers),
                    body: Bytes(response.body),
                })
            }
            Err(error) => Answer::TransportError(SavedError::new(error)),
        };
        Self {
            request: SavedRequest::new(&exchange.request, redactor),
            answer,
            elapsed_us: u64::try_from(exchange.elapsed.as_micros()).unwrap_or(u64::MAX),
            attempts: exchange.attempts,
        }
    }

    /// The exchange as the checks read it.
    pub fn restore(self) -> Exchange {
        Exchange {
            request: self.request.restore(),
            response: match self.answer {
                Answer::Response(response) => Ok(HttpResponse {
                    status: response.status,
                    headers: headers_of(response.headers),
                    body: response.body.0,
                }),
                Answer::TransportError(error) => Err(error.restore()),
            },
            elapsed: Duration::from_micros(self.elapsed_us),
            attempts: self.attempts,
        }
    }
}

impl std::fmt::Display for SavedError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.clone().restore().fmt(f)
    }
}

impl SavedError {
    fn new(error: &TransportError) -> Self {
        match error.clone() {
            TransportError::Altered(detail) => Self::Altered(detail),
            TransportError::Closed(detail) => Self::Closed(detail),
            TransportError::Connect(detail) => Self::Connect(detail),
            TransportError::NotHttp(detail) => Self::NotHttp(detail),
            TransportError::Timeout(limit) => {
                Self::Timeout(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX))
            }
            TransportError::Tls(detail) => Self::Tls(detail),
            TransportError::TooLarge(limit) => Self::TooLarge(limit),
        }
    }

    fn restore(self) -> TransportError {
        match self {
            Self::Altered(detail) => TransportError::Altered(detail),
            Self::Closed(detail) => TransportError::Closed(detail),
            Self::Connect(detail) => TransportError::Connect(detail),
            Self::NotHttp(detail) => TransportError::NotHttp(detail),
            Self::Timeout(limit) => TransportError::Timeout(Duration::from_millis(limit)),
            Self::Tls(detail) => TransportError::Tls(detail),
            Self::TooLarge(limit) => TransportError::TooLarge(limit),
        }
    }
}

fn bytes_of(headers: Vec<(String, Vec<u8>)>) -> Vec<(String, Bytes)> {
    headers.into_iter().map(|(n, v)| (n, Bytes(v))).collect()
}

fn headers_of(headers: Vec<(String, Bytes)>) -> Vec<(String, Vec<u8>)> {
    headers.into_iter().map(|(n, v)| (n, v.0)).collect()
}
