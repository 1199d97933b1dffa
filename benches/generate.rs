//! Generation: documents out of bytes, at least 300,000 small cases a second.

use criterion::BatchSize;
use criterion::Criterion;
use criterion::Throughput;
use criterion::criterion_group;
use criterion::criterion_main;
use vpnconform::generate::document::Document;
use vpnconform::generate::document::suite::noise;

fn generate(c: &mut Criterion) {
    let mut group = c.benchmark_group("generate");
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

criterion_group!(benches, generate);
criterion_main!(benches);
