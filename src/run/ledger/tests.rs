#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may")]

use std::fs;

use super::*;

fn intent(kind: Kind) -> Intent {
    Intent {
        kind: Some(kind),
        ..Intent::default()
    }
}

fn left(target: &str, known: usize, unanswered: usize) -> Left {
    Left {
        target: target.into(),
        known,
        unanswered,
    }
}

#[test]
fn a_killed_run_leaves_what_it_made_and_what_it_may_have_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/ledger.ndjson");
    let mut ledger = Ledger::open(Some(&path), "http://a").unwrap();
    for (kind, id) in [
        (Kind::CustomerGateway, "cgw-1"),
        (Kind::VpnConnection, "vpn-1"),
    ] {
        let number = ledger.intend(intent(kind)).unwrap();
        ledger.settle(Some(number), Some((kind, id))).unwrap();
    }
    let nothing = ledger.intend(Intent::default()).unwrap();
    let never = ledger.intend(intent(Kind::VpnGateway)).unwrap();
    ledger.settle(Some(nothing), None).unwrap();
    ledger.delete("vpn-1").unwrap();
    ledger.delete("vpn-unknown").unwrap();
    drop(ledger);
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend(b"{\"event\":\"crea\xff");
    fs::write(&path, bytes).unwrap();

    let resumed = Ledger::resume(&path, "http://a").unwrap();
    let live: Vec<&str> = resumed.live().map(|e| e.id.as_str()).collect();
    assert_eq!(live, ["cgw-1"]);
    assert_eq!(resumed.unanswered().len(), 1);
    assert_eq!(resumed.unanswered().next().unwrap().number, never);
    assert_eq!(resumed.unreadable().len(), 1);
    drop(resumed);
    assert_eq!(Ledger::resume(&path, "http://b").unwrap().live().count(), 0);
    let (open, unreadable) = targets(&path).unwrap();
    assert_eq!((open, unreadable.len()), (vec![left("http://a", 1, 1)], 1));
}

#[test]
fn the_line_after_a_cut_off_one_is_kept_wherever_the_cut_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.ndjson");
    let mut ledger = Ledger::open(Some(&path), "http://a").unwrap();
    ledger
        .settle(None, Some((Kind::VpnGateway, "vgw-1")))
        .unwrap();
    drop(ledger);
    let line = fs::read(&path).unwrap();
    for cut in 0..line.len() {
        fs::write(&path, &line[..cut]).unwrap();
        let mut ledger = Ledger::open(Some(&path), "http://a").unwrap();
        ledger
            .settle(None, Some((Kind::VpnGateway, "vgw-2")))
            .unwrap();
        drop(ledger);
        // All but the line feed is the whole line.
        let known = 1 + usize::from(cut + 1 == line.len());
        let settled = |known| (vec![left("http://a", known, 0)], Vec::new());
        assert_eq!(targets(&path).unwrap(), settled(known), "{cut}");
        // A run whose disk was full in the middle of a line, while another one wrote.
        fs::write(&path, [&line[..cut], &line[..]].concat()).unwrap();
        assert_eq!(targets(&path).unwrap(), settled(1), "{cut}");
    }
}

#[test]
fn what_stood_there_before_is_never_ours() {
    let mut ledger = Ledger::open(None, "http://a").unwrap();
    ledger
        .know(Kind::VpnGateway, vec!["vgw-1".to_owned()])
        .unwrap();
    let number = ledger.intend(intent(Kind::VpnGateway)).unwrap();
    ledger
        .settle(Some(number), Some((Kind::VpnGateway, "vgw-1")))
        .unwrap();
    assert_eq!((ledger.live().count(), ledger.unanswered().len()), (0, 0));
}

#[test]
fn runs_share_a_ledger_and_a_sweep_waits_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.ndjson");
    let mut one = Ledger::open(Some(&path), "http://a").unwrap();
    let mut two = Ledger::open(Some(&path), "http://a").unwrap();
    one.settle(None, Some((Kind::VpnGateway, "vgw-1"))).unwrap();
    two.settle(None, Some((Kind::VpnGateway, "vgw-2"))).unwrap();
    assert!(!one.is_entered("vgw-2"));
    one.look_up_others();
    assert!(one.is_entered("vgw-2") && !one.is_entered("vgw-3"));
    assert!(!one.is_alone());
    let refused = Ledger::resume(&path, "http://a").unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::WouldBlock);
    drop(two);
    assert!(one.is_alone() && one.is_alone());
    assert!(Ledger::resume(&path, "http://a").is_err());
    drop(one);
    let resumed = Ledger::resume(&path, "http://a").unwrap();
    assert_eq!(resumed.live().count(), 2);
    let during = Ledger::open(Some(&path), "http://a").unwrap_err();
    assert_eq!(during.kind(), io::ErrorKind::WouldBlock);
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.ndjson");
    Ledger::open(Some(&path), "http://a").unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn lines_that_cannot_be_read_are_counted_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.ndjson");
    let mut ledger = Ledger::open(Some(&path), "http://a").unwrap();
    ledger
        .settle(None, Some((Kind::VpnGateway, "vgw-1")))
        .unwrap();
    ledger.delete("vgw-1").unwrap();
    drop(ledger);
    let settled = fs::read_to_string(&path).unwrap();
    let odd = [
        r#"{"at":"2026-01-01T00:00:00Z","target":"http://a","run":"1","event":"moved","id":"vpn-1"}"#,
        r#"{"at":"2026-01-01T00:00:00Z","target":"http://a","run":"1","event":"created","kind":"lake","id":"vpn-1"}"#,
        r#"{"at":"2026-01-01T00:00:00Z","target":"http://a","run":"1","event":"created","kind":"vpn-gateway"}"#,
        "garbage",
    ];
    let mut text = format!("{settled}\n{}\n", odd.join("\n"));
    fs::write(&path, &text).unwrap();
    let (open, unreadable) = targets(&path).unwrap();
    assert_eq!((open, unreadable), (Vec::new(), vec![4, 5, 6, 7]));
    let ledger = Ledger::resume(&path, "http://a").unwrap();
    // What is settled has left the file.
    assert_eq!(ledger.unreadable(), [1, 2, 3, 4]);
    drop(ledger);
    assert_eq!(fs::read_to_string(&path).unwrap(), odd.join("\n") + "\n");
    // Another encoding.
    text = settled;
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(&path, wide).unwrap();
    assert!(!targets(&path).unwrap().1.is_empty());
}

#[test]
fn a_year_of_runs_takes_no_room() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.ndjson");
    let line = |run: usize, event: &str| {
        format!(r#"{{"at":"2026-01-01T00:00:00Z","target":"http://a","run":"{run}",{event}}}"#)
            + "\n"
    };
    let mut text = String::new();
    for run in 0..1_000 {
        let ids = (0..50)
            .map(|n| format!("\"vpn-{n:08}\""))
            .collect::<Vec<_>>()
            .join(",");
        text += &line(
            run,
            &format!(r#""event":"known","kind":"vpn-connection","ids":[{ids}]"#),
        );
        for number in 1..=20 {
            let id = format!("vpn-{run:04}{number:04}");
            text += &line(
                run,
                &format!(
                    r#""event":"intent","kind":"vpn-connection","number":{number},"gateway":"cgw-1""#
                ),
            );
            text += &line(
                run,
                &format!(
                    r#""event":"created","kind":"vpn-connection","id":"{id}","intent":{number}"#
                ),
            );
            // The run before the last was killed.
            if run != 998 || number < 20 {
                text += &line(run, &format!(r#""event":"deleted","id":"{id}""#));
            }
        }
    }
    fs::write(&path, &text).unwrap();
    assert!(text.len() > 7_000_000);
    assert_eq!(
        targets(&path).unwrap(),
        (vec![left("http://a", 1, 0)], Vec::new())
    );
    let mut ledger = Ledger::resume(&path, "http://a").unwrap();
    let live: Vec<&str> = ledger.live().map(|e| e.id.as_str()).collect();
    assert_eq!(live, ["vpn-09980020"]);
    assert_eq!(
        ledger.stood_before("998", Kind::VpnConnection, "vpn-00000007"),
        Some(true)
    );
    assert_eq!(
        fs::read_to_string(&path).unwrap().lines().count(),
        1 + 20 * 3 - 1
    );
    ledger.delete("vpn-09980020").unwrap();
    drop(ledger);
    Ledger::open(Some(&path), "http://a").unwrap();
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);
}
