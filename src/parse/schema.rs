//! Reading by the schema.

use crate::model::Bgp;
use crate::model::CloudWatchLogOptions;
use crate::model::Configuration;
use crate::model::DeadPeerDetection;
use crate::model::ErrorEnvelope;
use crate::model::Errors;
use crate::model::Ike;
use crate::model::InsideAddress;
use crate::model::InsideIpv6Address;
use crate::model::Ipsec;
use crate::model::LogOptions;
use crate::model::Options;
use crate::model::OutsideAddress;
use crate::model::Response;
use crate::model::Route;
use crate::model::ServiceError;
use crate::model::Side;
use crate::model::Tag;
use crate::model::Telemetry;
use crate::model::Tunnel;
use crate::model::TunnelOption;
use crate::model::Value;
use crate::model::VpnConnection;
use crate::model::schema::schema;
use crate::parse::field::Content;
use crate::parse::field::Field;
use crate::parse::field::Found;
use crate::parse::field::Item;
use crate::parse::field::fill;
use crate::parse::field::next;
use crate::xml::reader::Broken;
use crate::xml::reader::Opened;
use crate::xml::reader::Reader;
use crate::xml::reader::spelling;

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
