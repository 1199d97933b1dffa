//! Edits that add members of `Options` and `TagSpecification`.

/// Adds `Options.NAME` with a value, for each of them.
macro_rules! options {
    ($($name:literal = $value:expr),+ $(,)?) => {
        |draft, _| {
            $($crate::generate::request::mutation::parameter::add(draft, concat!("Options.", $name), $value);)+
        }
    };
}
pub(crate) use options;

/// Adds tags to the first specification, and its type of resource before them.
macro_rules! tags {
    ($kind:expr; $($key:expr => $value:expr),+ $(,)?) => {
        |draft, _| {
            let all: &[(&str, &str)] = &[$(($key, $value)),+];
            $crate::generate::request::mutation::option::tag(draft, $kind, all);
        }
    };
}
pub(crate) use tags;

use crate::generate::request::mutation::parameter::add;
use crate::request::Draft;

/// Adds tags for a type of resource.
pub(crate) fn tag(draft: &mut Draft, kind: &str, tags: &[(&str, &str)]) {
    add(draft, "TagSpecification.1.ResourceType", kind);
    for (number, (key, value)) in (1..).zip(tags) {
        add(draft, &format!("TagSpecification.1.Tag.{number}.Key"), key);
        add(
            draft,
            &format!("TagSpecification.1.Tag.{number}.Value"),
            value,
        );
    }
}
