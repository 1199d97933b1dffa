//! The documents: from their declaration to the last byte.

use std::borrow::Cow;

use crate::document::model::{Carried, Configuration, ErrorEnvelope, Response};
use crate::document::parse::error::Stopped;
use crate::document::parse::field::{Content, Found};
use crate::document::parse::{Error, Parsed, Way};
use crate::xml::reader::{Broken, Reader, Tag, spelling};
use crate::xml::{Limits, Source};

pub(super) fn exchange<'t>(
    way: Way,
    text: &'t str,
    source: &Source<'_>,
    limits: &Limits,
) -> Result<Parsed<'t>, Error> {
    let mut found = Found::looking();
    let response = whole_response(way, text, source, limits, &mut found);
    match (response, found.stopped) {
        (_, Some(stopped)) | (Err(stopped), None) => {
            Err(stopped.on_wire(|at| source.wire_offset(at)))
        }
        (Ok(response), None) => Ok(Parsed {
            response,
            configuration: found.configuration,
        }),
    }
}

pub(super) fn response<'t>(
    text: &'t str,
    source: &Source<'_>,
    limits: &Limits,
) -> Result<Response<'t>, Error> {
    whole_response(Way::Fast, text, source, limits, &mut Found::default())
        .map_err(|stopped| stopped.on_wire(|at| source.wire_offset(at)))
}

fn whole_response<'t>(
    way: Way,
    text: &'t str,
    source: &Source<'_>,
    limits: &Limits,
    found: &mut Found<'t>,
) -> Result<Response<'t>, Stopped> {
    let mut reader = Reader::new(text, 0, *limits, way == Way::Fast);
    let root = enter(&mut reader, |name| source.encoding.is_called(name))?;
    if root.local != "CreateVpnConnectionResponse" {
        return Err(Stopped::root(root.at));
    }
    let mut response = Response {
        namespace: namespace(&reader, &root),
        ..Response::default()
    };
    read(&mut reader, &root, &mut response, found)?;
    Ok(response)
}

pub(super) fn envelope<'t>(
    text: &'t str,
    source: &Source<'_>,
    limits: &Limits,
) -> Result<ErrorEnvelope<'t>, Error> {
    let read = || {
        let mut reader = Reader::new(text, 0, *limits, true);
        let root = enter(&mut reader, |name| source.encoding.is_called(name))?;
        if root.local != "Response" {
            return Err(Stopped::root(root.at));
        }
        let mut envelope = ErrorEnvelope::default();
        read(&mut reader, &root, &mut envelope, &mut Found::default())?;
        Ok(envelope)
    };
    read().map_err(|stopped| stopped.on_wire(|at| source.wire_offset(at)))
}

pub(super) fn configuration_body<'t>(
    text: &'t str,
    source: &Source<'_>,
    limits: &Limits,
) -> Result<Configuration<'t>, Error> {
    whole_configuration(text, Way::Fast, limits, |name| {
        source.encoding.is_called(name)
    })
    .map_err(|stopped| stopped.on_wire(|at| source.wire_offset(at)))
}

pub(super) fn configuration<'t>(
    document: &'t str,
    way: Way,
    limits: &Limits,
) -> Result<Configuration<'t>, Stopped> {
    // What has been decoded is in no encoding any more.
    whole_configuration(document, way, limits, |_| true)
}

fn whole_configuration<'t>(
    document: &'t str,
    way: Way,
    limits: &Limits,
    called: impl Fn(&str) -> bool,
) -> Result<Configuration<'t>, Stopped> {
    let mut reader = Reader::new(document, 0, *limits, way == Way::Fast);
    let root = enter(&mut reader, called)
        .map_err(|broken| Stopped::from(broken).at_beginning(document))?;
    if root.local != "vpn_connection" {
        return Err(Stopped::root(root.at));
    }
    let mut own = reader.attributes().iter();
    let id = own.find(|raw| raw.namespace.is_none() && raw.local == "id");
    let mut configuration = Configuration {
        id: id.map(|raw| raw.value.clone()),
        ..Configuration::default()
    };
    read(
        &mut reader,
        &root,
        &mut configuration,
        &mut Found::default(),
    )?;
    Ok(configuration)
}

/// The configuration in the content of the element that is open.
pub(super) fn carried<'t, const ESCAPED: bool>(
    reader: &mut Reader<'t, ESCAPED>,
    found: &mut Found<'t>,
) -> Result<Carried<'t>, Broken> {
    let start = reader.at();
    if found.looks && reader.may_guess() {
        let mut escaped = Reader::new(reader.source(), start, *reader.limits(), true);
        if let Ok(configuration) = in_place(&mut escaped) {
            found.configuration = Some(configuration);
            reader.go_to(escaped.at());
            let text = reader.source().get(start..escaped.at());
            return Ok(Carried::escaped(text.unwrap_or_default()));
        }
    }
    let text = reader.text()?;
    if found.looks && !text.is_empty() {
        let way = match reader.guesses() {
            true => Way::Fast,
            false => Way::General,
        };
        let read = match &text {
            Cow::Borrowed(text) => configuration(text, way, reader.limits()),
            Cow::Owned(text) => {
                configuration(text, way, reader.limits()).map(Configuration::into_owned)
            }
        };
        match read {
            Ok(configuration) => found.configuration = Some(configuration),
            Err(stopped) => {
                let mut again =
                    Reader::<false>::new(reader.source(), start, *reader.limits(), false);
                let origin = again.origin(stopped.at);
                found.stopped = Some(stopped.in_configuration(&text, origin));
                return Err(reader.surprise());
            }
        }
    }
    Ok(Carried::new(text))
}

/// An escaped document where it stands.
fn in_place<'t>(reader: &mut Reader<'t, true>) -> Result<Configuration<'t>, Broken> {
    let root = spelling!("vpn_connection");
    let mut configuration = Configuration {
        id: Some(Cow::Borrowed(reader.root(root, "id")?)),
        ..Configuration::default()
    };
    configuration.content(reader, &mut Found::default())?;
    reader.close(root)?;
    reader.rest_is_space()?;
    Ok(configuration)
}

/// The beginning of a document, up to and including the start tag of the root element.
fn enter<'t>(
    reader: &mut Reader<'t, false>,
    called: impl Fn(&str) -> bool,
) -> Result<Tag<'t>, Broken> {
    if !(called("UTF-8") && reader.usual_declaration()) {
        reader.declaration(called)?;
    }
    reader.prolog()?;
    reader.start_tag()
}

/// The rest of a document.
fn read<'t>(
    reader: &mut Reader<'t, false>,
    root: &Tag<'t>,
    document: &mut impl Content<'t>,
    found: &mut Found<'t>,
) -> Result<(), Broken> {
    if !root.empty {
        document.content(reader, found)?;
        reader.end_tag(root.name)?;
    }
    reader.epilog()
}

fn namespace<'t>(reader: &Reader<'t, false>, tag: &Tag<'t>) -> Option<Cow<'t, str>> {
    let namespace = tag.namespace?;
    Some(reader.namespace_name(namespace).clone())
}
