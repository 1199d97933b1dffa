//! Generation: requests and documents out of bytes, the page's example and random ones. The goal is 300,000 a second; see
//! `README.md` in this folder for where it holds.

use std::hint::black_box;

use criterion::BatchSize;
use criterion::Criterion;
use criterion::Throughput;
use criterion::criterion_group;
use criterion::criterion_main;
use vpnconform::generate::document::Document;
use vpnconform::generate::document::suite::noise;
use vpnconform::generate::request::Recipe;
use vpnconform::judge::Expectation;
use vpnconform::judge::World;
use vpnconform::judge::judge;
use vpnconform::run::evidence::Fixtures;
use vpnconform::write::query;

/// From bytes to the bytes on the wire, with what the judge says of them.
fn request(bytes: &[u8], fixtures: &Fixtures, world: &World) -> Expectation {
    let recipe = Recipe::from_bytes(bytes);
    let request = query::encode(&recipe.draft(fixtures), "localhost", "/");
    judge(black_box(&request), recipe.version, world)
}

fn requests(c: &mut Criterion) {
    let fixtures = Fixtures {
        customer_gateway_id: "cgw-b4dc3961".to_owned(),
        vpn_gateway_id: "vgw-8db04f81".to_owned(),
        ..Fixtures::default()
    };
    let world = World {
        customer_gateways: vec![fixtures.customer_gateway_id.clone()],
        vpn_gateways: vec![fixtures.vpn_gateway_id.clone()],
        deleted: Vec::new(),
    };
    let mut group = c.benchmark_group("request");
    group.throughput(Throughput::Elements(1));
    group.bench_function("example", |b| b.iter(|| request(&[], &fixtures, &world)));
    let bytes: Vec<_> = (0..1000).map(noise).collect();
    group.bench_function("noise, drawn", |b| {
        let mut bytes = bytes.iter().cycle();
        b.iter(|| Recipe::from_bytes(bytes.next().map_or(&[], |b| b)));
    });
    group.bench_function("noise, judged", |b| {
        let mut bytes = bytes.iter().cycle();
        b.iter(|| request(bytes.next().map_or(&[], |b| b), &fixtures, &world));
    });
    group.finish();
}

fn documents(c: &mut Criterion) {
    let mut group = c.benchmark_group("document");
    group.throughput(Throughput::Elements(1));
    group.bench_function("example", |b| b.iter(|| Document::from_bytes(&[])));
    let small = small_case();
    group.bench_function("small", |b| b.iter(|| Document::from_bytes(&small)));
    let mut seed = 0;
    group.bench_function("noise", |b| {
        b.iter_batched(
            || {
                seed += 1;
                noise(seed)
            },
            |bytes| Document::from_bytes(&bytes),
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

/// The bytes of a response without a configuration.
fn small_case() -> Vec<u8> {
    let bytes = (0..10_000).map(noise).find(|bytes| {
        let document = Document::from_bytes(bytes);
        document.deviation.is_none() && document.body().len() < 900
    });
    bytes.map(Vec::from).unwrap_or_default()
}

criterion_group!(benches, requests, documents);
criterion_main!(benches);
