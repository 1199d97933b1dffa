//! Nothing of others is deleted, and nothing of ours is forgotten.

use super::*;
use crate::untrusted::Untrusted;

#[test]
fn nothing_of_others_is_deleted_whatever_an_answer_calls_it() {
    type Act = fn(&Ask<'_>, &[String]) -> Sent;
    fn page(ask: &Ask<'_>, foreign: &[String]) -> Sent {
        // What is foreign is on the second page, which never comes.
        let mut answer = ask.honest()?;
        let whole = text(&answer);
        let items = whole.split_inclusive("</item>");
        let kept: String = items
            .filter(|item| !foreign.iter().any(|id| item.contains(id)))
            .collect();
        let root = format!("</{}Response>", ask.action);
        let kept = kept.replace(&root, "");
        answer.body = format!("{kept}<nextToken>more</nextToken>{root}").into_bytes();
        Ok(answer)
    }
    let lists: [(&str, Act); 5] = [
        ("honest", |ask, _| ask.honest()),
        ("paged", page),
        ("failing", |_, _| refusal(500, "InternalError")),
        ("missing", |_, _| refusal(400, "InvalidAction")),
        ("empty at first", |ask, _| match ask.number {
            0..2 => answer(200, &format!("<{0}Response><x/></{0}Response>", ask.action)),
            _ => ask.honest(),
        }),
    ];
    for (name, list) in lists {
        for (kind, action, element) in [
            (2, "CreateVpnConnection", "vpnConnectionId"),
            (0, "CreateCustomerGateway", "customerGatewayId"),
            (1, "CreateVpnGateway", "vpnGatewayId"),
        ] {
            let foreign: Mutex<Vec<String>> = Mutex::default();
            let odd = Odd::new(|ask| {
                let foreign = foreign.lock().unwrap().clone();
                if ask.is_list() {
                    return list(ask, &foreign);
                }
                let mut answer = ask.honest()?;
                if ask.action == action && answer.status == 200 {
                    let body = text(&answer);
                    let made = between(&body, element)[0].clone();
                    answer.body = body.replace(&made, &foreign[kind]).into_bytes();
                }
                Ok(answer)
            });
            *foreign.lock().unwrap() = furnish(&odd.reference);
            let theirs: BTreeSet<String> = foreign.lock().unwrap().iter().cloned().collect();
            let outcome = play(&odd, &options(&FEW));
            let left = existing(&odd.reference);
            assert!(
                left.is_superset(&theirs),
                "{name}, {action}: {theirs:?} {left:?}"
            );
            let status = outcome.exit_status(Level::Should);
            let named: BTreeSet<String> = ids(&outcome.resources.left_ids);
            let unnamed = left
                .difference(&theirs)
                .filter(|id| !named.contains(*id))
                .count();
            // The one that was given another name can be found by a list alone.
            assert!(
                unnamed <= outcome.unanswered || name != "honest",
                "{name}, {action}: {left:?} {named:?}"
            );
            assert!(matches!(status, 0 | 3 | 7), "{name}, {action}: {status}");
        }
    }
}

#[test]
fn a_deletion_is_believed_when_a_description_agrees() {
    type Act = fn(&Ask<'_>) -> Sent;
    let lies: [(&str, Act); 3] = [
        ("return false", |ask| {
            answer(
                200,
                &format!(
                    "<{0}Response><return>false</return></{0}Response>",
                    ask.action
                ),
            )
        }),
        ("return true", |ask| {
            answer(
                200,
                &format!(
                    "<{0}Response><return>true</return></{0}Response>",
                    ask.action
                ),
            )
        }),
        ("server error", |_| refusal(500, "InternalError")),
    ];
    for (name, lie) in lies {
        let odd = Odd::new(|ask| {
            if ask.is("Delete") {
                lie(ask)
            } else {
                ask.honest()
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.ndjson");
        let options = Options {
            ledger: Some(path.clone()),
            ..options(&FEW)
        };
        let outcome = play(&odd, &options);
        let left: BTreeSet<String> = ids(&outcome.resources.left_ids);
        assert_eq!(left, existing(&odd.reference), "{name}");
        assert!(left.len() >= 4, "{name}: {left:?}");
        assert_eq!(outcome.exit_status(Level::Should), 7, "{name}");
        assert!(!outcome.resources.notes.is_empty(), "{name}");
        assert!(outcome.requests < 300, "{name}: {}", outcome.requests);
        // A sweep knows them, and deletes them when that can be done.
        let swept = sweep(&odd, &options, &path).unwrap();
        assert_eq!(swept.left.len(), left.len(), "{name}");
        let server = &odd.reference;
        let named = Named(server);
        let swept = sweep(&named, &options, &path).unwrap();
        assert_eq!(
            swept.left,
            [] as [Untrusted; 0],
            "{name}: {:?}",
            swept.notes
        );
        assert_eq!(existing(server).len(), 0, "{name}");
    }
}

#[test]
fn what_no_description_shows_is_left_and_named() {
    let odd = Odd::new(|ask| match ask.is("Describe") {
        true => answer(200, &format!("<{0}Response><x/></{0}Response>", ask.action)),
        false => ask.honest(),
    });
    let outcome = play(&odd, &options(&FEW));
    let left: BTreeSet<String> = ids(&outcome.resources.left_ids);
    assert_eq!(left, existing(&odd.reference));
    assert_eq!(outcome.exit_status(Level::Should), 7);
    // The rules say what they would say otherwise.
    assert!(
        verdicts(&outcome)
            .values()
            .all(|verdict| *verdict == Verdict::Pass)
    );
}

#[test]
fn the_third_run_is_like_the_first() {
    // It keeps what is deleted for ever, and was filled by others before; an item has 6 kB.
    let filler = {
        let one = |n: usize| {
            format!(
                "<item><vpnConnectionId>vpn-f{n:07}</vpnConnectionId><state>available</state><customerGatewayId>cgw-f{n:07}</customerGatewayId>\
                 <customerGatewayConfiguration>{}</customerGatewayConfiguration></item>",
                "a".repeat(6_000)
            )
        };
        (0..150).map(one).collect::<String>()
    };
    let odd = Odd::new(
        |ask| match ask.is_list() && ask.is("DescribeVpnConnections") {
            true => ask.with("<vpnConnectionSet>", &format!("<vpnConnectionSet>{filler}")),
            false => ask.honest(),
        },
    );
    let options = options(&[
        "state/*",
        "request/minimal-accepted",
        "request/type-required",
    ]);
    let mut seen = Vec::new();
    for number in 1..=3 {
        let outcome = play(&odd, &options);
        let kept: usize = outcome
            .evidence
            .records
            .iter()
            .filter_map(|record| record.exchange.response.as_ref().ok())
            .map(|response| response.body.len())
            .sum();
        assert!(kept < 700_000, "run {number} keeps {kept} bytes");
        assert_eq!(outcome.resources.left, 0, "run {number}");
        seen.push((verdicts(&outcome), outcome.requests));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
    assert!(
        seen[0]
            .0
            .values()
            .all(|verdict| matches!(verdict, Verdict::Pass | Verdict::NotApplicable)),
        "{seen:?}"
    );
}

#[test]
fn given_gateways_stay_and_only_new_connections_go() {
    let odd = Odd::new(|ask| ask.honest());
    let foreign = furnish(&odd.reference);
    let theirs: BTreeSet<String> = foreign.iter().cloned().collect();
    let outcome = play(
        &odd,
        &Options {
            provision: options::Provision::Fixed {
                customer_gateway_id: foreign[0].clone(),
                vpn_gateway_id: foreign[1].clone(),
                transit_gateway_id: None,
            },
            ..options(&FEW)
        },
    );
    assert_eq!(existing(&odd.reference), theirs);
    assert_eq!(outcome.exit_status(Level::Should), 0);
}

#[test]
fn a_ledger_of_a_sweep_is_emptied() {
    let odd = Odd::new(|ask| ask.honest());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.ndjson");
    let options = Options {
        ledger: Some(path.clone()),
        ..options(&FEW)
    };
    let size = |path: &Path| std::fs::metadata(path).unwrap().len();
    play(&odd, &options);
    let one = size(&path);
    for _ in 0..4 {
        play(&odd, &options);
        // One run may leave it to the next: a program that another test starts holds the file for a moment.
        assert!(size(&path) < 2 * one + one / 2, "{} {one}", size(&path));
    }
    sweep(&odd, &options, &path).unwrap();
    assert_eq!(size(&path), 0);
}

fn ids(left: &[Untrusted]) -> BTreeSet<String> {
    left.iter().map(|id| id.expose().to_owned()).collect()
}
