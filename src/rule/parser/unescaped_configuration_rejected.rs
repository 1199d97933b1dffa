//! The page's example as printed, unescaped, is refused.

use memchr::memmem;

use crate::finding::Level;
use crate::generate::document::mutant::Wire;
use crate::generate::document::mutation::{Mutation, RESPONSE};
use crate::generate::document::tree::Node;
use crate::rule::parser::ParserRule;

pub(super) static RULE: ParserRule = ParserRule {
    id: "parser/unescaped-configuration-rejected",
    level: Level::Must,
    summary: "The page's example as printed, unescaped, is refused.",
    source: "page, Examples",
    explain: "The inner document's declaration inside the outer one is not well-formed.",
    documents: &[
        Mutation::reject("page-as-printed", RESPONSE, as_printed),
        Mutation::reject("required-inner-text-unescaped", RESPONSE, |w| {
            w.replace("&lt;?xml", "<?xml")
                .and_then(|()| w.replace("?&gt;", "?>"))
        }),
    ],
    also_detects: &["declaration-anywhere"],
    ..ParserRule::DEFAULT
};

/// The configuration as it is, without any escaping.
fn as_printed(w: &mut Wire) -> Option<()> {
    let text = w.tree.nodes.iter().find_map(|node| match node {
        Node::Inner(_, inner) => Some(inner.text()),
        _ => None,
    })?;
    // Without a declaration it is well-formed in its place.
    if !text.starts_with("<?xml") {
        return None;
    }
    let start = "<customerGatewayConfiguration>";
    let body = w.written();
    let from = memmem::find(body, start.as_bytes())? + start.len();
    let to = from + memmem::find(body.get(from..)?, b"</customerGatewayConfiguration>")?;
    body.splice(from..to, text.into_bytes());
    Some(())
}
