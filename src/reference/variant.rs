//! Ways to differ from the reference and to conform all the same. The variants themselves belong to the rules that could
//! wrongly fail on them.

use std::fmt;

use crate::reference::element::Element;
use crate::reference::hook::Hook;
use crate::spec::version::ApiVersion;

/// One way to differ.
pub struct Variant {
    /// A stable name.
    pub id: &'static str,
    /// What the endpoint does, in one sentence.
    pub summary: &'static str,
    /// The first version in which it makes a difference.
    pub since: Option<ApiVersion>,
    pub(crate) hook: Hook,
}

impl Variant {
    pub(crate) const fn new(id: &'static str, summary: &'static str, hook: Hook) -> Self {
        Self {
            id,
            summary,
            since: None,
            hook,
        }
    }

    /// Makes no difference in earlier versions.
    pub(crate) const fn since(mut self, version: ApiVersion) -> Self {
        self.since = Some(version);
        self
    }
}

impl fmt::Debug for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Variant").field(&self.id).finish()
    }
}

/// The connection of a create, and each of a description.
pub(crate) fn each_connection(root: &mut Element, change: impl Fn(&mut Element)) {
    for element in root.elements_mut() {
        match element.name.as_str() {
            "vpnConnection" => change(element),
            "vpnConnectionSet" => element.elements_mut().for_each(&change),
            _ => {}
        }
    }
}

/// The options of each connection.
pub(crate) fn each_options(root: &mut Element, change: impl Fn(&mut Element)) {
    each_connection(root, |connection| {
        if let Some(options) = connection.child_mut("options") {
            change(options);
        }
    });
}

/// The options of each tunnel.
pub(crate) fn each_tunnel(root: &mut Element, change: impl Fn(&mut Element)) {
    each_options(root, |options| {
        if let Some(set) = options.child_mut("tunnelOptionSet") {
            set.elements_mut().for_each(&change);
        }
    });
}

/// Turns a list round.
pub(crate) fn reverse(parent: &mut Element, list: &str) {
    if let Some(list) = parent.child_mut(list) {
        list.children.reverse();
    }
}
