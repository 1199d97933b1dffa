//! Ids that name nothing at the target: drawn by the seed of the run, and looked up before they are used.

use crate::evidence::Role;
use crate::generate::document::cases::noise;
use crate::request::fixtures::{Absent, Fixtures, Shape};
use crate::run::context::Context;
use crate::run::describe;
use crate::run::describe::Seen;
use crate::run::ledger::Kind;

/// How many ids of one shape are tried, where those before exist.
const TRIES: u64 = 8;

/// Gives the gateways their absent neighbours, which are the same for the whole run.
pub(super) fn complete(context: &Context<'_>, fixtures: &mut Fixtures) {
    if let Some(known) = context.state().absent.clone() {
        fixtures.absent = known;
        return;
    }
    let of = |kind, like: &str| -> Vec<String> {
        let shapes = Shape::ALL.iter();
        shapes
            .map(|shape| one(context, kind, *shape, like))
            .collect()
    };
    fixtures.absent = Absent {
        customer_gateways: of(Kind::CustomerGateway, &fixtures.customer_gateway_id),
        vpn_gateways: of(Kind::VpnGateway, &fixtures.vpn_gateway_id),
    };
    let mut state = context.state();
    let absent = &fixtures.absent;
    let all = absent.customer_gateways.iter().chain(&absent.vpn_gateways);
    state.world.absent.extend(all.cloned());
    state.absent = Some(absent.clone());
}

/// An id of this shape that names nothing, as far as the target says. `like` is an id of the same kind.
pub(super) fn one(context: &Context<'_>, kind: Kind, shape: Shape, like: &str) -> String {
    let prefix = kind.spelling().1.trim_end_matches('-');
    let seed = context.options.seed;
    let mut id = String::new();
    for attempt in 0..TRIES {
        let salt = (attempt + 1).wrapping_mul(0x9E37_79B9) + Shape::ALL.len() as u64;
        let bytes = noise(seed.wrapping_add(salt));
        let mut bytes = bytes.iter().cycle();
        let mut draw = || bytes.next().copied().map_or(0, u32::from);
        // Those of which there is but one are tried once.
        let shape = match (shape, attempt) {
            (_, 0) => shape,
            (Shape::Complement, _) => Shape::Drawn,
            (Shape::Zeros | Shape::Ones, _) => Shape::Short,
            _ => shape,
        };
        id = shape.id(like, prefix, &mut draw);
        let is_ours = context.state().ledger.entry(&id).is_some() || id == like;
        if is_ours {
            continue;
        }
        let seen = describe::one(context, Role::Setup, &format!("{id}-absent"), kind, &id);
        if !matches!(seen, Seen::Live(_)) {
            break;
        }
    }
    id
}
