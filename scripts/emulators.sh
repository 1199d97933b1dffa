#!/usr/bin/env bash
# Runs the suite against emulators of EC2, each in a throw-away environment, and holds the results against what is known.
#
#   scripts/emulators.sh [--record] [NAME@VERSION...]      moto@5.2.5 moto@4.2.14 ministack@1.5.33 (all by default)
#
# Each run is also recorded (`snapshot record`) and compared with the recording that is committed; with both versions of moto,
# what `snapshot diff` says of the two is held against scripts/expect-moto-diff.tsv.
#
# --record   keeps the recording under snapshots/targets/NAME@VERSION/; then `cargo xtask bless` renews the matrix
#
# Reports (JSON, JUnit, Markdown, HTML) and captures are left under target/emulators/NAME@VERSION.run/.
#
# VPNCONFORM       the program (default: cargo run --release --)
# VPNCONFORM_VENV  a folder for the environments that is kept (default: a temporary one)
#
# Needs python3 with venv and pip's network for the first installation. All traffic of the run stays on 127.0.0.1.
set -euo pipefail
cd "$(dirname "$0")/.."

record=no
systems=()
for argument in "$@"; do
    case $argument in
    --record) record=yes ;;
    -*) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
    *) systems+=("$argument") ;;
    esac
done
[ ${#systems[@]} -gt 0 ] || systems=(moto@5.2.5 moto@4.2.14 ministack@1.5.33)
read -r -a program <<<"${VPNCONFORM:-cargo run --quiet --release --}"
cargo build --quiet --package xtask
xtask=${CARGO_TARGET_DIR:-target}/debug/xtask

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

# A venv with this system. moto 4.2 imports pkg_resources, which newer setuptools no longer have.
install() {
    local system=$1 venv=$2 pins
    [ ! -x "$venv/bin/pip" ] || return 0
    case $system in
    moto@4.*) pins=("moto[server,ec2]==${system#*@}" "setuptools<81") ;;
    moto@*) pins=("moto[server,ec2]==${system#*@}") ;;
    ministack@*) pins=("ministack==${system#*@}") ;;
    *) echo "$system is no system that this script knows" >&2; return 1 ;;
    esac
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "${pins[@]}"
}

# Its server, on loopback alone.
serve() {
    case $1 in
    moto@*) exec "$2/bin/moto_server" -H 127.0.0.1 -p "$3" ;;
    ministack@*) exec "$2/bin/hypercorn" -b "127.0.0.1:$3" ministack.app:app ;;
    esac
}

# One that nothing was done to yet, at $url.
start() {
    stop
    local port
    port=$("$xtask" free-port)
    url=http://127.0.0.1:$port
    serve "$1" "$2" "$port" >"$3" 2>&1 &
    server=$!
    "$xtask" wait-ec2 "$url" "$server"
}

run() {
    local name=$1; shift
    local status=0
    "${program[@]}" endpoint "$url" "$@" --quiet \
        --report "json=$out/$name.json" --report "junit=$out/$name.xml" --report "markdown=$out/$name.md" \
        --record "$out/$name-evidence.json" || status=$?
    echo "$name run: exit status $status"
    case $status in 0 | 1 | 3) ;; *) return 1 ;; esac
}

failed=no
for system in "${systems[@]}"; do
    echo "== $system"
    venv=${VPNCONFORM_VENV:-$temporary}/${system/@/-}
    install "$system" "$venv"
    out=target/emulators/$system.run
    rm -rf "$out"
    mkdir -p "$out"
    start "$system" "$venv" "$out/server.log"
    # They find the service by the scope of the signature and verify none. Without one they answer as S3.
    AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=example run signed --auth v4 || failed=yes
    "$xtask" nothing-left "$url" || failed=yes
    # Fixed ids, since nothing can be made: whatever is asked is answered by S3.
    run unsigned --auth none --customer-gateway-id cgw-0a1b2c3d --vpn-gateway-id vgw-0a1b2c3d || failed=yes
    # What clients of our day speak.
    start "$system" "$venv" "$out/server-modern.log"
    AWS_ACCESS_KEY_ID=AKIDEXAMPLE AWS_SECRET_ACCESS_KEY=example run modern --auth v4 --api-version 2016-11-15 || failed=yes
    "$xtask" nothing-left "$url" || failed=yes
    "${program[@]}" report "$out/signed.json" --evidence "$out/signed-evidence.json" --name "${system/@/ }" \
        --report "html=$out/report.html"
    stop
    "$venv/bin/pip" freeze --disable-pip-version-check >"$out/requirements.txt"
    "$xtask" expect "scripts/expect-$system.tsv" "$out/signed.json" "$out/unsigned.json" "$out/modern.json" || failed=yes
    "${program[@]}" snapshot record --exchanges "$out/signed-evidence.json" --as "$system" --folder target/emulators --replace || failed=yes
    evidence=snapshots/targets/$system
    if [ "$record" = yes ]; then
        mkdir -p "$evidence"
        "${program[@]}" snapshot record --exchanges "$out/signed-evidence.json" --as "$system" --replace
        cp "$out/requirements.txt" "$evidence/requirements.txt"
        echo "recorded under $evidence"
    fi
    if [ -f "$evidence/snapshot.json" ]; then
        "${program[@]}" snapshot diff "$evidence" "target/emulators/$system" --deny any || failed=yes
        for part in checks.json cases documents; do
            diff -r "$evidence/$part" "target/emulators/$system/$part" || failed=yes
        done
    fi
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
