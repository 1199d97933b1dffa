//! Each seeded fault is found by its rules, and no rule fails on what conforms.

use std::time::Duration;

use vpnconform::suite::selftest::{Matrix, render};

use crate::sweep::SWEEP;

#[test]
fn every_fault_is_found_and_what_conforms_passes() {
    let rows = SWEEP
        .iter()
        .map(|(subject, outcome, _)| subject.row(outcome));
    let matrix = Matrix::of_servers(rows.collect(), Duration::ZERO);
    let problems = matrix.problems();
    assert!(problems.is_empty(), "{}", render::text(&matrix, &problems));
}
