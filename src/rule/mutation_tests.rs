//! The mutations of all rules against the judge.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use super::*;
use crate::request::Draft;
use crate::request::encoding::encode;
use crate::request::fixtures::Fixtures;
use crate::request::judge::{World, judge};

#[test]
fn the_judge_says_of_the_bytes_what_the_catalogue_says_of_the_deviation() {
    let fixtures = Fixtures::of_page();
    let world = World::of(&fixtures);
    for version in ApiVersion::ALL {
        for deviation in mutations().iter().filter(|d| d.applies_to(*version)) {
            let mut draft = Draft::create_vpn_connection(
                *version,
                &fixtures.customer_gateway_id,
                &fixtures.vpn_gateway_id,
            );
            let twin = draft.clone();
            deviation.change(&mut draft, &fixtures);
            assert_ne!(draft, twin, "{deviation:?}");
            let said = judge(&encode(&draft, "h", "/"), *version, &world);
            assert_eq!(said, deviation.expect, "{deviation:?} {version}");
        }
    }
}

#[test]
fn names_are_unique_within_their_check() {
    let mut seen = BTreeSet::new();
    for deviation in mutations().iter() {
        assert!(seen.insert((deviation.rule, deviation.id)), "{deviation:?}");
    }
    assert!(seen.len() >= 150, "{}", seen.len());
}
