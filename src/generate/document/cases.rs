//! The documents of one run of the parser suite, in a fixed order.

use arbitrary::Unstructured;

use crate::generate::document::Document;
use crate::generate::document::field::Target;
use crate::generate::document::mutation::Pool;
use crate::spec::version::ApiVersion;

/// Both page examples, which every other document is compared with.
pub fn twins() -> [Document; 2] {
    [Target::Response, Target::Configuration].map(Document::example)
}

/// Every deviation applied to the page's example of each target it has, ordinary ones first and heavy ones last.
/// Only those of the checks that are selected are made.
pub fn deviations(pool: &Pool, selects: &dyn Fn(&str) -> bool) -> impl Iterator<Item = Document> {
    [false, true].into_iter().flat_map(move |heavy| {
        pool.iter()
            .filter(move |d| d.heavy == heavy && selects(d.check))
            .flat_map(|deviation| {
                twins()
                    .into_iter()
                    .filter_map(move |twin| twin.deviate(deviation))
            })
    })
}

/// `count` generated documents for this seed, each after its valid twin where it deviates.
pub fn generated(
    seed: u64,
    count: usize,
    pool: &Pool,
) -> impl Iterator<Item = (Document, Option<Document>)> {
    (0..count as u64).map(move |n| pair(seed, n, None, pool))
}

/// One of the documents of [`generated`], in one API version where one is asked for.
pub fn pair(
    seed: u64,
    n: u64,
    version: Option<ApiVersion>,
    pool: &Pool,
) -> (Document, Option<Document>) {
    pair_of(&recipe(seed, n), n, version, pool, |_| true)
}

/// The documents of these bytes, with the number `n` in their names; one that deviates only for a check that is asked for.
pub fn pair_of(
    bytes: &[u8],
    n: u64,
    version: Option<ApiVersion>,
    pool: &Pool,
    selects: impl Fn(&str) -> bool,
) -> (Document, Option<Document>) {
    let (mut valid, deviation) =
        Document::draw_with_deviation(&mut Unstructured::new(bytes), version, pool);
    let deviation = deviation.filter(|deviation| selects(deviation.check));
    let mut deviating = deviation.and_then(|deviation| valid.deviate(deviation));
    for document in [Some(&mut valid), deviating.as_mut()].into_iter().flatten() {
        document.id = format!("{}-{n}", document.id);
    }
    (valid, deviating)
}

/// The bytes that a generated document is made of.
pub fn recipe(seed: u64, n: u64) -> [u8; 96] {
    noise(seed.wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
}

/// 96 bytes out of a seed (splitmix64).
pub fn noise(seed: u64) -> [u8; 96] {
    let mut state = seed;
    let mut bytes = [0; 96];
    for chunk in bytes.chunks_mut(8) {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes());
    }
    bytes
}
