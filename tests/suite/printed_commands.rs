//! Every command that an output prints can be pasted, and does what it says.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use vpnconform::reference::serve::{Server, serve};
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::rule;
use vpnconform::secret::Secret;
use vpnconform::secret::credentials::Credentials;

const KEY: (&str, &str) = ("AKIDPRINTEDCOMMANDS", "printed-commands-secret");

/// A server with two faults that asks for signatures.
fn server() -> Server {
    let mut options = ReferenceOptions {
        auth: Some(Credentials {
            access_key_id: KEY.0.to_owned(),
            secret_access_key: Secret::new(KEY.1),
            session_token: None,
        }),
        ..ReferenceOptions::default()
    };
    for fault in ["type-anything", "configuration-vpn-gateway-padded"] {
        options.faults.push(rule::fault(fault).unwrap().fault);
    }
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    serve(Arc::new(Reference::new(options)), address).unwrap()
}

/// The status and the output of a line in a shell, with the key in the environment and the built program in the path.
fn shell(folder: &Path, line: &str) -> (Option<i32>, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_vpnconform"));
    let path = std::env::var("PATH").unwrap();
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env(
            "PATH",
            format!("{}:{path}", program.parent().unwrap().display()),
        )
        .env("AWS_ACCESS_KEY_ID", KEY.0)
        .env("AWS_SECRET_ACCESS_KEY", KEY.1)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

/// The commands in a text: what begins with the name of the program.
fn commands(text: &str) -> BTreeSet<String> {
    let text = text
        .replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    let pieces = text.split(['\n', '`', '<']);
    let starts = pieces.filter_map(|piece| {
        piece
            .find("vpnconform ")
            .map(|at| piece[at..].trim().to_owned())
    });
    starts
        .filter(|line| {
            let word = line.split(' ').nth(1).unwrap_or_default();
            ["endpoint", "replay", "explain", "report", "sweep", "list"].contains(&word)
        })
        .collect()
}

#[test]
fn every_printed_command_works() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let run = format!(
        "vpnconform endpoint {} --auth v4 --cases 4 --only request/type-ipsec1-only --only configuration/no-padding \
         --report junit=j.xml --report html=r.html --report markdown=m.md -v",
        server.url()
    );
    let (status, text) = shell(folder.path(), &run);
    assert_eq!(status, Some(1), "{text}");
    let mut all = commands(&text);
    for name in ["j.xml", "r.html", "m.md"] {
        let report = std::fs::read_to_string(folder.path().join(name)).unwrap();
        all.extend(commands(&report));
    }
    let replays = all
        .iter()
        .filter(|line| line.contains("replay") && !line.contains("--curl"));
    assert!(replays.count() >= 2, "{all:#?}");
    for line in &all {
        // Each begins with the exchanges of the run that printed it.
        let kept = folder.path().join(".vpnconform/last.json");
        let before = std::fs::read(&kept).unwrap();
        // The whole run would take a minute; that it would be made is enough.
        let is_whole = line.contains(" endpoint ") && !line.contains("--only");
        let dry = if is_whole { " --dry-run" } else { "" };
        let (status, said) = shell(folder.path(), &format!("{line}{dry}"));
        assert!(matches!(status, Some(0 | 1)), "{line}: {status:?}: {said}");
        if line.contains("--only request/type-ipsec1-only") || line.contains("vpnconform report ") {
            assert_eq!(status, Some(1), "{line}: {said}");
        }
        std::fs::write(&kept, before).unwrap();
    }
}

#[test]
fn a_signed_run_is_replayed_signed() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let only = "--only request/type-ipsec1-only --cases 0";
    let run = format!("vpnconform endpoint {} --auth v4 {only}", server.url());
    let (_, text) = shell(folder.path(), &run);
    let replay = commands(&text)
        .into_iter()
        .find(|line| line.contains(" replay ") && !line.contains("--curl"));
    let replay = replay.unwrap_or_else(|| panic!("{text}"));
    assert!(replay.contains("--auth v4"), "{replay}");
    for line in [replay.as_str(), &replay.replace(" --auth v4", "")] {
        let (status, said) = shell(folder.path(), line);
        assert_eq!(status, Some(1), "{line}: {said}");
        let fails = "still fails request/type-ipsec1-only";
        assert!(said.contains(fails), "{said}");
    }
}

#[test]
fn a_fault_of_the_embedded_endpoint_is_explained_with_commands_that_show_it() {
    let folder = tempfile::tempdir().unwrap();
    for id in ["request/type-required", "parser/truncation-rejected"] {
        let (_, page) = shell(folder.path(), &format!("vpnconform explain {id}"));
        let shows = page
            .lines()
            .find(|line| {
                line.contains("fault ") && line.contains("vpnconform ") || line.contains("fault:")
            })
            .unwrap();
        let (status, said) = shell(folder.path(), shows.split('#').next().unwrap());
        assert_eq!(status, Some(1), "{shows}: {said}");
    }
}
