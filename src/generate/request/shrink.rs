//! From a request to simpler ones, for whoever looks for the least that still shows a failure.

use crate::generate::request::Recipe;
use crate::request::{Encoding, Form};
use crate::spec::version::ApiVersion;

/// A way to simplify. It says whether it changed anything.
pub type Step = fn(&mut Recipe) -> bool;

/// Ways to simplify, the one that takes most away first.
pub const STEPS: &[Step] = &[
    |r| r.deviation.take().is_some(),
    |r| r.zone.take().is_some(),
    |r| r.version.is_modern() && clear(&mut r.options),
    |r| r.version.is_modern() && clear(&mut r.tags),
    |r| r.version.is_modern() && std::mem::take(&mut r.transit),
    |r| clear(&mut r.order),
    |r| clear(&mut r.encodings),
    |r| std::mem::take(&mut r.form) != Form::default(),
    |r| std::mem::take(&mut r.version) != ApiVersion::default(),
    |r| r.order.pop().is_some(),
    |r| r.order.pop().is_some(),
    |r| r.order.pop().is_some(),
    |r| r.version.is_modern() && r.options.pop().is_some(),
    |r| r.version.is_modern() && r.options.pop().is_some(),
    |r| r.version.is_modern() && r.options.pop().is_some(),
    |r| r.version.is_modern() && r.options.pop().is_some(),
    |r| r.version.is_modern() && r.tags.pop().is_some(),
    |r| r.version.is_modern() && r.tags.pop().is_some(),
    |r| plain(r, 0),
    |r| plain(r, 1),
    |r| plain(r, 2),
    |r| plain(r, 3),
    |r| plain(r, 4),
    |r| plain(r, 5),
    |r| plain(r, 6),
];

fn clear<T>(list: &mut Vec<T>) -> bool {
    !std::mem::take(list).is_empty()
}

/// Encodes one parameter canonically.
fn plain(recipe: &mut Recipe, at: usize) -> bool {
    const PLAIN: (Encoding, Encoding) = (Encoding::Canonical, Encoding::Canonical);
    match recipe.encodings.get_mut(at) {
        Some(encodings) => std::mem::replace(encodings, PLAIN) != PLAIN,
        None => false,
    }
}
