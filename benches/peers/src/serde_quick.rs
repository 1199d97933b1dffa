//! quick-xml with derived deserialisation.

use std::hint::black_box;

use crate::owned::Configuration;
use crate::owned::Response;
use crate::said;

pub fn read(body: &str) -> Result<usize, String> {
    let response: Response = quick_xml::de::from_str(body).map_err(said)?;
    let response = black_box(response);
    let connection = response.vpn_connection.ok_or("connection")?;
    let text = connection.customer_gateway_configuration.ok_or("configuration")?;
    let configuration: Configuration = quick_xml::de::from_str(&text).map_err(said)?;
    Ok(black_box(&configuration).tunnels.len())
}
