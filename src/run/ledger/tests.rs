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
        target: target.to_owned(),
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
    assert_eq!(resumed.unanswered()[0].number, never);
    drop(resumed);
    assert_eq!(Ledger::resume(&path, "http://b").unwrap().live().count(), 0);
    assert_eq!(targets(&path).unwrap(), [left("http://a", 1, 1)]);
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
        assert_eq!(
            targets(&path).unwrap(),
            [left("http://a", known, 0)],
            "{cut}"
        );
        // A run whose disk was full in the middle of a line, while another one wrote.
        fs::write(&path, [&line[..cut], &line[..]].concat()).unwrap();
        assert_eq!(targets(&path).unwrap(), [left("http://a", 1, 0)], "{cut}");
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

#[cfg(feature = "cli")]
#[test]
fn runs_share_a_ledger_and_a_sweep_waits_for_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.ndjson");
    let mut one = Ledger::open(Some(&path), "http://a").unwrap();
    let mut two = Ledger::open(Some(&path), "http://a").unwrap();
    one.settle(None, Some((Kind::VpnGateway, "vgw-1"))).unwrap();
    two.settle(None, Some((Kind::VpnGateway, "vgw-2"))).unwrap();
    assert!(one.is_entered("vgw-2") && !one.is_entered("vgw-3"));
    assert!(!one.is_alone());
    let refused = Ledger::resume(&path, "http://a").unwrap_err();
    assert_eq!(refused.kind(), io::ErrorKind::WouldBlock);
    drop(two);
    assert!(one.is_alone());
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
