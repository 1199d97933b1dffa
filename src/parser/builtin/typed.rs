//! The typed parser of this project, field by field.

use std::borrow::Cow;

use crate::document::model::schema::schema;
use crate::document::model::{
    Bgp, Carried, CloudWatchLogOptions, Configuration, DeadPeerDetection, ErrorEnvelope, Errors,
    Ike, InsideAddress, InsideIpv6Address, Ipsec, LogOptions, Options, OutsideAddress, Response,
    Route, ServiceError, Side, Tag, Telemetry, Text, Tunnel, TunnelOption, Value, VpnConnection,
};
use crate::document::parse;
use crate::document::parse::{ErrorKind, Part};
use crate::generate::document::field::Value as Found;
use crate::generate::document::field::{CONFIGURATION, Fields, RESPONSE, TUNNEL, Target};
use crate::parser::{Input, Outcome};
use crate::secret::Secret;
use crate::xml::Limits;

/// Reads the fields of a document; message framing and status are looked at.
pub(super) fn parse(input: &Input<'_>) -> Outcome {
    if !input.framing.is_whole() {
        return refused("broken framing");
    }
    let limits = Limits::default();
    let read = match input.target {
        Target::Configuration => parse::configuration_body(input.body, &limits).map(configuration),
        Target::Response => return response_or_error(input, &limits),
    };
    read.map_or_else(|error| reject(&error), Outcome::Accept)
}

/// Reads the fields of the configuration inside a response.
pub(super) fn pipeline(input: &Input<'_>) -> Outcome {
    match parse::exchange(input.body, &Limits::default()) {
        Ok(parsed) => match parsed.configuration {
            Some(read) => Outcome::Accept(configuration(read)),
            None => refused("no configuration"),
        },
        Err(error) => reject(&error),
    }
}

fn response_or_error(input: &Input<'_>, limits: &Limits) -> Outcome {
    // The configuration is read too, where it stands; but one that is broken is text like any other.
    let read = match parse::exchange(input.body, limits) {
        Ok(parsed) => Ok(parsed.response),
        Err(error) if error.part != Part::Body => parse::response(input.body, limits),
        Err(error) => Err(error),
    };
    match read {
        Ok(response) if input.status == 200 => match &response.vpn_connection {
            Some(connection) => Outcome::Accept(fields(&response, connection)),
            None => refused("no vpnConnection"),
        },
        Ok(_) => refused("unexpected document"),
        Err(error) if error.kind == ErrorKind::Root => {
            match parse::error_envelope(input.body, limits) {
                Ok(envelope) => Outcome::ServiceError {
                    code: code(envelope),
                },
                Err(error) => reject(&error),
            }
        }
        Err(error) => reject(&error),
    }
}

fn reject(error: &parse::Error) -> Outcome {
    match error.kind {
        ErrorKind::Xml(kind) => refused(&format!("{kind:?}")),
        ErrorKind::Root => refused("unexpected document"),
        kind => refused(&format!("{kind:?}")),
    }
}

fn refused(class: &str) -> Outcome {
    Outcome::Reject {
        class: class.to_owned(),
    }
}

fn code(envelope: ErrorEnvelope<'_>) -> Option<String> {
    let error = envelope.errors?.error.into_iter().next()?;
    Some(error.code?.into_owned())
}

fn fields(response: &Response<'_>, connection: &VpnConnection<'_>) -> Fields {
    let mut fields = select(connection, RESPONSE);
    fields.insert("requestId".into(), response.select("requestId"));
    let tags = connection.tag_set.as_ref().map_or(Found::Absent, |tags| {
        Found::List(
            tags.iter()
                .map(|tag| select(tag, &["key", "value"]))
                .collect(),
        )
    });
    fields.insert("tagSet".into(), tags);
    fields
}

fn configuration(configuration: Configuration<'_>) -> Fields {
    let mut fields = select(&configuration, CONFIGURATION);
    fields.insert("id".into(), configuration.id.select(""));
    let tunnels = configuration.tunnels.iter().map(|tunnel| {
        let mut fields = select(tunnel, TUNNEL);
        fields.retain(|_, value| *value != Found::Absent);
        fields
    });
    fields.insert("tunnels".into(), Found::List(tunnels.collect()));
    fields
}

fn select(from: &impl Select, paths: &[&'static str]) -> Fields {
    let values = paths
        .iter()
        .map(|path| (Cow::Borrowed(*path), from.select(path)));
    values.collect()
}

/// What has fields by the path of their elements.
trait Select {
    fn select(&self, path: &str) -> Found;
}

impl Select for Text<'_> {
    fn select(&self, _: &str) -> Found {
        Found::Text(Cow::Owned(self.to_string()))
    }
}

impl Select for Secret<'_> {
    fn select(&self, _: &str) -> Found {
        Found::Text(Cow::Owned(self.expose().to_owned()))
    }
}

impl Select for Carried<'_> {
    fn select(&self, _: &str) -> Found {
        Found::Text(Cow::Owned(self.expose().into_owned()))
    }
}

impl<T: Select> Select for Option<T> {
    fn select(&self, path: &str) -> Found {
        self.as_ref()
            .map_or(Found::Absent, |field| field.select(path))
    }
}

/// A list has no name of its own in a path.
impl<T> Select for Vec<T> {
    fn select(&self, _: &str) -> Found {
        Found::Absent
    }
}

macro_rules! select {
    ($($name:ident { $($element:literal => $field:ident,)* })*) => {$(
        impl Select for $name<'_> {
            fn select(&self, path: &str) -> Found {
                let (name, rest) = path.split_once('/').unwrap_or((path, ""));
                match name {
                    $($element => self.$field.select(rest),)*
                    _ => Found::Absent,
                }
            }
        }
    )*};
}

schema!(select);
