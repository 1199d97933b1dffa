use std::collections::BTreeSet;

use super::*;

const ALL: Selection<'_> = Selection {
    seed: 1,
    cases: 100,
    max_size: 1 << 14,
    selects: &|_| true,
    kind: None,
};

fn manifest(selection: Selection<'_>) -> (Json, Vec<File>) {
    let files = files(selection).unwrap();
    (
        serde_json::from_slice(&files.last().unwrap().bytes).unwrap(),
        files,
    )
}

#[test]
fn every_document_has_a_row_with_its_hash_and_an_expectation() {
    let (manifest, files) = manifest(ALL);
    let rows = manifest["documents"].as_array().unwrap();
    assert!(rows.len() > 500);
    assert_eq!(files.len(), 2 * rows.len() + 2);
    let paths: BTreeSet<_> = files.iter().map(|file| &file.path).collect();
    assert_eq!(paths.len(), files.len());
    for row in rows {
        let find = |path: &str| files.iter().find(|file| file.path == path).unwrap();
        let path = row["path"].as_str().unwrap();
        let body = &find(path).bytes;
        assert_eq!(row["sha256"], sha256(body));
        assert!(!manifest["checks"][row["check"].as_str().unwrap()].is_null());
        let beside: Json =
            serde_json::from_slice(&find(&path.replace(".xml", ".json")).bytes).unwrap();
        assert_eq!(row["expect"], beside["expect"]);
        let has = |name| !beside[name].is_null();
        let wanted = match beside["expect"].as_str().unwrap() {
            "accept" => (true, false, false),
            "error" => (false, true, false),
            "reject" => (false, false, has("reason")),
            _ => (has("fields"), false, false),
        };
        assert_eq!(
            (has("fields"), has("error"), has("reason")),
            wanted,
            "{path}"
        );
    }
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    assert!(bytes < 8_000_000, "{bytes}");
}

#[test]
fn every_request_has_its_judgement() {
    let (manifest, files) = manifest(ALL);
    let file = files.iter().find(|file| file.path == REQUESTS).unwrap();
    assert_eq!(manifest["requests"]["sha256"], sha256(&file.bytes));
    let text = std::str::from_utf8(&file.bytes).unwrap();
    let rows: Vec<Json> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(manifest["requests"]["count"], rows.len());
    let find = |id: &str| rows.iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(find("request/minimal-accepted/post")["expect"], "accept");
    let absent = find("request/type-required/absent");
    assert_eq!(
        (&absent["expect"], &absent["reason"]),
        (&"reject".into(), &"missing".into())
    );
    let ids: BTreeSet<_> = rows.iter().map(|row| row["id"].to_string()).collect();
    assert!(ids.len() == rows.len() && ids.len() > 150, "{}", ids.len());
    for row in rows {
        assert!(!manifest["checks"][row["check"].as_str().unwrap()].is_null());
        assert_eq!(row["expect"] == "accept", row["reason"].is_null(), "{row}");
    }
}

#[test]
fn an_invalid_document_says_what_it_breaks_and_where() {
    let (_, files) = manifest(ALL);
    let beside = |path: &str| -> Json {
        let file = files.iter().find(|file| file.path == path).unwrap();
        serde_json::from_slice(&file.bytes).unwrap()
    };
    let twice = beside("invalid/response.error-envelope-without-errors-with-200.json");
    assert!(twice["reason"].as_str().unwrap().contains("root element"));
    let status = beside("invalid/response.success-body-with-500.json");
    assert_eq!(status["reason"], "HTTP status 500");
    let error = beside("valid/error.error-envelope-with-400.json");
    assert_eq!(error["error"]["code"], "InvalidVpnGatewayID.NotFound");
}

#[test]
fn a_selection_leaves_out_the_rest_and_names_what_is_too_large() {
    let (small, _) = manifest(Selection {
        max_size: 100,
        ..ALL
    });
    assert!(!small["left_out"].as_array().unwrap().is_empty());
    let (errors, _) = manifest(Selection {
        kind: Some(Kind::Error),
        ..ALL
    });
    let rows = errors["documents"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["kind"] == "error"));
    let (cut, _) = manifest(Selection {
        selects: &|id| id == Practice::Prefixes.rule(),
        ..ALL
    });
    assert_eq!(cut["documents"].as_array().unwrap().len(), 2);
    assert_eq!(cut["truncations"].as_array().unwrap().len(), 2);
    assert_eq!(
        cut["truncations"][0]["to"].as_u64().unwrap() + 1,
        cut["documents"][1]["size"].as_u64().unwrap()
    );
}
