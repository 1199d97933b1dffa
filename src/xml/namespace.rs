//! Namespaces 1.0: which prefix means what at a place of the document.

use crate::xml::error::ErrorKind;

pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The declarations in scope, innermost last.
#[derive(Debug, Default)]
pub(super) struct Scope {
    bindings: Vec<Binding>,
}

#[derive(Debug)]
struct Binding {
    prefix: Option<String>,
    uri: String,
    depth: usize,
}

impl Scope {
    /// Enters a declaration of the element at `depth`: `xmlns="uri"` without a prefix, else `xmlns:prefix="uri"`.
    pub(super) fn declare(
        &mut self,
        prefix: Option<&str>,
        uri: &str,
        depth: usize,
    ) -> Result<(), ErrorKind> {
        let allowed = match prefix {
            Some("xmlns") => false,
            Some("xml") => uri == XML,
            Some(_) => !uri.is_empty() && uri != XML && uri != XMLNS,
            None => uri != XML && uri != XMLNS,
        };
        if !allowed {
            return Err(ErrorKind::NamespaceDeclaration);
        }
        self.bindings.push(Binding {
            prefix: prefix.map(str::to_owned),
            uri: uri.to_owned(),
            depth,
        });
        Ok(())
    }

    /// Leaves the element at `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.bindings.last().is_some_and(|b| b.depth >= depth) {
            self.bindings.pop();
        }
    }

    /// The namespace of a prefix; of `None`, the default namespace.
    pub(super) fn resolve(&self, prefix: Option<&str>) -> Result<Option<&str>, ErrorKind> {
        if prefix == Some("xml") {
            return Ok(Some(XML));
        }
        let found = self
            .bindings
            .iter()
            .rev()
            .find(|b| b.prefix.as_deref() == prefix);
        match (found, prefix) {
            (Some(binding), _) => Ok(Some(binding.uri.as_str()).filter(|uri| !uri.is_empty())),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(ErrorKind::PrefixUnbound),
        }
    }
}
