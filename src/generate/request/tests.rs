#![allow(clippy::unwrap_used)]

use std::mem::discriminant;

use super::*;
use crate::generate::document::cases::noise;
use crate::request::encoding::encode;
use crate::request::judge::{World, judge};

fn judged(recipe: &Recipe) -> Expectation {
    let fixtures = Fixtures::of_page();
    let world = World::of(&fixtures);
    judge(
        &encode(&recipe.draft(&fixtures), "h", "/"),
        recipe.version,
        &world,
    )
}

#[test]
fn no_bytes_give_the_example_of_the_page() {
    let recipe = Recipe::from_bytes(&[], crate::rule::mutations());
    let example =
        Draft::create_vpn_connection(ApiVersion::V2012_04_01, "cgw-b4dc3961", "vgw-8db04f81");
    assert_eq!(recipe.draft(&Fixtures::of_page()), example);
    assert_eq!(recipe.expectation(), Expectation::MustAccept);
}

#[test]
fn the_judge_agrees_with_the_intent_of_every_generated_request() {
    for seed in 0..5000 {
        let recipe = Recipe::from_bytes(&noise(seed), crate::rule::mutations());
        let said = judged(&recipe);
        let meant = recipe.expectation();
        assert_eq!(
            discriminant(&said),
            discriminant(&meant),
            "{recipe:?}: {said:?}"
        );
    }
}

#[test]
fn the_modern_version_has_options_that_it_may_have() {
    let of = |seed| {
        let recipe = Recipe::from_bytes(&noise(seed), crate::rule::mutations());
        recipe.of_version(ApiVersion::V2016_11_15)
    };
    let recipes = (0..5000).map(of).filter(|r| !r.options.is_empty());
    let recipes: Vec<Recipe> = recipes.collect();
    assert!(recipes.len() > 1000, "{}", recipes.len());
    for mut recipe in recipes {
        while !recipe.options.is_empty() {
            assert_eq!(judged(&recipe), Expectation::MustAccept, "{recipe:?}");
            recipe.options.pop();
        }
    }
}

#[test]
fn any_bytes_give_a_request() {
    for length in 0..96 {
        let bytes = noise(length as u64);
        let _ = Recipe::from_bytes(bytes.get(..length).unwrap(), crate::rule::mutations())
            .draft(&Fixtures::of_page());
    }
}

#[test]
fn both_verdicts_forms_and_many_deviations_are_generated() {
    let recipes: Vec<Recipe> = (0..2000)
        .map(|seed| Recipe::from_bytes(&noise(seed), crate::rule::mutations()))
        .collect();
    let count = |wanted: fn(&Recipe) -> bool| recipes.iter().filter(|r| wanted(r)).count();
    assert!(count(|r| r.form == Form::Post) > 500);
    assert!(count(|r| r.deviation.is_none()) > 500);
    assert!(count(|r| matches!(r.expectation(), Expectation::MustReject(_))) > 300);
    assert!(count(|r| r.zone.is_some() && !r.order.is_empty()) > 50);
}
