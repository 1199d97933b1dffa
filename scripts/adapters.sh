#!/bin/sh
# The parsers under adapters/: what they need, how they are run, what the suite says of them.
#   scripts/adapters.sh list | command NAME | options NAME | install [NAME...] | run [NAME...] | record
# `record` runs all and keeps their tables in corpora/evidence/parsers; then `cargo xtask bless` renews the matrix.
# Everything goes to $VPNCONFORM_ADAPTERS (default target/adapters), reports and tables to $VPNCONFORM_EVIDENCE (default
# target/adapters/results). Documents that others have failed are given too ($VPNCONFORM_REGRESSIONS, default
# corpora/regressions/parsers), and what generation newly finds is added there. `run` fails when a parser no longer shows what
# corpora/evidence/parsers/expected.tsv says of it.
set -u
cd "$(dirname "$0")/.." || exit 2
store=${VPNCONFORM_ADAPTERS:-$PWD/target/adapters}
evidence=${VPNCONFORM_EVIDENCE:-target/adapters/results}
regressions=${VPNCONFORM_REGRESSIONS:-corpora/regressions/parsers}
all="botocore boto2 boto3 etree lxml lxml-pipeline minidom xmltodict fast-xml-parser xml2js aws-sdk-js aws-smithy-xml quick-xml-serde awk curl encoding-xml jdk-dom jdk-stax simplexml rexml"

command_of() {
    case $1 in
    boto3) echo "$store/venv/bin/python adapters/python/boto3_client.py" ;;
    curl) echo "curl -sSf -X POST -d Action=CreateVpnConnection&Version=2012-04-01 {url}" ;;
    lxml-pipeline) echo "$store/venv/bin/python adapters/python/lxml_pipeline.py" ;;
    botocore | boto2 | etree | lxml | minidom | xmltodict) echo "$store/venv/bin/python adapters/python/$1_adapter.py" ;;
    fast-xml-parser) echo "env NODE_PATH=$store/npm/node_modules node adapters/node/fast_xml_parser.js" ;;
    xml2js) echo "env NODE_PATH=$store/npm/node_modules node adapters/node/xml2js.js" ;;
    aws-sdk-js) echo "env NODE_PATH=$store/npm/node_modules node adapters/node/aws_sdk_client.js" ;;
    aws-smithy-xml | quick-xml-serde) echo "$store/rust/release/vpnconform-adapter-$1" ;;
    awk) echo "adapters/shell/awk_adapter.sh" ;;
    encoding-xml) echo "$store/go/encoding-xml" ;;
    jdk-dom) echo "java -cp $store/java DomAdapter" ;;
    jdk-stax) echo "java -cp $store/java StaxAdapter" ;;
    simplexml) echo "php adapters/php/simplexml.php" ;;
    rexml) echo "ruby adapters/ruby/rexml.rb" ;;
    *) echo "no adapter named $1: one of $all" >&2; return 2 ;;
    esac
}

# How `vpnconform parser` runs it. curl reads no XML: it is asked about HTTP alone.
options_of() {
    case $1 in
    awk) echo "--one-shot" ;;
    lxml-pipeline) echo "--pipeline" ;;
    boto3 | aws-sdk-js) echo "--serve" ;;
    curl) echo "--serve --one-shot --only parser/*framing* --only parser/error-status*" ;;
    esac
}

venv() {
    command -v python3 >/dev/null || { echo "absent: python3"; return 1; }
    [ -x "$store/venv/bin/python" ] || python3 -m venv "$store/venv" || return 1
    [ -z "$1" ] || "$store/venv/bin/python" -m pip install -q --disable-pip-version-check "$1"
}

npm_package() {
    command -v node >/dev/null && command -v npm >/dev/null || { echo "absent: node or npm"; return 1; }
    npm install --silent --no-audit --no-fund --prefix "$store/npm" "$1" >/dev/null
}

install_one() {
    mkdir -p "$store"
    case $1 in
    botocore | boto3 | xmltodict) venv "$1" ;;
    boto2) venv boto ;;
    lxml | lxml-pipeline) venv lxml ;;
    etree | minidom) venv "" ;;
    fast-xml-parser | xml2js) npm_package "$1" ;;
    aws-sdk-js) npm_package @aws-sdk/client-ec2 ;;
    aws-smithy-xml | quick-xml-serde)
        cargo build -q --release --manifest-path "adapters/rust/$1/Cargo.toml" --target-dir "$store/rust" ;;
    encoding-xml)
        # shellcheck source=scripts/go.sh
        . scripts/go.sh
        command -v go >/dev/null || { echo "absent: go"; return 1; }
        (cd adapters/go && go build -o "$store/go/encoding-xml" .) ;;
    jdk-dom | jdk-stax)
        command -v javac >/dev/null || { echo "absent: javac"; return 1; }
        javac -d "$store/java" adapters/java/*.java ;;
    simplexml) php -r 'exit(extension_loaded("simplexml") ? 0 : 1);' 2>/dev/null || { echo "absent: php with SimpleXML"; return 1; } ;;
    rexml) ruby -e 'require "rexml/document"' 2>/dev/null || { echo "absent: ruby with REXML"; return 1; } ;;
    awk | curl) command -v "$1" >/dev/null || { echo "absent: $1"; return 1; } ;;
    *) command_of "$1" ;;
    esac
}

install() {
    for name in "$@"; do
        if why=$(install_one "$name" 2>&1); then echo "ready    $name"; else echo "absent   $name: $why"; fi
    done
}

run() {
    tool=${VPNCONFORM:-target/release/vpnconform}
    [ -x "$tool" ] || { echo "no $tool: cargo build --release, or set VPNCONFORM" >&2; exit 2; }
    mkdir -p "$evidence"
    for name in "$@"; do
        # Words are split, but `*` stays what it is.
        set -f
        # shellcheck disable=SC2046
        "$tool" parser -q $(options_of "$name") --name "$name" --regressions "$regressions" \
            --evidence "$evidence/$name.json" -- $(command_of "$name")
        status=$?
        set +f
        case $status in
        0) echo "conforms $name" ;;
        1) echo "findings $name (see $evidence/$name.json)" ;;
        *) echo "not run  $name: scripts/adapters.sh install $name" ;;
        esac
    done
    cargo xtask parsers "$evidence"
}

what=${1:-list}
[ $# -gt 0 ] && shift
# shellcheck disable=SC2086
# shellcheck disable=SC2048,SC2086 # words
case $what in
list) for name in $all; do echo "$name: $(options_of "$name") -- $(command_of "$name")"; done ;;
options) options_of "${1:?a name}" ;;
command) command_of "${1:?a name}" ;;
install) install ${*:-$all} ;;
run) run ${*:-$all} ;;
record)
    run $all && cp "$evidence/README.md" "$evidence/verdicts.tsv" corpora/evidence/parsers/
    ;;
*) sed -n '2,/^set/{/^#/p}' "$0"; exit 2 ;;
esac
