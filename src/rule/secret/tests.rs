#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::finding::{Judgement, Verdict};
use crate::request::expectation::Reason;
use crate::rule::sample::*;

const FAIL: Verdict = Verdict::Fail;
const PASS: Verdict = Verdict::Pass;

/// Two creates whose keys are these, in the order of the tunnels.
fn with_keys(check: &str, connections: [[&str; 2]; 2]) -> Judgement {
    let own = keys(INNER);
    let ids = ["vpn-44a8938f", "vpn-5b17c0de"];
    let records = ids.iter().zip(connections).map(|(id, [first, second])| {
        let inner = INNER
            .replace(&own[0], &escape(first))
            .replace(&own[1], &escape(second));
        create(id, answer(200, response(id, &inner)))
    });
    let judgement = judged(check, records.collect());
    let shown = format!("{judgement:?}");
    for key in connections
        .into_iter()
        .flatten()
        .filter(|key| key.len() > 5)
    {
        assert!(!shown.contains(key), "{check} shows a key");
    }
    judgement
}

const A: &str = "QMP5tKPP5qk95Y1Eee9c_82.MofNUJQV";
const B: &str = "tYrysT4iT0.CRwQnhiBbng.BahDc7YPq";
const C: &str = "k1TInAs3HRuiwr3Nosj4kbtsHGi3pJfN";
const D: &str = "Z54kLbANio5A1.XmkjwYvWuSfVx3_xuG";

#[test]
fn keys_differ_between_tunnels_and_between_connections() {
    let tunnels = "secret/keys-differ-between-tunnels";
    let connections = "secret/keys-differ-between-connections";
    for (keys, of_tunnels, of_connections) in [
        ([[A, B], [C, D]], PASS, PASS),
        ([[A, A], [C, D]], FAIL, PASS),
        ([[A, B], [A, B]], PASS, FAIL),
        ([[A, B], [C, A]], PASS, FAIL),
        ([[A, A], [A, A]], FAIL, FAIL),
    ] {
        assert_eq!(with_keys(tunnels, keys).verdict, of_tunnels);
        assert_eq!(with_keys(connections, keys).verdict, of_connections);
    }
    let one = vec![create(
        "first",
        answer(200, response("vpn-44a8938f", INNER)),
    )];
    assert_eq!(judged(connections, one).verdict, Verdict::Blocked);
}

#[test]
fn a_server_may_answer_twice_with_one_connection_for_one_pair() {
    let check = "secret/keys-differ-between-connections";
    let records = || {
        vec![
            create("first", answer(200, response("vpn-44a8938f", INNER))),
            create("second", answer(200, response("vpn-44a8938f", INNER))),
        ]
    };
    assert_eq!(judged(check, records()).verdict, Verdict::Blocked);
    let mut other = records();
    other[1].case.draft.set("VpnGatewayId", "vgw-0c0ffee0");
    assert_eq!(judged(check, other).verdict, FAIL);
}

#[test]
fn the_grammar_of_keys() {
    let too_long = "aB3".repeat(22);
    for (key, verdict) in [
        (A, PASS),
        (".HvvlxKZp3rEMWoh8IvkPeucmPoaAhLG", PASS),
        ("6a71ad36748141079bed579a51d4f2aa", PASS),
        ("plain-text-password1", PASS),
        ("0MP5tKPP5qk95Y1Eee9c", FAIL),
        ("abc+def/ghi=jklmno", FAIL),
        ("sekrit", FAIL),
        (too_long.as_str(), FAIL),
        ("QMP5tKPP5qk9\nno ip http", FAIL),
        ("QMP5tKPP 5qk9Y1Eee9c", FAIL),
        ("QMP5tKPP\"5qk9Y1Eee9c", FAIL),
        ("QMP5tKPP\u{e9}5qk9Y1Eee9c", FAIL),
    ] {
        assert_eq!(
            with_keys("secret/key-grammar", [[key, B], [C, D]]).verdict,
            verdict,
            "{key}"
        );
    }
}

#[test]
fn the_hyphen_of_the_page_is_of_its_time() {
    let inner = INNER.replace(&keys(INNER)[0], "plain-text-password1");
    let mut evidence = evidence(vec![create(
        "first",
        answer(200, response("vpn-44a8938f", &inner)),
    )]);
    let check = crate::rule::by_id("secret/key-grammar").unwrap();
    assert_eq!((check.judge)(check, &evidence).verdict, PASS);
    evidence.api_version = crate::spec::version::ApiVersion::V2016_11_15;
    assert_eq!((check.judge)(check, &evidence).verdict, FAIL);
}

#[test]
fn keys_look_random() {
    let (a, b) = ("a".repeat(32), "b".repeat(32));
    for (keys, verdict) in [
        ([[A, B], [C, D]], PASS),
        ([["6a71ad36748141079bed579a51d4f2aa", B], [C, D]], PASS),
        ([["x7Kp2mQz", "Lw9TvR4b"], ["n3Hq8YsD", "cF5jZa1W"]], PASS),
        (
            [
                ["830174926415", "927364051827"],
                ["640918273645", "173948205566"],
            ],
            PASS,
        ),
        // Of random digits some keys look so by chance.
        ([["33833383", "Lw9TvR4b"], ["n3Hq8YsD", "cF5jZa1W"]], PASS),
        ([["Password12", B], [C, D]], FAIL),
        ([[&a, &b], ["cccccccccccccccc", "dddddddddddddddd"]], FAIL),
        (
            [
                ["abcdabcdabcdabcd", "efghefghefghefgh"],
                ["ijklijklijkl", D],
            ],
            FAIL,
        ),
        ([["kfQxLwPzTbVn0001", "kfQxLwPzTbVn0002"], [C, D]], FAIL),
        (
            [["plain-text-password1", "plain-text-password2"], [C, D]],
            FAIL,
        ),
    ] {
        let judgement = with_keys("secret/key-entropy", keys);
        assert_eq!(judgement.verdict, verdict, "{keys:?}");
    }
}

#[test]
fn no_key_turns_up_in_an_error() {
    let check = "secret/absent-from-errors";
    let made = || create("first", answer(200, response("vpn-44a8938f", INNER)));
    let error = |body: String| refused("wrong", Reason::Type, answer(400, body), |_| {});
    let harmless = refusal("InvalidParameterValue", "1");
    assert_eq!(
        judged(check, vec![made(), error(harmless.clone())]).verdict,
        PASS
    );
    for key in keys(INNER) {
        let leaking = harmless.replace("no<", &format!("state: {key}<"));
        let judgement = judged(check, vec![made(), error(leaking.clone())]);
        assert_eq!(judgement.verdict, FAIL);
        // The excerpt is a line of the error, where nothing marks the key as one.
        assert!(!format!("{judgement:?}").contains(&key), "{judgement:?}");
        let mut record = error(harmless.clone());
        if let Ok(response) = &mut Arc::make_mut(&mut record.exchange).response {
            response
                .headers
                .push(("X-Trace".to_owned(), key.clone().into_bytes()));
        }
        assert_eq!(judged(check, vec![made(), record]).verdict, FAIL);
        let base64 = |text: &str| STANDARD.encode(text);
        let twice = harmless.replace("no<", &format!("state: {}<", base64(&base64(&key))));
        assert_eq!(judged(check, vec![made(), error(twice)]).verdict, FAIL);
        let each = |form: fn(u8) -> String| -> String { key.bytes().map(form).collect() };
        for form in [
            each(|b| format!("&#{b};")),
            each(|b| format!("&#x{b:x};")),
            each(|b| format!("{b:02X}")),
            each(|b| format!("%{b:02x}")),
            each(|b| format!("\\u{b:04x}")),
            key.to_uppercase(),
            base64(&key),
        ] {
            let error = error(harmless.replace("no<", &format!("state: {form}<")));
            assert_eq!(judged(check, vec![made(), error]).verdict, FAIL, "{form}");
        }
        // A key that is handed out later is one already.
        let judgement = judged(check, vec![error(leaking), made()]);
        assert_eq!(judgement.verdict, FAIL);
    }
}
