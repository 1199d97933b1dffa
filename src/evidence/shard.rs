//! One part of a run that several machines do together.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Part `index` of `count`, counted from 0. What belongs to a part is decided by places in the whole catalogue, so it is
/// the same whatever is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    index: usize,
    count: usize,
}

/// Not of the form `I/N` with I from 1 to N.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("give I/N with I from 1 to N, such as 2/3")]
pub struct NoShard;

impl Default for Shard {
    fn default() -> Self {
        Self { index: 0, count: 1 }
    }
}

impl Shard {
    /// Part `index` (from 0) of `count`; none where there is no such part.
    pub fn new(index: usize, count: usize) -> Option<Self> {
        (index < count).then_some(Self { index, count })
    }

    /// Which part, from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// Of how many.
    pub fn count(self) -> usize {
        self.count
    }

    /// Whether this is the run as a whole.
    pub fn is_whole(self) -> bool {
        self.count == 1
    }

    /// Whether what has this place, from 0, belongs to the part. Every place belongs to exactly one.
    pub fn takes(self, place: usize) -> bool {
        place % self.count.max(1) == self.index
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index + 1, self.count)
    }
}

impl FromStr for Shard {
    type Err = NoShard;

    fn from_str(text: &str) -> Result<Self, NoShard> {
        text.split_once('/')
            .and_then(|(index, count)| Some((index.parse::<usize>().ok()?, count.parse().ok()?)))
            .and_then(|(index, count)| Self::new(index.checked_sub(1)?, count))
            .ok_or(NoShard)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_from_one() {
        assert_eq!("2/3".parse(), Ok(Shard { index: 1, count: 3 }));
        assert_eq!("2/3".parse::<Shard>().unwrap().to_string(), "2/3");
        for wrong in ["0/3", "4/3", "1", "1/0", "0/0", "a/b", "-1/2"] {
            assert_eq!(wrong.parse::<Shard>(), Err(NoShard), "{wrong}");
        }
    }

    #[test]
    fn every_place_belongs_to_one_part() {
        for count in 1..6 {
            for place in 0..40 {
                let takers = (0..count).filter(|i| Shard::new(*i, count).unwrap().takes(place));
                assert_eq!(takers.count(), 1);
            }
        }
    }
}
