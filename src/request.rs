//! A generated request: its recipe, its exact wire bytes, and what the page says of them.

pub mod encoding;
pub mod expectation;
pub mod fixtures;
pub mod judge;

use crate::exchange::HttpRequest;
use crate::request::expectation::Expectation;
use crate::spec::version::ApiVersion;

/// How a request is put on the wire.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// GET with a query string, the page's own form.
    #[default]
    Get,
    /// POST with an `application/x-www-form-urlencoded` body.
    Post,
}

/// How one name or value is percent-encoded. All decode to the same text.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// Unreserved characters as they are, every other byte as upper-case `%XY`.
    #[default]
    Canonical,
    /// Every byte as upper-case `%XY`.
    Everything,
    /// As canonical, with lower-case hexadecimal digits.
    LowerHex,
    /// Every byte as lower-case `%xy`.
    EverythingLowerHex,
    /// As canonical, but a space is `+`.
    PlusForSpace,
    /// The bytes as they are, also where that breaks the query.
    Raw,
}

/// One `name=value` of the query, before encoding.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Parameter {
    /// The name.
    pub name: Vec<u8>,
    /// The value; `None` leaves out the equals sign too.
    pub value: Option<Vec<u8>>,
    /// How the name is written.
    pub name_encoding: Encoding,
    /// How the value is written.
    pub encoding: Encoding,
}

/// The recipe of a request: what a deviation edits before anything is encoded or signed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Draft {
    /// GET or POST.
    pub form: Form,
    /// The parameters in order, `Action` and `Version` included.
    pub parameters: Vec<Parameter>,
}

/// One request of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// A stable id: `check-id/name`, for instance `request/type-required/absent`.
    pub id: String,
    /// The recipe.
    pub draft: Draft,
    /// The name of the deviation from the twin, if this is not itself a valid request.
    pub deviation: Option<String>,
    /// The id of the valid twin that was sent before with the same fixtures.
    pub twin: Option<String>,
    /// The final bytes, signed where the target asks for that.
    pub request: HttpRequest,
    /// What the judge said of exactly these bytes.
    pub expectation: Expectation,
}

impl Parameter {
    /// A parameter in canonical encoding.
    pub fn new(name: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self {
            name: name.into(),
            value: Some(value.into()),
            name_encoding: Encoding::Canonical,
            encoding: Encoding::Canonical,
        }
    }
}

impl Draft {
    /// A request for any action, with `Action` and `Version` first and `parameters` after them.
    pub fn action(action: &str, version: ApiVersion, parameters: &[(&str, &str)]) -> Self {
        let head = [("Action", action), ("Version", version.as_str())];
        Self {
            form: Form::Get,
            parameters: head
                .iter()
                .chain(parameters)
                .map(|(n, v)| Parameter::new(*n, *v))
                .collect(),
        }
    }

    /// The page's example request (section Examples) for the given gateways.
    pub fn create_vpn_connection(
        version: ApiVersion,
        customer_gateway_id: &str,
        vpn_gateway_id: &str,
    ) -> Self {
        Self::action(
            "CreateVpnConnection",
            version,
            &[
                ("Type", "ipsec.1"),
                ("CustomerGatewayId", customer_gateway_id),
                ("VpnGatewayId", vpn_gateway_id),
            ],
        )
    }

    /// The first value of the parameter with exactly this name.
    pub fn value(&self, name: &str) -> Option<&[u8]> {
        self.parameters
            .iter()
            .find(|p| p.name == name.as_bytes())
            .and_then(|p| p.value.as_deref())
    }

    /// Sets the first parameter of this name, or appends one.
    pub fn set(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        match self
            .parameters
            .iter_mut()
            .find(|p| p.name == name.as_bytes())
        {
            Some(parameter) => parameter.value = Some(value.into()),
            None => self.parameters.push(Parameter::new(name, value)),
        }
    }

    /// Removes every parameter of this name.
    pub fn remove(&mut self, name: &str) {
        self.parameters.retain(|p| p.name != name.as_bytes());
    }
}
