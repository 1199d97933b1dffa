//! The parsing core by itself. Beside its peers it is measured in `benches/peers`.

#![allow(missing_docs, clippy::expect_used, clippy::indexing_slicing)]

#[allow(dead_code, reason = "the other benchmarks use the rest")]
#[path = "shared/workload.rs"]
mod workload;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use vpnconform::document::parse;
use vpnconform::xml::{Document, Limits};

fn core(criterion: &mut Criterion) {
    let limits = Limits::default();
    let bodies = [
        ("page", workload::PAGE.to_owned()),
        ("modern", workload::modern(1)),
        ("malformed", workload::malformed()),
        ("large", workload::large(1_000)),
    ];
    for (name, body) in bodies {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function("model", |bencher| {
            bencher.iter(|| parse::exchange(black_box(body.as_bytes()), &limits).is_ok());
        });
        group.bench_function("tree", |bencher| {
            bencher.iter(|| Document::parse(black_box(body.as_bytes()), &limits).is_ok());
        });
        group.finish();
    }
}

criterion_group!(benches, core);
criterion_main!(benches);
