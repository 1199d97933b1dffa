//! What is run.

/// The commands, each with its arguments: `{url}` is the target, `{odd}` one that says secrets back.
pub const RUNS: &[(&str, &str)] = &[
    (
        "endpoint",
        "{url} --auth v2 --only secret/* --only auth/* --only error/* --only response/* -v --report json=run.json --report html=run.html",
    ),
    (
        "endpoint",
        "{odd} --auth v4 --only secret/* --only error/* --only request/ty* --only state/d* --only request/generated* --cases 5 --regressions kept -v --report json=odd.json --report ndjson=odd.ndjson --report junit=odd.xml --report markdown=odd.md --report tap=odd.tap --report sarif=odd.sarif --report html=odd.html --report concise=odd.concise --report github=odd.github --report gitlab=odd.gitlab --report issue=odd-issues",
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
        "--one-shot --cases 5 --cut-every 0 --only parser/dtd --only parser/text-kept --regressions kept --report json=leaky.json --report html=leaky.html -v -- sh leaky.sh",
    ),
    ("parser", "--cases 5 --timeout 1s -- sh leaky.sh hello"),
    (
        "parser",
        "--serve --one-shot --only parser/framing-read --report json=client.json -- sh leaky.sh {url}",
    ),
    (
        "fuzz parser",
        "--one-shot --cases 20 --seed 3 --only parser/text-kept --only parser/m* --corpus fuzzed --report json=fuzzed.json -- sh leaky.sh",
    ),
    (
        "fuzz endpoint",
        "{odd} --auth v4 --cases 16 --seed 3 --only secret/absent-from-errors --corpus fuzzed-requests --output-format json",
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
pub const LEAKY: &str = r#"
body=$(cat | tr -d '\000')
env >&2
printf '%s' "$body" >&2
key=$(printf '%s' "$body" | tr '\n' ' ' | sed -n 's/.*pre_shared_key&gt;\([^&]*\)&lt;.*/\1/p; s/.*<pre_shared_key>\([^<]*\)<.*/\1/p' | head -c 200)
printf '{"state": "%s", "type": "%s %s", "vpnConnectionId": "%s"}' "$key" "$AWS_SESSION_TOKEN" "$(printf %s "$AWS_SECRET_ACCESS_KEY" | base64)" "$key"
case $key in *[02468]) exit 1 ;; *[13579]) kill -9 $$ ;; *[a-m]) exit 2 ;; *) exit 0 ;; esac
"#;

/// Whether a command sends to a target, or reads what such a run has written.
pub fn is_of_a_target(command: &str) -> bool {
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
