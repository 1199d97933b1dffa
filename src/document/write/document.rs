//! The model as a document, in the order of the schema.

use crate::document::model::schema::schema;
use crate::document::model::{
    Bgp, Carried, CloudWatchLogOptions, Configuration, DeadPeerDetection, ErrorEnvelope, Errors,
    Ike, InsideAddress, InsideIpv6Address, Ipsec, LogOptions, Options, OutsideAddress, Response,
    Route, ServiceError, Side, Tag, Telemetry, Text, Tunnel, TunnelOption, Value, VpnConnection,
};
use crate::document::write::style::{Escape, Namespace, Style};
use crate::secret::Secret;

/// Writes a response.
pub fn response(response: &Response<'_>, style: &Style) -> Vec<u8> {
    let namespace = response.namespace.as_deref().unwrap_or_default();
    let prefix = match style.namespace {
        Namespace::Prefixed if !namespace.is_empty() => "ec2:",
        _ => "",
    };
    let attribute = match prefix {
        "" => "xmlns",
        _ => "xmlns:ec2",
    };
    let attribute = Some((attribute, namespace)).filter(|_| !namespace.is_empty());
    let mut writer = Writer::new(style, prefix);
    writer.root("CreateVpnConnectionResponse", attribute, response);
    writer.out.into_bytes()
}

/// Writes a configuration, to be escaped or not.
pub fn configuration(configuration: &Configuration<'_>, style: &Style) -> String {
    let attribute = configuration.id.as_deref().map(|id| ("id", id));
    let mut writer = Writer::new(style, "");
    writer.root("vpn_connection", attribute, configuration);
    writer.out
}

/// Writes an error envelope as the service does.
pub fn error_envelope(envelope: &ErrorEnvelope<'_>) -> Vec<u8> {
    let style = Style::default();
    let mut writer = Writer::new(&style, "");
    writer.root("Response", None, envelope);
    writer.out.into_bytes()
}

/// The content of an element.
trait Content {
    fn write(&self, writer: &mut Writer<'_>);
}

/// What becomes elements of one name, none, one or several.
trait Field {
    fn write(&self, name: &str, writer: &mut Writer<'_>);
}

/// A member of a list.
trait Item: Content {
    fn write_item(&self, writer: &mut Writer<'_>) {
        self.write(writer);
    }
}

struct Writer<'s> {
    out: String,
    style: &'s Style,
    prefix: &'static str,
    depth: usize,
    /// Whether the element that is open has child elements.
    nests: bool,
}

impl<'s> Writer<'s> {
    fn new(style: &'s Style, prefix: &'static str) -> Self {
        Self {
            out: String::new(),
            style,
            prefix,
            depth: 0,
            nests: false,
        }
    }

    fn root(&mut self, name: &str, attribute: Option<(&str, &str)>, content: &impl Content) {
        self.out
            .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        if self.style.indentation.is_some() {
            self.out.push('\n');
        }
        self.out += &format!("<{}{name}", self.prefix);
        if let Some((attribute, value)) = attribute {
            self.out += &format!(" {attribute}=\"");
            for c in value.chars() {
                match c {
                    '\t' | '\n' | '\r' => {
                        self.out += &format!("&#{};", u32::from(c));
                    }
                    c => Escape::Entities.push(&mut self.out, c.encode_utf8(&mut [0; 4])),
                }
            }
            self.out.push('"');
        }
        self.out.push('>');
        self.inside(content);
        self.out += &format!("</{}{name}>", self.prefix);
    }

    fn element(&mut self, name: &str, content: &impl Content) {
        self.indent();
        self.out += &format!("<{}{name}>", self.prefix);
        self.inside(content);
        self.out += &format!("</{}{name}>", self.prefix);
        self.nests = true;
    }

    fn inside(&mut self, content: &impl Content) {
        self.depth += 1;
        self.nests = false;
        content.write(self);
        self.depth -= 1;
        if self.nests {
            self.indent();
        }
    }

    fn indent(&mut self) {
        if let Some(width) = self.style.indentation {
            self.out.push('\n');
            self.out
                .extend(std::iter::repeat_n(' ', width * self.depth));
        }
    }
}

impl<C: Content> Field for Option<C> {
    fn write(&self, name: &str, writer: &mut Writer<'_>) {
        if let Some(content) = self {
            writer.element(name, content);
        }
    }
}

impl<C: Content> Field for Vec<C> {
    fn write(&self, name: &str, writer: &mut Writer<'_>) {
        self.iter().for_each(|one| writer.element(name, one));
    }
}

impl Content for Text<'_> {
    fn write(&self, writer: &mut Writer<'_>) {
        Escape::Minimal.push(&mut writer.out, self);
    }
}

impl Content for Secret<'_> {
    fn write(&self, writer: &mut Writer<'_>) {
        Escape::Minimal.push(&mut writer.out, self.expose());
    }
}

impl Content for Carried<'_> {
    fn write(&self, writer: &mut Writer<'_>) {
        writer.style.escape.push(&mut writer.out, &self.expose());
    }
}

impl<I: Item> Content for Vec<I> {
    fn write(&self, writer: &mut Writer<'_>) {
        self.iter()
            .for_each(|one| writer.element("item", &Listed(one)));
    }
}

/// A member of a list on its way out.
struct Listed<'a, I>(&'a I);

impl<I: Item> Content for Listed<'_, I> {
    fn write(&self, writer: &mut Writer<'_>) {
        self.0.write_item(writer);
    }
}

impl Item for Tag<'_> {}
impl Item for Telemetry<'_> {}
impl Item for Route<'_> {}
impl Item for TunnelOption<'_> {}
impl Item for Text<'_> {
    fn write_item(&self, writer: &mut Writer<'_>) {
        writer.element("value", self);
    }
}

macro_rules! write_fields {
    ($($name:ident { $($element:literal => $field:ident,)* })*) => {$(
        impl Content for $name<'_> {
            fn write(&self, writer: &mut Writer<'_>) {
                $(self.$field.write($element, writer);)*
            }
        }
    )*};
}

schema!(write_fields);
