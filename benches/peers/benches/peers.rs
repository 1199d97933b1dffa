//! The parsing core beside its peers and beside floors, in one run.

#[allow(dead_code)]
#[path = "../../shared/workload.rs"]
mod workload;

use std::hint::black_box;
use std::time::Duration;

use criterion::Criterion;
use criterion::Throughput;
use criterion::criterion_group;
use criterion::criterion_main;
use vpnconform_peers::{READERS, TREES};

fn bodies() -> Vec<(&'static str, Vec<String>)> {
    vec![
        ("batch", workload::batch()),
        ("page", vec![workload::PAGE.to_owned()]),
        ("modern", vec![workload::modern(1)]),
        ("malformed", vec![workload::malformed()]),
        ("large", vec![workload::large(1_000)]),
    ]
}

fn beside_peers(criterion: &mut Criterion) {
    for (name, bodies) in bodies() {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.warm_up_time(Duration::from_millis(200));
        group.measurement_time(Duration::from_millis(1_000));
        group.throughput(Throughput::Bytes(bodies.iter().map(|b| b.len() as u64).sum()));
        for (peer, read) in READERS.into_iter().chain(TREES) {
            if name != "malformed" {
                for body in &bodies {
                    assert_eq!(read(body), Ok(2), "{peer} reads {name}");
                }
            }
            group.bench_function(peer, |bencher| {
                bencher.iter(|| {
                    for body in &bodies {
                        let _ = black_box(read(black_box(body)));
                    }
                });
            });
        }
        floors(&mut group, &bodies);
        group.finish();
    }
}

type Group<'a> = criterion::BenchmarkGroup<'a, criterion::measurement::WallTime>;

/// What no parser can be faster than.
fn floors(group: &mut Group<'_>, bodies: &[String]) {
    let mut copy = Vec::new();
    group.bench_function("floor: copy", |bencher| {
        bencher.iter(|| {
            for body in bodies {
                copy.clear();
                copy.extend_from_slice(black_box(body.as_bytes()));
                black_box(&copy);
            }
        });
    });
    group.bench_function("floor: UTF-8", |bencher| {
        bencher.iter(|| {
            for body in bodies {
                black_box(std::str::from_utf8(black_box(body.as_bytes())).is_ok());
            }
        });
    });
    group.bench_function("floor: memchr2", |bencher| {
        bencher.iter(|| {
            for body in bodies {
                black_box(memchr::memchr2_iter(b'<', b'&', black_box(body.as_bytes())).count());
            }
        });
    });
    let mut index: Vec<usize> = Vec::new();
    group.bench_function("floor: structural index", |bencher| {
        bencher.iter(|| {
            for body in bodies {
                index.clear();
                index.extend(memchr::memchr2_iter(b'<', b'&', black_box(body.as_bytes())));
                black_box(&index);
            }
        });
    });
}

criterion_group!(benches, beside_peers);
criterion_main!(benches);
