//! Namespaces 1.0: which prefix means what at a place of the document.

use std::borrow::Cow;

use crate::xml::error::ErrorKind;

/// What the prefix `xml` stands for.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The identity of a namespace: equal within a scope exactly if the names are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Namespace(usize);

impl Namespace {
    /// Its number: that of `xml` is 0, the others count from 1 in the order in which they are declared.
    pub(crate) fn number(self) -> usize {
        self.0
    }
}

/// What the prefix `xml` stands for.
const XML_NAMESPACE: Namespace = Namespace(0);

/// The declarations in scope, innermost last.
#[derive(Debug, Default)]
pub(super) struct Scope<'t> {
    bindings: Vec<Binding<'t>>,
    handed_out: usize,
}

#[derive(Debug)]
struct Binding<'t> {
    prefix: Option<&'t str>,
    uri: Cow<'t, str>,
    namespace: Namespace,
    depth: usize,
}

impl<'t> Scope<'t> {
    /// Enters a declaration of the element at `depth`: `xmlns="uri"` without a prefix, else `xmlns:prefix="uri"`.
    pub(super) fn declare(
        &mut self,
        prefix: Option<&'t str>,
        uri: Cow<'t, str>,
        depth: usize,
        limit: usize,
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
        if self.own(depth).any(|binding| binding.prefix == prefix) {
            return Err(ErrorKind::AttributeTwice);
        }
        if self.bindings.len() >= limit {
            return Err(ErrorKind::TooManyNamespaces);
        }
        let namespace = match self.bindings.iter().find(|binding| binding.uri == uri) {
            Some(same) => same.namespace,
            None if uri == XML => XML_NAMESPACE,
            None => {
                self.handed_out += 1;
                Namespace(self.handed_out)
            }
        };
        // Most documents have one declaration.
        self.bindings.reserve_exact(1);
        self.bindings.push(Binding {
            prefix,
            uri,
            namespace,
            depth,
        });
        Ok(())
    }

    /// The declarations of the element at `depth`, which is the innermost.
    pub(super) fn count(&self, depth: usize) -> usize {
        self.own(depth).count()
    }

    fn own(&self, depth: usize) -> impl Iterator<Item = &Binding<'t>> {
        let innermost = self.bindings.iter().rev();
        innermost.take_while(move |binding| binding.depth == depth)
    }

    /// Leaves the element at `depth`. True if declarations went with it.
    #[inline]
    pub(super) fn leave(&mut self, depth: usize) -> bool {
        let before = self.bindings.len();
        while self.bindings.last().is_some_and(|b| b.depth >= depth) {
            self.bindings.pop();
        }
        before != self.bindings.len()
    }

    /// The namespace of a prefix; of `None`, the default namespace.
    pub(super) fn resolve(&self, prefix: Option<&str>) -> Result<Option<Namespace>, ErrorKind> {
        if prefix == Some("xml") {
            return Ok(Some(XML_NAMESPACE));
        }
        let found = self.bindings.iter().rev().find(|b| b.prefix == prefix);
        match (found, prefix) {
            (Some(binding), _) if binding.uri.is_empty() => Ok(None),
            (Some(binding), _) => Ok(Some(binding.namespace)),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(ErrorKind::PrefixUnbound),
        }
    }

    /// The names of those in scope that were handed out after the first `known`.
    pub(super) fn names_from(&self, known: usize) -> impl Iterator<Item = &Cow<'t, str>> {
        (known + 1..=self.handed_out).map(|number| self.name(Namespace(number)))
    }

    /// The name of a namespace in scope.
    pub(super) fn name(&self, namespace: Namespace) -> &Cow<'t, str> {
        const XML_NAME: &Cow<'static, str> = &Cow::Borrowed(XML);
        let found = self.bindings.iter().find(|b| b.namespace == namespace);
        found.map_or(XML_NAME, |binding| &binding.uri)
    }
}
