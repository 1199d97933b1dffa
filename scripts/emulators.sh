#!/usr/bin/env bash
# Runs the suite against servers of EC2, each in a throw-away environment, and holds the results against what is known.
#
#   scripts/emulators.sh [--record] [--once] [--findings] [--all | NAME@VERSION...]
#
# Without names: moto@5.2.5 moto@4.2.14 ministack@1.5.33; --all: those of scripts/emulators/systems.sh
#
# Each server is asked by requests that are signed, and in the version that clients of our day speak. The first run is repeated twice
# on the same process and must say the same again. No run may take more than 100 MB.
# The three by default are also asked by requests that are not signed, recorded (`snapshot record`), and compared with the recording that is
# committed; with both versions of moto, what `snapshot diff` says of the two is held against scripts/expect-moto-diff.tsv.
#
# --record     keeps verdicts (and the recording) under snapshots/targets/NAME@VERSION/; then `cargo xtask bless` renews the matrix
# --once       does not repeat the run
# --findings   runs every command and every reproduction that the signed run prints (scripts/findings.sh)
#
# Reports (JSON, JUnit, Markdown, HTML) and captures are left under target/emulators/NAME@VERSION.run/.
#
# VPNCONFORM       the program (default: the release build)
# VPNCONFORM_VENV  a folder for the environments that is kept (default: a temporary one)
# CI_STRICT=1      a system whose needs are absent fails; else it is skipped, with the reason
#
# Needs python3 with venv and pip's network for the first installation. All traffic of the run stays on 127.0.0.1.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/emulators/systems.sh
. scripts/emulators/systems.sh

record=no
findings=no
once=no
recorded=(moto@5.2.5 moto@4.2.14 ministack@1.5.33)
systems=()
for argument in "$@"; do
    case $argument in
    --record) record=yes ;;
    --once) once=yes ;;
    --findings) findings=yes ;;
    --all) systems=("${all_systems[@]}") ;;
    -*) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
    *) systems+=("$argument") ;;
    esac
done
[ ${#systems[@]} -gt 0 ] || systems=("${recorded[@]}")
if [ -z "${VPNCONFORM:-}" ]; then
    cargo build --quiet --release --bin vpnconform
    VPNCONFORM=${CARGO_TARGET_DIR:-target}/release/vpnconform
fi
program=("$VPNCONFORM")
cargo build --quiet --package xtask
xtask=${CARGO_TARGET_DIR:-target}/debug/xtask
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN

temporary=$(mktemp -d)
server=
stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
        server=
    fi
}
trap 'stop; rm -rf "$temporary"' EXIT
trap 'exit 130' INT TERM

# Serves it anew whenever it has ended, until it is told to end itself; $again names the file with the number of its process.
serve_again() {
    local child
    trap 'trap - TERM; kill "$child"; exit' TERM
    while :; do
        serve "$@" &
        child=$!
        echo "$child" >"$again"
        wait "$child" || true
    done
}

# One that nothing was done to yet, at $url: start SYSTEM VENV LOG [serve_again].
start() {
    stop
    local port
    port=$("$xtask" free-port)
    url=http://127.0.0.1:$port
    "${4:-serve}" "$1" "$2" "$port" >"$3" 2>&1 &
    server=$!
    "$xtask" wait-ec2 "$url" "$server"
}

is_recorded() {
    [[ " ${recorded[*]} " == *" $1 "* ]]
}

run() {
    local name=$1; shift
    local status=0 meter=()
    [ ! -x /usr/bin/time ] || meter=(/usr/bin/time --quiet --output "$out/$name.cost" --format '%e s, %U s of the processor, %M kB')
    env "${key[@]}" "${meter[@]}" "${program[@]}" endpoint "$url" "$@" "${options[@]}" --quiet \
        --report "json=$out/$name.json" --report "junit=$out/$name.xml" --report "markdown=$out/$name.md" \
        --record "$out/$name-evidence.json" || status=$?
    echo "$name run: exit status $status${meter:+, $(cat "$out/$name.cost")}"
    case $status in 0 | 1 | 3 | 7) ;; *) return 1 ;; esac
    [ ${#meter[@]} -eq 0 ] || [ "$(sed 's/.*, \([0-9]*\) kB/\1/' "$out/$name.cost")" -lt 100000 ] || { echo "MISS  $name run: more than 100 MB"; return 1; }
}

failed=no
for system in "${systems[@]}"; do
    echo "== $system"
    venv=${VPNCONFORM_VENV:-$temporary}/${system/@/-}
    needs "$system" || { [ "${CI_STRICT:-0}" != 1 ] || failed=yes; continue; }
    install "$system" "$venv"
    auth=$(auth_of "$system")
    mapfile -t options < <(options_of "$system")
    out=target/emulators/$system.run
    rm -rf "$out"
    mkdir -p "$out"
    start "$system" "$venv" "$out/server.log"
    # Most find the service by the scope of the signature and verify none. Without one they answer as S3.
    run signed --auth "$auth" || failed=yes
    if [ "$once" = no ]; then
        for again in signed-2 signed-3; do
            run "$again" --auth "$auth" || failed=yes
        done
        same=("$out/signed.json" "$out/signed-2.json" "$out/signed-3.json")
        ! loses_lists "$system" || same=("${same[@]:1}")
        "$xtask" same-runs "${same[@]}" || failed=yes
    fi
    keeps "$system" || "$xtask" nothing-left "$url" || failed=yes
    reports=("$out/signed.json" "$out/modern.json")
    if is_recorded "$system"; then
        # Fixed ids, since nothing can be made: whatever is asked is answered by S3.
        run unsigned --auth none --customer-gateway-id cgw-0a1b2c3d --vpn-gateway-id vgw-0a1b2c3d || failed=yes
        reports+=("$out/unsigned.json")
    fi
    # What clients of our day speak.
    start "$system" "$venv" "$out/server-modern.log"
    run modern --auth "$auth" --api-version 2016-11-15 || failed=yes
    keeps "$system" || "$xtask" nothing-left "$url" || failed=yes
    if [ "$findings" = yes ]; then
        again=$PWD/$out/server.process
        reset=$(reset_of "$system")
        start "$system" "$venv" "$out/server-findings.log" serve_again
        forget=(--restart "$again")
        [ -z "$reset" ] || forget=(--forget "$url$reset")
        ! keeps "$system" || forget+=(--keeps)
        env "${key[@]}" VPNCONFORM="$VPNCONFORM" scripts/findings.sh "$url" "$out/findings" --auth "$auth" \
            --causes "$(causes_of "$system")" "${forget[@]}" "${options[@]}" || failed=yes
    fi
    "${program[@]}" report "$out/signed.json" --evidence "$out/signed-evidence.json" --name "${system/@/ }" \
        --report "html=$out/report.html" || [ $? != 2 ] || failed=yes
    stop
    [ ! -x "$venv/bin/pip" ] || "$venv/bin/pip" freeze --disable-pip-version-check >"$out/requirements.txt"
    "$xtask" expect "scripts/expect-$system.tsv" "${reports[@]}" || failed=yes
    "${program[@]}" snapshot record --exchanges "$out/signed-evidence.json" --as "$system" --folder target/emulators --replace || failed=yes
    evidence=snapshots/targets/$system
    parts=(checks.json)
    ! is_recorded "$system" || parts=(checks.json cases documents)
    if [ "$record" = yes ]; then
        mkdir -p "$evidence"
        if [ ${#parts[@]} -gt 1 ]; then
            "${program[@]}" snapshot record --exchanges "$out/signed-evidence.json" --as "$system" --replace
        else
            cp "target/emulators/$system/checks.json" "$evidence/checks.json"
        fi
        [ ! -f "$out/requirements.txt" ] || cp "$out/requirements.txt" "$evidence/requirements.txt"
        echo "recorded under $evidence"
    fi
    if [ -f "$evidence/snapshot.json" ]; then
        "${program[@]}" snapshot diff "$evidence" "target/emulators/$system" --deny any || failed=yes
    fi
    for part in "${parts[@]}"; do
        diff -r "$evidence/$part" "target/emulators/$system/$part" || failed=yes
    done
done
all=" ${systems[*]} "
if [[ $all == *" moto@4.2.14 "* && $all == *" moto@5.2.5 "* ]]; then
    echo "== moto 4.2.14 and 5.2.5 compared"
    status=0
    "${program[@]}" snapshot diff moto@4.2.14 moto@5.2.5 --folder target/emulators \
        --report json=target/emulators/diff.json --report markdown=target/emulators/diff.md >target/emulators/diff.txt || status=$?
    [ "$status" = 1 ] || { echo "MISS  exit status $status: the order of elements and the namespace of errors are regressions"; failed=yes; }
    "$xtask" expect-diff scripts/expect-moto-diff.tsv target/emulators/diff.json || failed=yes
fi
[ "$failed" = no ]
