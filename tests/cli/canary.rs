//! Known secrets are planted wherever one can come from, and looked for in everything that any command writes.
//!
//! The keys of the reference are known because a recorder stands before it; it also says keys and credentials back in odd
//! places. The credentials stand in the environment. An adapter writes all it knows wherever it may write. A configuration
//! has a key where a name is wanted. Every command of the command line has to be in [`RUNS`]. What is started meanwhile is
//! watched: everybody on a machine can read the arguments of a process.

mod started;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use vpnconform::Endpoint;
use vpnconform::exchange::{HttpRequest, HttpResponse, TransportError};
use vpnconform::reference::serve::serve;
use vpnconform::reference::{Reference, ReferenceOptions};
use vpnconform::run::Options;
use vpnconform::secret::Secret;
use vpnconform::secret::credentials::Credentials;
use vpnconform::suite::plan;

use crate::canary::started::{Processes, Spy};

const ACCESS_KEY_ID: &str = "AKIDCANARYCANARY0001";
const SECRET_ACCESS_KEY: &str = "c4nary&Secret<Key>/\"with\"+marks'0001=";
const SESSION_TOKEN: &str = "c4nary//Session+Token&with<marks>==0002";
/// Put where the configuration and the command line want the name of a variable.
const MISPLACED: &str = "c4naryMisplacedKey/0003";

/// The commands, each with its arguments: `{url}` is the target, `{odd}` one that says secrets back.
const RUNS: &[(&str, &str)] = &[
    (
        "endpoint",
        "{url} --auth v2 --only secret/* --only auth/* --only error/* --only response/* -v --report json=run.json --report html=run.html",
    ),
    (
        "endpoint",
        "{odd} --auth v4 --only secret/* --only error/* --only request/t* --only state/d* --only request/generated* --cases 10 --regressions kept -v --report json=odd.json --report ndjson=odd.ndjson --report junit=odd.xml --report markdown=odd.md --report tap=odd.tap --report sarif=odd.sarif --report html=odd.html --report concise=odd.concise --report github=odd.github --report gitlab=odd.gitlab --report issue=odd-issues",
    ),
    (
        "replay",
        "request/type-required/twin --target {odd} --auth v4",
    ),
    (
        "replay",
        "request/type-required/absent --target {odd} --auth v2",
    ),
    ("replay", "request/type-required/absent --curl"),
    ("replay", "request/type-required/absent --rust"),
    ("replay", "request/type-required/absent --format sh"),
    ("replay", "request/type-required/absent --format boto3"),
    ("replay", "request/type-required/absent --format http"),
    ("replay", "request/type-ipsec1-only/next --format aws"),
    (
        "endpoint",
        "{odd} --auth v4-query --only auth/* --only error/* --report json=-",
    ),
    (
        "endpoint",
        "{odd} --auth none --only request/type-* --report json=unsigned.json",
    ),
    ("endpoint", "--seed 0 --report json=embedded.json"),
    ("endpoint", "http://127.0.0.1:1 --auth v4"),
    (
        "endpoint",
        "mine --auth v4 --only request/type-* --reset-command true",
    ),
    ("endpoint", "wrong --config wrong.toml"),
    (
        "endpoint",
        "{url} --auth v4 --secret-key-env c4naryMisplacedKey/0003",
    ),
    (
        "endpoint",
        "http://user:c4naryMisplacedKey%2F0003@127.0.0.1:1/",
    ),
    (
        "report",
        "odd.json --report markdown=again.md --report html=again.html",
    ),
    ("report", "run.json odd.json"),
    ("report", ".vpnconform/last.json"),
    (
        "baseline init",
        "odd.json --out baseline.toml --reason known",
    ),
    ("baseline check", "baseline.toml run.json"),
    ("baseline accept", "baseline.toml odd.json --reason again"),
    ("baseline prune", "baseline.toml run.json"),
    ("sweep", "{odd} --auth v4"),
    (
        "snapshot record",
        "{odd} --auth v4 --as odd@1 --folder recordings",
    ),
    (
        "snapshot record",
        "{url} --auth v4 --as honest@1 --folder recordings",
    ),
    (
        "snapshot record",
        "--exchanges .vpnconform/last.json --as last@1 --folder recordings",
    ),
    (
        "snapshot diff",
        "recordings/odd@1 recordings/honest@1 --report json=diff.json --report markdown=diff.md --report html=diff.html",
    ),
    ("snapshot list", "--folder recordings"),
    ("targets", ""),
    ("init", "--out new.toml"),
    (
        "parser",
        "--builtin vpnconform --cases 20 --cut-every 0 --skip parser/size-survived --report json=own.json -v",
    ),
    (
        "parser",
        "--one-shot --cases 5 --cut-every 0 --skip parser/*survived --regressions kept --report json=leaky.json --report html=leaky.html -v -- sh leaky.sh",
    ),
    ("parser", "--cases 5 -- sh leaky.sh hello"),
    (
        "parser",
        "--serve --one-shot --only parser/framing-read --report json=client.json -- sh leaky.sh {url}",
    ),
    (
        "fuzz parser",
        "--one-shot --time 5s --seed 3 --skip parser/*survived --corpus fuzzed --report json=fuzzed.json -- sh leaky.sh",
    ),
    (
        "fuzz endpoint",
        "{odd} --auth v4 --time 5s --seed 3 --only secret/* --only error/* --corpus fuzzed-requests --output-format json",
    ),
    ("generate", "documents --cases 40"),
    ("generate", "--corpus corpus --cases 5"),
    (
        "check",
        "documents --report json=checked.json --report html=checked.html --report markdown=checked.md --record kept.json",
    ),
    ("selftest", "--fault key-in-error-message"),
    ("list", ""),
    ("explain", "secret/absent-from-errors"),
    ("coverage", ""),
    ("completions", "bash"),
    ("man", "--out manual"),
    ("__parser-child", "vpnconform"),
    ("serve", "--listen 127.0.0.1:0 --require-auth"),
    ("proxy", "--upstream {url} --listen 127.0.0.1:0"),
];

/// An adapter that says its input and its environment back wherever it can.
const LEAKY: &str = r#"
body=$(cat | tr -d '\000')
env >&2
printf '%s' "$body" >&2
key=$(printf '%s' "$body" | tr '\n' ' ' | sed -n 's/.*pre_shared_key&gt;\([^&]*\)&lt;.*/\1/p; s/.*<pre_shared_key>\([^<]*\)<.*/\1/p' | head -c 200)
printf '{"state": "%s", "type": "%s %s", "vpnConnectionId": "%s"}' "$key" "$AWS_SESSION_TOKEN" "$(printf %s "$AWS_SECRET_ACCESS_KEY" | base64)" "$key"
case $key in *[02468]) exit 1 ;; *[13579]) kill -9 $$ ;; *[a-m]) exit 2 ;; *) exit 0 ;; esac
"#;

/// Before the reference: writes down every key that it gives away.
struct Recorder {
    reference: Reference,
    keys: Mutex<Vec<String>>,
    odd: bool,
    /// How many answers said secrets back: each says them in the next few forms,
    turn: AtomicUsize,
    /// and in the next place.
    places: AtomicUsize,
}

impl Recorder {
    fn new(seed: u64, odd: bool) -> Self {
        let credentials = Credentials {
            access_key_id: ACCESS_KEY_ID.to_owned(),
            secret_access_key: Secret::new(SECRET_ACCESS_KEY),
            session_token: Some(Secret::new(SESSION_TOKEN)),
        };
        Self {
            reference: Reference::new(ReferenceOptions {
                seed,
                // Who says secrets back lets everybody in, so that all requests come to that.
                auth: Some(credentials).filter(|_| !odd),
                ..ReferenceOptions::default()
            }),
            keys: Mutex::default(),
            odd,
            turn: AtomicUsize::new(0),
            places: AtomicUsize::new(0),
        }
    }

    fn keys(&self) -> Vec<String> {
        self.keys.lock().unwrap().clone()
    }
}

impl Endpoint for Recorder {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let mut response = self.reference.send(request)?;
        let text = String::from_utf8_lossy(&response.body).into_owned();
        for part in text.split("&lt;pre_shared_key&gt;").skip(1) {
            let key = part.split('&').next().unwrap();
            self.keys.lock().unwrap().push(key.to_owned());
        }
        if !self.odd {
            return Ok(response);
        }
        let secrets = [SECRET_ACCESS_KEY, SESSION_TOKEN].map(str::to_owned);
        let key = self.keys.lock().unwrap().last().cloned();
        let mut said = String::new();
        for secret in secrets.iter().chain(&key) {
            let forms = forms(secret);
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            for form in forms.iter().cycle().skip(turn * 2 % forms.len()).take(6) {
                said.push_str(form);
                said.push(' ');
            }
        }
        let one_line = said.replace(['\r', '\n'], " ");
        for name in ["X-Debug", "Location", "Server", "X-Amzn-RequestId"] {
            response
                .headers
                .push((name.to_owned(), format!("/?k={one_line}").into_bytes()));
        }
        let place = self.places.fetch_add(1, Ordering::Relaxed);
        if response.status >= 400 {
            response.body = plant(&text, &said, place);
        }
        response
            .headers
            .retain(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
        let length = response.body.len().to_string().into_bytes();
        response.headers.push(("Content-Length".to_owned(), length));
        Ok(response)
    }

    fn name(&self) -> String {
        self.reference.name()
    }
}

/// An error that says this in its message, and in another place each time.
fn plant(error: &str, said: &str, place: usize) -> Vec<u8> {
    let shown = said.replace('&', "&amp;").replace('<', "&lt;");
    let message = error.replace("</Message>", &format!(" {shown}</Message>"));
    let in_front_of =
        |mark: &str, planted: &str| message.replace(mark, &format!("{planted}{mark}"));
    let dashed = said.replace("--", "- -");
    let quoted = shown.replace('"', "&quot;");
    match place % 8 {
        0 => in_front_of("<Code>", &format!("<!-- {dashed} -->")),
        1 => in_front_of("</Code>", &shown),
        2 => in_front_of(
            "<Code>",
            &format!("<?debug {} ?>", said.replace("?>", "? >")),
        ),
        3 => in_front_of("</RequestID>", &shown),
        4 => in_front_of(
            "<Code>",
            &format!("<![CDATA[{}]]>", said.replace("]]>", "]] >")),
        ),
        5 => message.replace("<Error>", &format!("<Error debug=\"{quoted}\">")),
        6 => format!("{{\"message\": {}}}", serde_json::to_string(said).unwrap()),
        _ => format!("{message}\n{said}"),
    }
    .into_bytes()
}

/// The ways in which a secret may be written.
fn forms(secret: &str) -> Vec<String> {
    let percent = |digits: fn(u8) -> String| -> String {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        let each = secret.bytes();
        each.map(|b| {
            if plain(b) {
                char::from(b).to_string()
            } else {
                digits(b)
            }
        })
        .collect()
    };
    let xml = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    let base64 = BASE64_STANDARD_NO_PAD.encode(secret);
    let each = |form: fn(u8) -> String| -> String { secret.bytes().map(form).collect() };
    let level = Compression::default();
    vec![
        secret.to_owned(),
        xml.replace('&', "&amp;"),
        xml.replace('"', "&quot;"),
        xml,
        percent(|b| format!("%{b:02X}")),
        percent(|b| format!("%{b:02x}")),
        base64,
        secret.bytes().map(|b| format!("{b:02x}")).collect(),
        secret.bytes().map(|b| format!("{b:02X}")).collect(),
        serde_json::to_string(secret)
            .unwrap()
            .trim_matches('"')
            .to_owned(),
        secret.escape_debug().to_string(),
        secret.escape_default().to_string(),
        secret.to_uppercase(),
        secret.to_lowercase(),
        secret.chars().rev().collect(),
        each(|b| format!("%25{b:02X}")),
        each(|b| format!("%u{b:04x}")),
        each(|b| format!("\\x{b:02x}")),
        each(|b| format!("\\{b:03o}")),
        each(|b| format!("\\u{{{b:x}}}")),
        each(|b| format!("={b:02X}")),
        each(|b| format!("{b:02x}:")),
        each(|b| format!("0x{b:02x} ")),
        each(|b| format!("{b}, ")),
        each(|b| format!("&#{b};")),
        each(|b| format!("{}\u{200b}", char::from(b))),
        BASE64_STANDARD_NO_PAD.encode(BASE64_STANDARD_NO_PAD.encode(secret)),
        BASE64_STANDARD_NO_PAD.encode(each(|b| format!("{}\0", char::from(b)))),
        each(|b| format!("{b:08b} ")),
        each(|b| format!("&#x{b:x};")),
        each(|b| format!("\\U{b:08X}")),
        secret.chars().map(rotated).collect(),
        secret.chars().map(wide).collect(),
        serde_json::to_string(&serde_json::to_string(secret).unwrap()).unwrap(),
        BASE64_STANDARD_NO_PAD.encode(packed(GzEncoder::new(Vec::new(), level), secret)),
        BASE64_STANDARD_NO_PAD.encode(packed(ZlibEncoder::new(Vec::new(), level), secret)),
        BASE64_STANDARD_NO_PAD.encode(packed(DeflateEncoder::new(Vec::new(), level), secret)),
        digits(&packed(GzEncoder::new(Vec::new(), level), secret)),
        digits(&packed(DeflateEncoder::new(Vec::new(), level), secret)),
    ]
}

fn rotated(c: char) -> char {
    match c {
        'a'..='m' | 'A'..='M' => char::from(c as u8 + 13),
        'n'..='z' | 'N'..='Z' => char::from(c as u8 - 13),
        other => other,
    }
}

fn wide(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        other => other,
    }
}

fn packed<W: Write + Finish>(mut packer: W, secret: &str) -> Vec<u8> {
    packer.write_all(secret.as_bytes()).unwrap();
    packer.finish()
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

trait Finish {
    fn finish(self) -> Vec<u8>;
}

impl Finish for GzEncoder<Vec<u8>> {
    fn finish(self) -> Vec<u8> {
        Self::finish(self).unwrap()
    }
}

impl Finish for ZlibEncoder<Vec<u8>> {
    fn finish(self) -> Vec<u8> {
        Self::finish(self).unwrap()
    }
}

impl Finish for DeflateEncoder<Vec<u8>> {
    fn finish(self) -> Vec<u8> {
        Self::finish(self).unwrap()
    }
}

/// What a reader of an artefact sees: its bytes, and those without the escapes of HTML and of JSON.
fn views(text: &[u8]) -> [Vec<u8>; 3] {
    let read = String::from_utf8_lossy(text);
    let mut html = read.clone().into_owned();
    for (reference, character) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ] {
        html = html.replace(reference, character);
    }
    let json = read.replace("\\\"", "\"").replace("\\\\", "\\");
    [text.to_vec(), html.into_bytes(), json.into_bytes()]
}

/// Forms of secrets by their first eight bytes.
struct Needles(HashMap<[u8; 8], Vec<(String, String)>>);

impl Needles {
    fn new<'s>(secrets: impl Iterator<Item = &'s str>) -> Self {
        let mut all: HashMap<_, Vec<_>> = HashMap::new();
        for secret in secrets {
            for form in forms(secret) {
                let head = *form.as_bytes().first_chunk().unwrap();
                all.entry(head).or_default().push((form, secret.to_owned()));
            }
        }
        Self(all)
    }

    /// The secrets that stand in this text, each with what stands around it.
    fn found(&self, text: &[u8]) -> Vec<String> {
        let views = views(text);
        views.iter().flat_map(|text| self.in_view(text)).collect()
    }

    fn in_view(&self, text: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for (at, head) in text.windows(8).enumerate() {
            let known = self.0.get(head).into_iter().flatten();
            for (form, secret) in known {
                if text[at..].starts_with(form.as_bytes()) {
                    let around = &text[at.saturating_sub(60)..text.len().min(at + form.len() + 20)];
                    let around = String::from_utf8_lossy(around);
                    found.push(format!("{secret:?} as {form:?} in {around:?}"));
                }
            }
        }
        found
    }
}

/// Whether a command sends to a target, or reads what such a run has written.
fn is_of_a_target(command: &str) -> bool {
    const OTHERS: &[&str] = &[
        "__parser-child",
        "check",
        "completions",
        "coverage",
        "explain",
        "fuzz parser",
        "generate",
        "init",
        "list",
        "man",
        "parser",
        "selftest",
    ];
    !OTHERS.contains(&command)
}

/// Every command of the program, by the pages of its manual.
fn commands(folder: &Path) -> BTreeSet<String> {
    let status = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .args(["man", "--out"])
        .arg(folder)
        .status()
        .unwrap();
    assert!(status.success());
    let pages: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| {
            let name = entry.unwrap().file_name().into_string().unwrap();
            let path = name.strip_prefix("vpnconform-")?.strip_suffix(".1")?;
            Some(path.replace('-', " "))
        })
        .collect();
    let has_commands = |name: &str| pages.iter().any(|p| p.starts_with(&format!("{name} ")));
    pages.iter().filter(|p| !has_commands(p)).cloned().collect()
}

fn run(folder: &Path, command: &str, arguments: &str, spy: &Spy, processes: &Processes) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vpnconform"))
        .args(command.split(' '))
        .args(arguments.split(' ').filter(|a| !a.is_empty()))
        .current_dir(folder)
        .env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID)
        .env("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
        .env("AWS_SESSION_TOKEN", SESSION_TOKEN)
        .env("VPNCONFORM_ACCESS_KEY_ID", ACCESS_KEY_ID)
        .env("VPNCONFORM_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
        .env("VPNCONFORM_SESSION_TOKEN", SESSION_TOKEN)
        .env("RUST_BACKTRACE", "1")
        .env("PATH", spy.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let watched = processes.watch(child.id());
    let mut said = Vec::new();
    if ["serve", "proxy"].contains(&command) {
        // It ends when it is told to, and has said by then what it will say.
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        while !String::from_utf8_lossy(&said).contains("serving on") {
            assert!(stdout.read_until(b'\n', &mut said).unwrap() > 0, "{said:?}");
        }
        child.kill().unwrap();
        stdout.read_to_end(&mut said).unwrap();
    }
    let mut output = child.wait_with_output().unwrap();
    drop(watched);
    output.stdout.extend(said);
    output
}

/// Every file below the folder.
fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, into);
        } else {
            into.push(path);
        }
    }
}

/// The keys in a document for parsers, as far as they are plain there. Those of the page's example are no secrets.
fn document_keys(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text)
        .replace("&lt;", "<")
        .replace("&gt;", ">");
    let parts = text.split("<pre_shared_key>").skip(1);
    parts
        .filter_map(|part| part.split('<').next())
        .filter(|key| key.len() >= 12 && !key.contains(['&', ' ', '\n']))
        .filter(|key| !key.starts_with("plain-text-password"))
        .filter(|key| key.contains(char::is_alphabetic))
        .map(str::to_owned)
        .collect()
}

/// The keys of an embedded run: the same seed gives the same keys.
fn embedded_keys() -> Vec<String> {
    let recorder = Recorder::new(0, true);
    let options = Options {
        patience: Duration::ZERO,
        ..Options::default()
    };
    plan::run(&recorder, &options, &(), &AtomicBool::new(false)).unwrap();
    recorder.keys()
}

#[test]
fn no_command_gives_a_secret_away() {
    let tested: BTreeSet<String> = RUNS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let pages = tempfile::tempdir().unwrap();
    let mut known = commands(pages.path());
    known.retain(|name| !name.starts_with("help"));
    // The manual does not show what the program runs itself.
    let shown: BTreeSet<String> = tested
        .iter()
        .filter(|n| !n.starts_with("__"))
        .cloned()
        .collect();
    assert_eq!(known, shown, "a command without a run");

    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let honest = Arc::new(Recorder::new(7, false));
    let odd = Arc::new(Recorder::new(8, true));
    let any = "127.0.0.1:0".parse().unwrap();
    let honest_server = serve(Arc::clone(&honest) as Arc<dyn Endpoint>, any).unwrap();
    let odd_server = serve(Arc::clone(&odd) as Arc<dyn Endpoint>, any).unwrap();
    let own = ["vpnconform.toml", "wrong.toml", "leaky.sh"].map(|name| folder.join(name));
    let mine = format!("[targets.mine]\nurl = \"{}\"\n", honest_server.url());
    let wrong = mine.replace("mine", "wrong");
    let wrong = format!("{wrong}secret-key-env = \"{MISPLACED}\"\nsecret = \"{MISPLACED}\"\n");
    for (path, text) in own.iter().zip([mine.as_str(), &wrong, LEAKY]) {
        fs::write(path, text).unwrap();
    }

    let spied = tempfile::tempdir().unwrap();
    let spy = Spy::new(spied.path());
    let processes = Processes::default();
    let artefacts = Mutex::new(Vec::new());
    let play = |(command, arguments): &(&str, &str)| {
        let arguments = match *command {
            "parser" => (*arguments).to_owned(),
            _ => arguments
                .replace("{url}", &honest_server.url())
                .replace("{odd}", &odd_server.url()),
        };
        let output = run(folder, command, &arguments, &spy, &processes);
        let name = format!("vpnconform {command} {arguments}");
        let status = output.status.code();
        assert_ne!(status, Some(101), "{name} panicked");
        println!(
            "{status:?} {name}: {} and {} bytes",
            output.stdout.len(),
            output.stderr.len()
        );
        artefacts.lock().unwrap().extend([
            (format!("stdout of {name}"), output.stdout),
            (format!("stderr of {name}"), output.stderr),
        ]);
    };
    // Whoever reads what an earlier one wrote comes after it.
    let (targets, others): (Vec<_>, Vec<_>) = RUNS.iter().partition(|run| is_of_a_target(run.0));
    thread::scope(|scope| {
        scope.spawn(|| others.into_iter().for_each(play));
        targets.into_iter().for_each(play);
    });
    let mut artefacts = artefacts.into_inner().unwrap();
    let mut paths = Vec::new();
    files(folder, &mut paths);
    let mut secrets = BTreeSet::new();
    let mut corpus = Vec::new();
    for path in paths {
        let text = fs::read(&path).unwrap();
        // The documents for other parsers have to have their keys; no other artefact may have one of those.
        if path.starts_with(folder.join("documents")) {
            secrets.extend(document_keys(&text));
        } else if path.starts_with(folder.join("fuzzed")) || path.starts_with(folder.join("corpus"))
        {
            // Documents too: what they may not have is a key that was served, or one of the environment.
            corpus.push((path.display().to_string(), text));
        } else if !own.contains(&path) {
            artefacts.push((path.display().to_string(), text));
        }
    }
    assert!(secrets.len() >= 5, "{secrets:?}");
    #[cfg(unix)]
    for name in [
        ".vpnconform/last.json",
        ".vpnconform/ledger.ndjson",
        "kept.json",
    ] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.join(name))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{name} is for its owner alone");
    }

    let environment = [SECRET_ACCESS_KEY, SESSION_TOKEN, MISPLACED];
    let mut served = BTreeSet::new();
    for keys in [honest.keys(), odd.keys(), embedded_keys()] {
        assert!(keys.len() > 50, "{} keys", keys.len());
        served.extend(keys);
    }
    let hidden = Needles::new(served.iter().map(String::as_str).chain(environment));
    assert!(!corpus.is_empty());
    secrets.extend(served.iter().cloned());
    let all = secrets.iter().map(String::as_str);
    let needles = Needles::new(all.chain(environment));
    let bytes: usize = artefacts.iter().map(|(_, text)| text.len()).sum();
    println!(
        "{} secrets in {} forms looked for in {} artefacts of {bytes} bytes",
        secrets.len() + environment.len(),
        forms("12345678").len(),
        artefacts.len()
    );
    // What is looked for would be found.
    for secret in environment {
        assert!(!needles.found(format!("<{secret}>").as_bytes()).is_empty());
    }
    let started = spy.started();
    let [arguments, seen] = processes.seen();
    println!(
        "{} processes started by name, {} more argument lists and {} environments seen",
        started.len(),
        arguments.len(),
        seen.len()
    );
    assert!(!cfg!(unix) || started.len() > 5);
    assert!(!cfg!(target_os = "linux") || arguments.len() > 5);
    let arguments: Vec<_> = started
        .iter()
        .map(|s| &s.arguments)
        .chain(&arguments)
        .collect();
    let environments = started.iter().map(|s| &s.environment).chain(&seen);
    // The credentials came by the environment, and go on so.
    let keys = Needles::new(served.iter().map(String::as_str));
    let wholly = artefacts
        .iter()
        .chain(arguments)
        .map(|artefact| (artefact, &needles));
    let in_part = corpus.iter().map(|artefact| (artefact, &hidden));
    let of_keys = environments.map(|artefact| (artefact, &keys));
    let leaks: Vec<String> = wholly
        .chain(in_part)
        .chain(of_keys)
        .flat_map(|((name, text), needles)| {
            let found = needles.found(text);
            let count = found.len();
            let shown = found.into_iter().take(3);
            shown.map(move |leak| format!("{name} ({count}): {leak}"))
        })
        .collect();
    assert!(
        leaks.is_empty(),
        "{} leaks:\n{}",
        leaks.len(),
        leaks.join("\n")
    );
}
