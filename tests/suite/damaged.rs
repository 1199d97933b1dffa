//! Files that are damaged, or made by somebody who means ill: each command that reads one says what is wrong with it, in time,
//! and prints nothing that acts on a terminal.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What must not reach a terminal as it is.
const ACTS: &str = "\u{1b}]0;PWNED\u{7}\u{9b}31m\u{202e}\u{61c}\u{2066}\r\n ::error::x ##[error]x";

/// No file of this size takes longer, on a machine that is busy.
const WITHIN: Duration = Duration::from_secs(20);

/// How many damaged files are made of each.
const EACH: usize = 18;

/// What is read by what: `{}` is the damaged file.
const READERS: &[(&str, &str)] = &[
    ("run.json", "report {}"),
    (
        "run.json",
        "report {} --report markdown=- --report tap=tap --report html=html --report junit=junit",
    ),
    ("run.json", "report {} sound.json"),
    ("run.json", "baseline init {} --reason known --out new.toml"),
    ("run.json", "baseline check sound.toml {}"),
    (
        "kept.json",
        "replay request/type-required/absent --evidence {} --curl",
    ),
    (
        "kept.json",
        "replay request/type-required/absent --evidence {} --rust",
    ),
    ("kept.json", "report {}"),
    ("kept.json", "check {}"),
    ("baseline.toml", "baseline check {} sound.json"),
    ("vpnconform.toml", "endpoint mine --config {} --dry-run"),
    (
        "kept/request.json",
        "endpoint reference --only request/generated-as-judged --cases 0 --regressions damaged",
    ),
    (".vpnconform/ledger.ndjson", "sweep"),
];

fn vpnconform(folder: &Path, arguments: &str) -> (Option<i32>, Vec<u8>, Duration) {
    let begin = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .current_dir(folder)
        .args(arguments.split(' '))
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let status = output.status.code().or(output.status.signal().map(|s| -s));
    (
        status,
        [output.stdout, output.stderr].concat(),
        begin.elapsed(),
    )
}

/// Sound files of every kind, and beside each reader's another that stays sound.
fn sound(folder: &Path) {
    let run = "endpoint reference --fault type-anything --fault zone-before-swapped-gateways --only request/type-* --only request/generated-as-judged --cases 200 \
        --regressions kept --report json=run.json --record kept.json";
    let (status, text, _) = vpnconform(folder, run);
    assert_eq!(status, Some(1), "{}", String::from_utf8_lossy(&text));
    for made in [
        "baseline init run.json --reason known --out baseline.toml",
        "baseline init run.json --reason known --out sound.toml",
    ] {
        let (status, text, _) = vpnconform(folder, made);
        assert_eq!(status, Some(0), "{}", String::from_utf8_lossy(&text));
    }
    fs::copy(folder.join("run.json"), folder.join("sound.json")).unwrap();
    let request = fs::read_dir(folder.join("kept")).unwrap().next().unwrap();
    fs::rename(request.unwrap().path(), folder.join("kept/request.json")).unwrap();
    let toml = "[targets.mine]\nurl = \"http://127.0.0.1:1\"\nauth = \"none\"\ntimeout = \"1s\"\n";
    fs::write(folder.join("vpnconform.toml"), toml).unwrap();
    let line = |event: &str| {
        format!(
            "{{\"at\":\"2026-01-01T00:00:00Z\",\"target\":\"http://127.0.0.1:1/\",\"run\":\"1-1\",{event}}}\n"
        )
    };
    let ledger = [
        r#""event":"known","kind":"vpn-connection","ids":["vpn-0aaaaaaaa"]"#,
        r#""event":"intent","kind":"vpn-connection","number":1"#,
        r#""event":"created","kind":"vpn-connection","id":"vpn-0bbbbbbbb","intent":1"#,
    ];
    fs::write(
        folder.join(".vpnconform/ledger.ndjson"),
        ledger.map(line).concat(),
    )
    .unwrap();
}

/// One damaged file after the other, the same each time.
fn damaged(sound: &[u8], number: usize) -> Vec<u8> {
    let place = |of: usize| (number * 7919 + 13) % of.max(1);
    if let (true, Ok(mut value)) = (
        !number.is_multiple_of(3),
        serde_json::from_slice::<Value>(sound),
    ) {
        let mut count = 0;
        visit(&mut value, &mut |_| count += 1);
        let (chosen, mut at) = (place(count), 0);
        visit(&mut value, &mut |value| {
            if at == chosen {
                *value = match number % 7 {
                    0 => Value::Null,
                    1 => json!(ACTS),
                    2 => json!(-1),
                    3 => json!([[[]]]),
                    4 => json!({ ACTS: ACTS }),
                    5 => json!(u64::MAX),
                    _ => json!("x".repeat(1 << 20)),
                };
            }
            at += 1;
        });
        return serde_json::to_vec(&value).unwrap();
    }
    let at = place(sound.len());
    let (before, after) = sound.split_at(at);
    match number % 6 {
        0 => before.to_vec(),
        1 => [before, ACTS.as_bytes(), after].concat(),
        2 => [before, b"\xff\xfe\0", after].concat(),
        3 => [before, after, after].concat(),
        4 => [before, "[".repeat(100_000).as_bytes(), after].concat(),
        _ => [before, &after[after.len().min(9)..]].concat(),
    }
}

/// Every value of a document, from the root down.
fn visit(value: &mut Value, act: &mut impl FnMut(&mut Value)) {
    act(value);
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| visit(item, act)),
        Value::Object(members) => members.values_mut().for_each(|member| visit(member, act)),
        _ => {}
    }
}

#[test]
fn no_damaged_file_is_a_bug_or_acts_on_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    sound(folder);
    let mut wrong = Vec::new();
    let mut refused = 0;
    for (file, command) in READERS {
        let original = fs::read(folder.join(file)).unwrap();
        fs::create_dir_all(folder.join("damaged")).unwrap();
        // The ledger is read where it stands.
        let path = match *file {
            ".vpnconform/ledger.ndjson" => folder.join(file),
            other => folder
                .join("damaged")
                .join(other.rsplit('/').next().unwrap()),
        };
        let shown = path.strip_prefix(folder).unwrap().display().to_string();
        for number in 0..EACH {
            fs::write(&path, damaged(&original, number)).unwrap();
            let (status, text, took) = vpnconform(folder, &command.replace("{}", &shown));
            let text = String::from_utf8_lossy(&text);
            let acts = text.chars().any(|c| {
                let shows = vpnconform::untrusted::is_direction(c);
                shows || c.is_control() && !matches!(c, '\n' | '\t')
            });
            let obeyed = text.lines().any(|line| line.trim_start().starts_with("::"))
                || text.contains("##[");
            if !matches!(status, Some(0..=7)) || acts || obeyed || took > WITHIN {
                wrong.push(format!(
                    "{number} of {command}: {status:?} {took:?}\n{text:.2000}"
                ));
            }
            refused += usize::from(status == Some(2));
        }
        fs::remove_dir_all(folder.join("damaged")).unwrap();
    }
    println!("{} damaged files, {refused} refused", READERS.len() * EACH);
    assert!(refused > EACH, "{refused}");
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_file_is_read_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (file, command) in [
        ("vpnconform.toml", "endpoint mine"),
        ("zeros", "report zeros"),
        ("zeros", "baseline check zeros zeros"),
        ("zeros", "replay zeros"),
        ("zeros", "endpoint http://127.0.0.1:1 --cacert zeros"),
    ] {
        // Of no size on the disk.
        let empty = fs::File::create(folder.join(file)).unwrap();
        empty.set_len(2 << 30).unwrap();
        let (status, text, took) = vpnconform(folder, command);
        let text = String::from_utf8_lossy(&text);
        assert!(text.contains("larger than"), "{command}: {text}");
        assert_eq!(status, Some(2), "{command}: {text}");
        assert!(took < WITHIN, "{command}: {took:?}");
    }
}
