//! Reading by the schema.

use crate::document::model::schema::schema;
use crate::document::model::{
    Bgp, CloudWatchLogOptions, Configuration, DeadPeerDetection, ErrorEnvelope, Errors, Ike,
    InsideAddress, InsideIpv6Address, Ipsec, LogOptions, Options, OutsideAddress, Response, Route,
    ServiceError, Side, Tag, Telemetry, Tunnel, TunnelOption, Value, VpnConnection,
};
use crate::document::parse::field::{Content, Field, Found, Item, fill, next};
use crate::xml::reader::{Broken, Opened, Reader, spelling};

/// For each type: read its content, each field by its usual spelling in the usual order first, else by the general rules.
macro_rules! read {
    ($($name:ident { $($element:literal => $field:ident,)* })*) => {$(
        impl<'t> Content<'t> for $name<'t> {
            fn content<const ESCAPED: bool>(
                &mut self,
                reader: &mut Reader<'t, ESCAPED>,
                found: &mut Found<'t>,
            ) -> Result<(), Broken> {
                loop {
                    reader.space();
                    if reader.may_guess() {
                        let start = reader.at();
                        $(while self.$field.is_vacant() {
                            if self.$field.leaf(reader, spelling!($element)) {
                                reader.space();
                                continue;
                            }
                            match reader.open(spelling!($element)) {
                                Opened::No => break,
                                Opened::Empty => _ = self.$field.place(),
                                Opened::Content => {
                                    if let Some(place) = self.$field.place() {
                                        place.content(reader, found)?;
                                    }
                                    reader.close(spelling!($element))?;
                                }
                            }
                            reader.space();
                        })*
                        // Perhaps in another order.
                        if reader.at() > start && !reader.at_end() {
                            continue;
                        }
                    }
                    let Some(tag) = next(reader)? else {
                        return Ok(());
                    };
                    match tag.local {
                        $($element if tag.home && self.$field.is_vacant() => {
                            fill(&mut self.$field, reader, &tag, found)?;
                        })*
                        _ => reader.skip(tag)?,
                    }
                }
            }
        }
    )*};
}

schema!(read);

impl<'t> Item<'t> for Tag<'t> {}
impl<'t> Item<'t> for Telemetry<'t> {}
impl<'t> Item<'t> for Route<'t> {}
impl<'t> Item<'t> for TunnelOption<'t> {}
