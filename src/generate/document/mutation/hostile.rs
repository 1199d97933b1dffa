//! Edits that several rules use.

use crate::generate::document::mutant::Wire;

pub(crate) fn doctype(w: &mut Wire, subset: &str) -> Option<()> {
    w.before_root(format!("<!DOCTYPE {} [{subset}]>\n", w.tree.root()))
}

pub(crate) fn deep(w: &mut Wire, depth: usize) -> Option<()> {
    w.before_end(format!("{}x{}", "<d>".repeat(depth), "</d>".repeat(depth)))
}

pub(crate) fn attributes(count: usize) -> String {
    (0..count).map(|n| format!(" a{n}=\"{n}\"")).collect()
}
