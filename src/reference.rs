//! The embedded endpoint: strict, complete for `CreateVpnConnection` and for what its set-up needs, and able to
//! misbehave in exactly one named way.
//!
//! It is what a run without a target tests, what the checks are tried on, and what `vpnconform serve` serves. It shares
//! no parser and no writer with the checks.
//!
//! ```
//! use vpnconform::Endpoint;
//! use vpnconform::exchange::HttpRequest;
//! use vpnconform::reference::Reference;
//!
//! let reference = Reference::default();
//! let answer = reference.send(&HttpRequest {
//!     method: "GET".into(),
//!     target: b"/?Action=DescribeVpnConnections&Version=2012-04-01".to_vec(),
//!     headers: Vec::new(),
//!     body: Vec::new(),
//! });
//! assert_eq!(answer.unwrap().status, 200);
//! ```

pub(crate) mod action;
pub(crate) mod auth;
mod configuration;
mod connection;
pub(crate) mod element;
pub mod fault;
mod filter;
pub(crate) mod gateway;
pub(crate) mod hook;
pub mod mutant;
mod one_connection;
pub(crate) mod query;
pub(crate) mod random;
pub(crate) mod refusal;
pub(crate) mod rules;
#[cfg(feature = "cli")]
pub mod serve;
pub(crate) mod state;
pub(crate) mod style;
mod transit;
pub(crate) mod tunnel;
pub mod variant;

use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::endpoint::{Endpoint, Line};
use crate::exchange::{HttpRequest, HttpResponse, TransportError};
use crate::reference::action::{Answer, Call};
use crate::reference::element::Element;
use crate::reference::fault::Fault;
use crate::reference::hook::{Context, Hook, Scope};
use crate::reference::mutant::{Active, Mutant};
use crate::reference::one_connection::OneConnection;
use crate::reference::query::Query;
use crate::reference::random::Random;
use crate::reference::refusal::Refusal;
use crate::reference::rules::Rules;
use crate::reference::state::{Connection, State};
use crate::reference::style::Style;
use crate::reference::variant::Variant;
use crate::secret::credentials::Credentials;
use crate::spec::version::ApiVersion;

/// How a [`Reference`] is to behave.
#[derive(Clone, Debug, Default)]
pub struct ReferenceOptions {
    /// Where ids, keys and addresses come from: the same seed gives the same ones in the same order.
    pub seed: u64,
    /// Asks for signatures that are made with these credentials. Without them signatures are not looked at.
    pub auth: Option<Credentials>,
    /// The region that signatures of version 4 must name; without it any is taken.
    pub region: Option<String>,
    /// In which ways it does not conform.
    pub faults: Vec<&'static Fault>,
    /// In which ways it differs and still conforms.
    pub variants: Vec<&'static Variant>,
    /// The systematic fault it has.
    pub mutant: Option<Mutant>,
}

/// The endpoint. Everything it keeps is in memory.
pub struct Reference {
    name: String,
    rules: Rules,
    auth: Option<Credentials>,
    region: Option<String>,
    hooks: Vec<&'static Hook>,
    mutant: Option<Active>,
    state: Mutex<State>,
    /// Apart from the state, so that what is made does not depend on how many requests came before.
    request_ids: Mutex<Random>,
}

impl Reference {
    /// An endpoint at which nothing exists yet.
    pub fn new(options: ReferenceOptions) -> Self {
        let mut name = String::from("reference");
        let mut hooks = Vec::new();
        for fault in options.faults {
            name = format!("{name} with fault {}", fault.id);
            hooks.push(&fault.hook);
        }
        for variant in options.variants {
            name = format!("{name} with variant {}", variant.id);
            hooks.push(&variant.hook);
        }
        if let Some(mutant) = &options.mutant {
            name = format!("{name} with mutant {mutant}");
        }
        let mut rules = Rules::STRICT;
        for hook in &hooks {
            if let Hook::Rules(change) = hook {
                change(&mut rules);
            }
        }
        Self {
            name,
            rules,
            auth: options.auth,
            region: options.region,
            hooks,
            mutant: options.mutant.map(Active::new),
            state: Mutex::new(State::new(options.seed)),
            request_ids: Mutex::new(Random::new(!options.seed)),
        }
    }

    /// An endpoint with one fault.
    pub fn with_fault(fault: &'static Fault) -> Self {
        Self::new(ReferenceOptions {
            faults: vec![fault],
            ..ReferenceOptions::default()
        })
    }

    /// An endpoint with one variant.
    pub fn with_variant(variant: &'static Variant) -> Self {
        Self::new(ReferenceOptions {
            variants: vec![variant],
            ..ReferenceOptions::default()
        })
    }

    /// How often a systematic fault has made it do something else.
    pub fn changed(&self) -> usize {
        self.mutant.as_ref().map_or(0, Active::changed)
    }

    /// Everything that decides on a request, up to the tree of the answer.
    fn decide(
        &self,
        request: &HttpRequest,
        before: Option<&Query>,
        seen: &mut Seen,
    ) -> Result<(String, Answer), Refusal> {
        seen.query = Query::read(request, &self.rules)?;
        if let Some(before) = before.filter(|_| self.rules.keeps_parameters) {
            seen.query.complete(before);
        }
        let mut query = seen.query.settle(&self.rules)?;
        if let Some(mutant) = &self.mutant {
            mutant.on_query(request, &mut query, &self.state)?;
        }
        let is_trusted = before.is_some() && self.rules.auth.trust_connection;
        if let Some(key) = self.auth.as_ref().filter(|_| !is_trusted) {
            let region = self.region.as_deref();
            // What was sent, not what is taken for it, was signed.
            auth::check(request, &seen.query, key, region, &self.rules)?;
        }
        let version = query.required("Version", &self.rules)?;
        seen.version = match version.parse() {
            Ok(version) => version,
            Err(_) if self.rules.any_version => ApiVersion::default(),
            Err(_) => return Err(Refusal::version(version)),
        };
        let name = query.required("Action", &self.rules)?;
        let action = action::find(&(self.rules.action)(name), seen.version)
            .ok_or_else(|| Refusal::action(name))?;
        let answer = action.call(&Call {
            query: &query,
            version: seen.version,
            rules: &self.rules,
            state: &self.state,
            hooks: &self.hooks,
        })?;
        Ok((action.root(), answer))
    }

    /// The answer as a tree, before anything is done to it as a whole.
    fn compose(&self, request: &HttpRequest, before: Option<&Query>) -> Composed {
        let request_id = self
            .request_ids
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .uuid();
        let mut seen = Seen::default();
        let decision = self.decide(request, before, &mut seen);
        let mut connection = None;
        let (scope, status, root) = match decision {
            Ok((name, answer)) => {
                let mut root = Element::new(&name).attribute("xmlns", &seen.version.namespace());
                root.push(Element::leaf("requestId", &*request_id));
                for element in answer.content {
                    root.push(element);
                }
                connection = answer.connection;
                (answer.scope, 200, root)
            }
            Err(refusal) => (
                Scope::Refused,
                refusal.status,
                refusal.envelope(&request_id),
            ),
        };
        let mut composed = Composed {
            scope,
            status,
            root,
            request_id,
            seen,
            connection,
        };
        if let Some(mutant) = &self.mutant {
            mutant.on_composed(request, &mut composed, &self.state);
        }
        composed
    }

    /// The answer to a request, with the one before it on the connection, if there was one.
    fn answer(
        &self,
        request: &HttpRequest,
        before: Option<&Query>,
    ) -> Result<HttpResponse, TransportError> {
        let Composed {
            scope,
            status,
            mut root,
            request_id,
            seen,
            connection,
        } = self.compose(request, before);
        let mut style = match scope {
            Scope::Refused => Style::ERROR,
            _ => Style::OUTER,
        };
        let context = Context {
            method: &request.method,
            query: &seen.query,
            version: seen.version,
            request_id: &request_id,
            connection: connection.as_ref(),
            state: &self.state,
        };
        for hook in &self.hooks {
            match hook {
                Hook::Configuration(change) => each_document(&mut root, &mut |document| {
                    if let Some(connection) = &connection {
                        change(document, connection);
                    }
                }),
                Hook::Tunnel(change) => each_document(&mut root, &mut |document| {
                    let tunnels = document.elements_mut().filter(|e| e.name == "ipsec_tunnel");
                    if let Some(tunnel) = tunnels.last() {
                        change(tunnel);
                    }
                }),
                Hook::Answer(wanted, change) if wanted.holds(scope) => change(&mut root, &context),
                Hook::Style(wanted, change) if wanted.holds(scope) => change(&mut style),
                _ => {}
            }
        }
        let body = root.document(&style).into_bytes();
        let mut response = HttpResponse {
            status,
            headers: vec![
                header("x-amzn-RequestId", &request_id),
                header("Content-Type", "text/xml;charset=UTF-8"),
                header("Content-Length", &body.len().to_string()),
            ],
            body,
        };
        for hook in &self.hooks {
            if let Hook::Wire(wanted, change) = hook
                && wanted.holds(scope)
            {
                response = change(response, &context)?;
            }
        }
        Ok(response)
    }
}

/// An answer before it is written.
struct Composed {
    scope: Scope,
    status: u16,
    root: Element,
    request_id: String,
    seen: Seen,
    /// The connection that was created or found.
    connection: Option<Connection>,
}

/// What was understood of a request, also where it was refused in the end.
#[derive(Default)]
struct Seen {
    query: Query,
    version: ApiVersion,
}

impl Endpoint for Reference {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        self.answer(request, None)
    }

    fn one_connection(&self) -> Option<Box<dyn Line + '_>> {
        Some(Box::new(OneConnection::new(self)))
    }

    fn name(&self) -> String {
        self.name.clone()
    }
}

impl Default for Reference {
    fn default() -> Self {
        Self::new(ReferenceOptions::default())
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The state holds pre-shared keys.
        f.debug_struct("Reference")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Calls back with every configuration document in the tree.
fn each_document(element: &mut Element, change: &mut dyn FnMut(&mut Element)) {
    for node in &mut element.children {
        match node {
            element::Node::Document(document) => change(document),
            element::Node::Element(child) => each_document(child, change),
            _ => {}
        }
    }
}

fn header(name: &str, value: &str) -> (String, Vec<u8>) {
    (name.to_owned(), value.as_bytes().to_vec())
}

#[cfg(test)]
mod tests;
