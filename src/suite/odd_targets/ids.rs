//! Ids that are hard to read, and things of which no answer told the id.

use super::*;
use crate::untrusted::Untrusted;

#[test]
fn ids_with_markup_are_deleted_too() {
    // Every id is shown with markup, escaped, and known by it.
    for (shown, sent) in [
        ("vpn-&lt;b>", "vpn-<b>"),
        ("vpn-<!-- c -->", "vpn-"),
        ("<![CDATA[vpn-]]>", "vpn-"),
    ] {
        let odd = Odd::new(|ask| {
            let mut request = ask.request.clone();
            let decoded = |bytes: &[u8]| {
                let text = String::from_utf8_lossy(bytes).into_owned();
                text.replace("vpn-%3Cb%3E", "vpn-").into_bytes()
            };
            request.target = decoded(&request.target);
            request.body = decoded(&request.body);
            let mut answer = ask.reference.send(&request)?;
            answer.body = text(&answer)
                .replace(">vpn-", &format!(">{shown}"))
                .into_bytes();
            Ok(answer)
        });
        let outcome = play(
            &odd,
            &options(&["request/minimal-accepted", "state/described-after-create"]),
        );
        assert_eq!(existing(&odd.reference).len(), 0, "{shown} {sent}");
        assert_eq!(outcome.resources.left_ids, [] as [Untrusted; 0], "{shown}");
        assert_eq!(
            outcome.exit_status(Level::Should),
            0,
            "{shown}: {:?}",
            verdicts(&outcome)
        );
    }
}

#[test]
fn a_comment_in_the_id_of_a_gateway_is_no_part_of_it() {
    let odd = Odd::new(|ask| {
        let mut answer = ask.with(">cgw-", ">cgw-<!-- c -->")?;
        answer.body = text(&answer)
            .replace(">vgw-", "><![CDATA[vgw-]]>")
            .into_bytes();
        Ok(answer)
    });
    let outcome = play(
        &odd,
        &options(&[
            "request/minimal-accepted",
            "request/customer-gateway-exists",
        ]),
    );
    assert_eq!(
        outcome.exit_status(Level::Should),
        0,
        "{:?}",
        outcome.evidence.halts
    );
    assert_eq!(existing(&odd.reference).len(), 0);
}

#[test]
fn an_id_that_cannot_be_read_back_stays_open_until_a_list_shows_it() {
    let odd = Odd::new(|ask| match ask.is("CreateVpnConnection") {
        true => ask.with(">vpn-", ">vpn-<b/>"),
        false => ask.honest(),
    });
    let outcome = play(&odd, &options(&FEW));
    assert_eq!(existing(&odd.reference).len(), 0);
    assert_eq!((outcome.resources.left, outcome.unanswered), (0, 0));

    // Nor can the list be read.
    let odd = Odd::new(|ask| ask.with(">vpn-", ">vpn-<b/>"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.ndjson");
    let options = Options {
        ledger: Some(path.clone()),
        ..options(&FEW)
    };
    let outcome = play(&odd, &options);
    assert!(outcome.resources.open > 0);
    assert_eq!(outcome.resources.open, outcome.unanswered);
    assert!(matches!(outcome.exit_status(Level::Should), 1 | 7));
    let swept = sweep(&Named(&odd.reference), &options, &path).unwrap();
    assert_eq!(
        (swept.left.len(), swept.unresolved),
        (0, 0),
        "{:?}",
        swept.notes
    );
    assert_eq!(existing(&odd.reference).len(), 0);
}

#[test]
fn what_was_made_in_spite_of_a_refusal_is_found() {
    for status in [401, 407, 404, 500] {
        let odd = Odd::new(|ask| {
            let answer = ask.honest()?;
            match ask.is("Create") && answer.status == 200 {
                true => self::answer(status, "<html>no</html>"),
                false => Ok(answer),
            }
        });
        let foreign: BTreeSet<String> = furnish(&odd.reference).into_iter().collect();
        let outcome = play(&odd, &options(&FEW));
        assert_eq!(existing(&odd.reference), foreign, "{status}");
        assert_eq!(
            (outcome.resources.left, outcome.unanswered),
            (0, 0),
            "{status}"
        );
        assert_eq!(outcome.exit_status(Level::Should), 3, "{status}");
    }
}
