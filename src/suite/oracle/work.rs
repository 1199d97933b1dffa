//! What an answer may cost: at most twice as much for twice the size, in each stage of what is done with it.
//!
//! The bytes are the recipe of an answer of any size, which is measured at three.

mod recipe;
mod stage;

use std::hint::black_box;

use crate::suite::oracle::work::recipe::Recipe;
use crate::suite::oracle::work::stage::STAGES;

/// Something that counts the work of this thread.
#[derive(Clone, Copy, Debug)]
pub struct Meter {
    /// What it counts.
    pub unit: &'static str,
    /// The count so far.
    pub read: fn() -> u64,
    /// What it may count without a reason.
    pub noise: u64,
}

/// How often a measurement that looks wrong is taken again: the least is what the work needs.
const TRIES: usize = 4;

/// Any bytes as the recipe of an answer: no stage costs more than in proportion to its size.
pub fn work(bytes: &[u8], meters: &[Meter]) {
    let recipe = Recipe::of(bytes);
    let one = recipe.pieces(recipe.size);
    let bodies = [0, one, 2 * one, 4 * one].map(|pieces| recipe.body(pieces));
    for (name, stage) in STAGES {
        if let Some((unit, costs)) = superlinear(meters, stage, &bodies) {
            let lengths = bodies.each_ref().map(Vec::len);
            assert!(
                costs.is_empty(),
                "{name} of {lengths:?} bytes costs {costs:?} {unit}"
            );
        }
    }
}

/// The answer of this size that the bytes are a recipe of.
pub fn answer_of(recipe: &[u8], size: usize) -> Vec<u8> {
    let recipe = Recipe::of(recipe);
    recipe.body(recipe.pieces(size))
}

/// Everything that is done with an answer, once: in all stages, or in that of this name.
pub fn once(body: &[u8], stage: Option<&str>) {
    for (name, run) in STAGES {
        if stage.is_none_or(|stage| stage == name) {
            run(black_box(body));
        }
    }
}

/// A unit, and the costs in it of four inputs, nothing and three each twice as large as the one before, if they grow faster
/// than their size.
fn superlinear(
    meters: &[Meter],
    stage: fn(&[u8]),
    bodies: &[Vec<u8>; 4],
) -> Option<(&'static str, [u64; 4])> {
    // What is made once in the process.
    let [_, small, ..] = bodies;
    stage(small);
    let mut open: Vec<(&Meter, [u64; 4])> = meters.iter().map(|m| (m, [u64::MAX; 4])).collect();
    for _ in 0..TRIES {
        for (number, body) in bodies.iter().enumerate() {
            let before: Vec<u64> = open.iter().map(|(meter, _)| (meter.read)()).collect();
            stage(black_box(body));
            for ((meter, least), before) in open.iter_mut().zip(before) {
                let cost = (meter.read)().saturating_sub(before);
                if let Some(least) = least.get_mut(number) {
                    *least = cost.min(*least);
                }
            }
        }
        open.retain(|(meter, least)| !is_linear(meter, *least, bodies));
        if open.is_empty() {
            break;
        }
    }
    open.first().map(|(meter, least)| (meter.unit, *least))
}

/// Whether costs grow with the size: in differences, of which the second is twice the first where the growth is linear and
/// four times where it is the square, or, since both may have steps, in what each byte costs above nothing.
fn is_linear(meter: &Meter, [none, one, two, four]: [u64; 4], bodies: &[Vec<u8>; 4]) -> bool {
    let [nothing, small, _, large] = bodies;
    let (first, second) = (two.saturating_sub(one), four.saturating_sub(two));
    let each = |cost: u64, body: &Vec<u8>| {
        let length = body.len().saturating_sub(nothing.len()).max(1);
        cost.saturating_sub(none) / u64::try_from(length).unwrap_or(u64::MAX)
    };
    second <= first.saturating_mul(3).saturating_add(meter.noise)
        || each(four, large) <= each(one, small).saturating_mul(3) / 2
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local!(static COUNT: Cell<u64> = const { Cell::new(0) });

    const METER: Meter = Meter {
        unit: "steps",
        read: || COUNT.get(),
        noise: 100,
    };

    fn spend(steps: usize) {
        COUNT.set(COUNT.get() + steps as u64);
    }

    #[test]
    fn the_square_is_told_from_what_is_linear() {
        let bodies = [0, 1_000, 2_000, 4_000].map(|size| vec![0; size]);
        for stage in [
            (|body| spend(body.len())) as fn(&[u8]),
            |_| spend(1_000_000),
            |body| spend(1_000_000 + 7 * body.len()),
            |body| spend(body.len() * (body.len().max(1).ilog2() as usize)),
            |body| spend(body.len() * 7 + if body.len() % 3 == 2 { 0 } else { 60_000 }),
        ] {
            assert_eq!(superlinear(&[METER], stage, &bodies), None);
        }
        for stage in [
            (|body| spend(body.len() * body.len())) as fn(&[u8]),
            |body| spend(1_000_000 + body.len() * body.len()),
            |body| spend(body.len() * (1_000 + body.len())),
        ] {
            assert!(superlinear(&[METER, METER], stage, &bodies).is_some());
        }
    }

    #[test]
    fn every_stage_takes_any_bytes() {
        for bytes in [&b""[..], b"\x05", b"\x07AAAAAAAA\x01", b"\x04&#"] {
            work(bytes, &[METER]);
        }
    }
}
