//! Generation: requests and documents out of bytes, the page's example and random ones, to the bytes on the wire. The goal is
//! 300,000 cases a second; see `README.md` in this folder for where it holds.

#[path = "shared/cpu.rs"]
mod cpu;

use std::hint::black_box;
use std::iter::Cycle;
use std::slice::Iter;
use std::time::Duration;

use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use vpnconform::generate::document::Document;
use vpnconform::generate::document::cases::noise;
use vpnconform::generate::request::Recipe;
use vpnconform::request::encoding;
use vpnconform::request::expectation::Expectation;
use vpnconform::request::fixtures::Fixtures;
use vpnconform::request::judge::{World, judge};

use crate::cpu::CpuTime;

/// Random bytes, as the fuzzers and `--cases` draw from.
type Seed = [u8; 96];

/// What is longer is measured by bytes, not by cases: a few deviations make a megabyte.
const ORDINARY: usize = 64 * 1024;

/// The gateways of the page's example.
struct Place {
    fixtures: Fixtures,
    world: World,
}

impl Place {
    fn new() -> Self {
        let fixtures = Fixtures::of_page();
        let world = World::of(&fixtures);
        Self { fixtures, world }
    }

    /// From bytes to the bytes on the wire: how many there are, and what the judge says of them.
    fn request(&self, bytes: &[u8]) -> (usize, Expectation) {
        let recipe = Recipe::from_bytes(bytes, vpnconform::rule::mutations());
        let request = encoding::encode(&recipe.draft(&self.fixtures), "localhost", "/");
        let said = judge(black_box(&request), recipe.version, &self.world);
        (request.target.len() + request.body.len(), said)
    }
}

/// From bytes to the body of a document: how long it is.
fn document(bytes: &[u8]) -> usize {
    black_box(Document::from_bytes(
        bytes,
        vpnconform::rule::document_mutations(),
    ))
    .body()
    .len()
}

fn generation(c: &mut Criterion<CpuTime>) {
    let place = Place::new();
    let request = |seed: &[u8]| place.request(seed).0;
    let seeds: Vec<Seed> = (0..20_000).map(noise).collect();
    let (requests, _) = split(&seeds, request);
    let (documents, mut large) = split(&seeds, document);
    large.truncate(40);

    let mut group = c.benchmark_group("generate");
    group.warm_up_time(Duration::from_secs(1));
    group.measurement_time(Duration::from_secs(3));
    group.throughput(Throughput::Elements(1));
    group.bench_function("request of the page", |b| b.iter(|| request(&[])));
    group.bench_function("response of the page", |b| b.iter(|| document(&[])));
    // One case is one request or one document, in turn.
    group.throughput(Throughput::Elements(2));
    group.bench_function("mixed cases", |b| {
        let mut pairs = requests.iter().cycle().zip(documents.iter().cycle());
        b.iter(|| pairs.next().map(|(r, d)| request(r) + document(d)));
    });
    group.throughput(Throughput::Elements(1));
    each(&mut group, "requests", &requests, |seed| request(seed));
    each(&mut group, "documents", &documents, |seed| document(seed));
    each(&mut group, "choices of requests", &seeds, |seed| {
        Recipe::from_bytes(seed, vpnconform::rule::mutations())
            .order
            .len()
    });
    // The least that a case can cost: its body is copied into memory of its own.
    let bodies: Vec<Vec<u8>> = documents
        .iter()
        .map(|seed| {
            Document::from_bytes(seed, vpnconform::rule::document_mutations())
                .body()
                .to_vec()
        })
        .collect();
    println!("documents are {} bytes long on average", average(&bodies));
    each(&mut group, "documents, copied (floor)", &bodies, |body| {
        black_box(body.to_vec()).len()
    });
    // By the byte, all of them each time: they differ too much for an average of some.
    let bodies = large.iter().map(|seed| document(seed) as u64);
    group.throughput(Throughput::Bytes(bodies.sum()));
    group.sample_size(10);
    group.bench_function("large documents", |b| {
        b.iter(|| large.iter().map(|seed| document(seed)).sum::<usize>());
    });
    group.finish();
}

/// Those that give a case of ordinary size, and those that give a large one.
fn split(seeds: &[Seed], length: impl Fn(&[u8]) -> usize) -> (Vec<Seed>, Vec<Seed>) {
    seeds.iter().partition(|seed| length(*seed) <= ORDINARY)
}

/// One of these each time.
fn each<T>(
    group: &mut BenchmarkGroup<'_, CpuTime>,
    name: &str,
    from: &[T],
    make: impl Fn(&T) -> usize,
) {
    group.bench_function(name, |b| {
        let mut from: Cycle<Iter<'_, T>> = from.iter().cycle();
        b.iter(|| from.next().map(&make));
    });
}

fn average(bodies: &[Vec<u8>]) -> usize {
    bodies.iter().map(Vec::len).sum::<usize>() / bodies.len()
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = generation
}
criterion_main!(benches);
