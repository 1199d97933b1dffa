//! How single fields are written, for `#[serde(with)]`.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::evidence::file::form::{ExchangeForm, ParameterForm};
use crate::exchange::Exchange;
use crate::request::Parameter;

/// Bytes as text where they are UTF-8, and as `{"b64": ".."}` where they are not.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Bytes<'b> {
    Text(Cow<'b, str>),
    Base64 { b64: String },
}

impl<'b> Bytes<'b> {
    fn of(bytes: &'b [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.into()),
            Err(_) => Self::Base64 {
                b64: STANDARD.encode(bytes),
            },
        }
    }

    fn read<E: Error>(self) -> Result<Vec<u8>, E> {
        match self {
            Self::Text(text) => Ok(text.into_owned().into_bytes()),
            Self::Base64 { b64 } => STANDARD.decode(b64).map_err(E::custom),
        }
    }
}

pub(super) mod bytes {
    use super::*;

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        Bytes::of(bytes).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        Bytes::deserialize(deserializer)?.read()
    }
}

pub(super) mod optional_bytes {
    use super::*;

    pub fn serialize<S: Serializer>(
        bytes: &Option<Vec<u8>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        bytes.as_deref().map(Bytes::of).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Vec<u8>>, D::Error> {
        let bytes = Option::<Bytes<'_>>::deserialize(deserializer)?;
        bytes.map(Bytes::read).transpose()
    }
}

pub(super) mod headers {
    use super::*;

    pub fn serialize<S: Serializer>(
        headers: &[(String, Vec<u8>)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(headers.iter().map(|(name, value)| (name, Bytes::of(value))))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(String, Vec<u8>)>, D::Error> {
        let headers = Vec::<(String, Bytes<'_>)>::deserialize(deserializer)?.into_iter();
        headers
            .map(|(name, value)| Ok((name, value.read()?)))
            .collect()
    }
}

pub(super) mod parameters {
    use super::*;

    #[derive(Serialize)]
    struct Written<'p>(#[serde(serialize_with = "ParameterForm::serialize")] &'p Parameter);

    #[derive(Deserialize)]
    struct Read(#[serde(with = "ParameterForm")] Parameter);

    pub fn serialize<S: Serializer>(
        parameters: &[Parameter],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(parameters.iter().map(Written))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Parameter>, D::Error> {
        let read = Vec::<Read>::deserialize(deserializer)?.into_iter();
        Ok(read.map(|read| read.0).collect())
    }
}

pub(super) mod shared_text {
    use super::*;

    pub fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        text.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(deserializer).map(Arc::from)
    }
}

pub(super) mod shared_exchange {
    use super::*;

    pub fn serialize<S: Serializer>(exchange: &Exchange, serializer: S) -> Result<S::Ok, S::Error> {
        ExchangeForm::serialize(exchange, serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Arc<Exchange>, D::Error> {
        ExchangeForm::deserialize(deserializer).map(Arc::new)
    }
}

pub(super) mod microseconds {
    use super::*;

    pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        whole.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_micros)
    }
}

pub(super) mod milliseconds {
    use super::*;

    pub fn serialize<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        let whole = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        whole.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_millis)
    }
}
