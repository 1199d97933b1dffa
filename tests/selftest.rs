//! Every check has teeth, and none of them bites what conforms.

use vpnconform::suite::selftest;
use vpnconform::suite::selftest::{Breadth, Subject, render};

#[test]
fn every_check_kills_a_fault_and_no_check_fails_on_what_conforms() {
    let matrix = selftest::run(&Subject::all(Breadth::Named), &|_| {});
    let problems = matrix.problems();
    assert!(problems.is_empty(), "{}", render::text(&matrix, &problems));
}
