//! Changes that the faults of several rules make.

use crate::reference::element::Element;
use crate::reference::style;

pub(crate) fn inner(root: &Element) -> String {
    root.document(&style::Style::INNER)
}
