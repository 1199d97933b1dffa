//! What must hold of generated requests, and of any bytes as a request.

use std::mem::discriminant;

use crate::exchange::HttpRequest;
use crate::generate::request::{Recipe, shrink};
use crate::request::encoding::Pair;
use crate::request::expectation::Expectation;
use crate::request::fixtures::Fixtures;
use crate::request::judge::{World, judge};
use crate::request::{Draft, Encoding, Form, Parameter, encoding};
use crate::spec::version::ApiVersion;

/// Any bytes as the choices of a request: there is one, the judge says of its bytes what its deviation declares, it is
/// read back as it was meant, and all that holds of each simpler one.
pub fn case(bytes: &[u8]) {
    assert_eq!(case_holds(bytes), Ok(()));
}

/// As [`case`], for engines that go on.
///
/// # Errors
/// What does not hold.
pub fn case_holds(bytes: &[u8]) -> Result<(), String> {
    let recipe = Recipe::from_bytes(bytes, crate::rule::mutations());
    agreed(&recipe)?;
    let mut simpler = simpler_than(&recipe);
    simpler.try_for_each(|simpler| agreed(&simpler))
}

/// The smallest request for which the same does not hold as for one of these bytes.
pub(super) fn smallest(bytes: &[u8]) -> Option<Recipe> {
    let recipe = Recipe::from_bytes(bytes, crate::rule::mutations());
    let first = std::iter::once(recipe.clone()).chain(simpler_than(&recipe));
    let mut wrong = first.into_iter().find(|recipe| agreed(recipe).is_err())?;
    let fails = |recipe: &Recipe| agreed(recipe).is_err();
    loop {
        let smaller = simpler_than(&wrong).find(fails);
        match smaller {
            Some(smaller) => wrong = smaller,
            None => return Some(wrong),
        }
    }
}

fn simpler_than(recipe: &Recipe) -> impl Iterator<Item = Recipe> {
    shrink::STEPS.iter().filter_map(|step| {
        let mut simpler = recipe.clone();
        let version = step(&mut simpler).then_some(simpler.version)?;
        Some(simpler.of_version(version))
    })
}

fn agreed(recipe: &Recipe) -> Result<(), String> {
    let draft = recipe.draft(&Fixtures::of_page());
    let request = encoding::encode(&draft, "localhost", "/");
    let said = judge(&request, recipe.version, &world());
    let meant = recipe.expectation();
    if discriminant(&said) != discriminant(&meant) {
        return Err(format!(
            "the judge says {said:?} of what is meant as {meant:?}: {recipe:?}"
        ));
    }
    let raw = |p: &Parameter| [p.encoding, p.name_encoding].contains(&Encoding::Raw);
    let readable = meant == Expectation::MustAccept && !draft.parameters.iter().any(raw);
    if readable && encoding::decode(&request).as_ref() != Ok(&pairs(&draft)) {
        return Err(format!("what is written is not what is read: {recipe:?}"));
    }
    Ok(())
}

/// Any bytes as the query of a request, or as its form where the first byte is odd: what can be read is written and read
/// as the same parameters, and judged alike.
pub fn query(bytes: &[u8]) {
    let (first, rest) = bytes.split_first().unwrap_or((&0, b""));
    let form = match first % 2 {
        0 => Form::Get,
        _ => Form::Post,
    };
    let request = literal(form, rest);
    let version = ApiVersion::ALL
        .get(usize::from(first / 2) % ApiVersion::ALL.len())
        .copied()
        .unwrap_or_default();
    let said = judge(&request, version, &world());
    let Ok(pairs) = encoding::decode(&request) else {
        return;
    };
    for form in [Form::Get, Form::Post] {
        let again = encoding::encode(&draft(form, &pairs), "localhost", "/");
        // A parameter without name and value is nothing between two ampersands.
        if pairs
            .iter()
            .all(|p| !p.name.is_empty() || p.value.is_some())
        {
            assert_eq!(encoding::decode(&again).as_ref(), Ok(&pairs));
            assert_eq!(judge(&again, version, &world()), said);
        }
    }
}

/// The request with exactly these bytes as its parameters.
fn literal(form: Form, bytes: &[u8]) -> HttpRequest {
    let parameters = vec![Parameter {
        name: bytes.to_vec(),
        value: None,
        name_encoding: Encoding::Raw,
        encoding: Encoding::Raw,
    }];
    encoding::encode(&Draft { form, parameters }, "localhost", "/")
}

fn draft(form: Form, pairs: &[Pair]) -> Draft {
    let parameters = pairs.iter().map(|pair| Parameter {
        name: pair.name.clone(),
        value: pair.value.clone(),
        name_encoding: Encoding::Canonical,
        encoding: Encoding::Everything,
    });
    Draft {
        form,
        parameters: parameters.collect(),
    }
}

fn pairs(draft: &Draft) -> Vec<Pair> {
    let pairs = draft.parameters.iter().map(|p| Pair {
        name: p.name.clone(),
        value: p.value.clone(),
    });
    pairs.collect()
}

fn world() -> World {
    World::of(&Fixtures::of_page())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generate::document::cases::noise;

    #[test]
    fn generated_requests_and_any_bytes_hold() {
        for seed in 0..3000 {
            let bytes = noise(seed);
            for length in [0, 3, 20, bytes.len()] {
                case(bytes.get(..length).unwrap());
                query(bytes.get(..length).unwrap());
            }
        }
    }

    #[test]
    fn ordinary_queries_hold() {
        for text in [
            "\0Action=CreateVpnConnection&Version=2012-04-01&Type=ipsec.1&CustomerGatewayId=cgw-b4dc3961&VpnGatewayId=vgw-8db04f81",
            "\x01Action=CreateVpnConnection&&=&=x&a&b=&c=%00%ff+%2B",
            "\0%",
            "\x01a=%zz",
        ] {
            query(text.as_bytes());
        }
    }
}
