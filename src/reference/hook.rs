//! Where a fault or a variant takes hold of the endpoint.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::exchange::{HttpResponse, TransportError};
use crate::reference::element::Element;
use crate::reference::query::Query;
use crate::reference::rules::Rules;
use crate::reference::state::{Connection, State};
use crate::reference::style::Style;
use crate::secret::Secret;
use crate::spec::version::ApiVersion;

/// One change of behaviour: exactly one of the points through which every request passes, in this order.
pub(crate) enum Hook {
    /// Turns a decision.
    Rules(fn(&mut Rules)),
    /// Changes a connection before it is kept.
    Made(fn(&mut Connection, &State)),
    /// Makes the key of each tunnel of a new connection out of the one drawn, the number of the tunnel and the state.
    Keys(fn(&str, usize, &State) -> String),
    /// Changes the configuration document, at create and at describe alike.
    Configuration(fn(&mut Element, &Connection)),
    /// Changes the last tunnel of the configuration document, at create and at describe alike.
    Tunnel(fn(&mut Element)),
    /// Changes the tree of an answer.
    Answer(Scope, fn(&mut Element, &Context<'_>)),
    /// Changes how an answer is put into characters.
    Style(Scope, fn(&mut Style)),
    /// Changes the finished response, or takes it away.
    Wire(Scope, Wire),
}

/// Changes the finished response, or takes it away.
pub(crate) type Wire = fn(HttpResponse, &Context<'_>) -> Result<HttpResponse, TransportError>;

/// Which answers a hook is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Every success.
    Accepted,
    /// Every answer.
    Any,
    /// A created VPN connection.
    Created,
    /// Described VPN connections.
    Described,
    /// Any other success.
    Other,
    /// A refusal.
    Refused,
}

/// What a hook may look at.
pub(crate) struct Context<'c> {
    pub(crate) method: &'c str,
    pub(crate) query: &'c Query,
    pub(crate) version: ApiVersion,
    pub(crate) request_id: &'c str,
    /// The connection that was created or found.
    pub(crate) connection: Option<&'c Connection>,
    pub(crate) state: &'c Mutex<State>,
}

impl Hook {
    /// Takes hold of a connection that is not kept yet.
    pub(crate) fn on_made(&self, connection: &mut Connection, state: &State) {
        match self {
            Self::Made(change) => change(connection, state),
            Self::Keys(make) => {
                for (number, tunnel) in connection.tunnels.iter_mut().enumerate() {
                    tunnel.key = Secret::new(make(tunnel.key.expose(), number, state));
                }
            }
            _ => {}
        }
    }
}

impl Context<'_> {
    /// The state, which must not be held when this is called.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The value of `Action`.
    pub(crate) fn action(&self) -> &str {
        self.query.value("Action").unwrap_or_default()
    }
}

impl Scope {
    /// Whether a hook for this scope is for an answer of that one.
    pub(crate) fn holds(self, answer: Self) -> bool {
        match self {
            Self::Any => true,
            Self::Accepted => answer != Self::Refused,
            one => one == answer,
        }
    }
}
