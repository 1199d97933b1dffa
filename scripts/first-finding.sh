#!/usr/bin/env bash
# The seconds from nothing to all findings on a server, for each way to get the program.
#
#   scripts/first-finding.sh FOLDER URL [WAY...]      archive pip uvx pipx npx pytest go cargo (default: all)
#
# FOLDER has the artifacts of `cargo xtask dist`; URL is a server that runs, such as moto. Each way begins in an empty folder, with an
# empty cache of its tool where the tool is what installs the program; the server is emptied by /moto-api/reset where it has that.
# A way whose tool is absent is named with ABSENT. Others at work on the machine change the seconds, and hardly those of CPU.
#
# SERVER   the process of the server, whose CPU counts too
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 2 ] || { sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2; }
repository=$PWD
dist=$(cd "$1" && pwd)
url=$2
shift 2
[ $# -gt 0 ] || set -- archive pip uvx pipx npx pytest go cargo
export AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any
wheel=$(ls "$dist"/vpnconform-*.whl)
temporary=$(mktemp -d)
trap 'chmod -R u+w "$temporary"; rm -rf "$temporary"' EXIT

by_archive() { tar -xzf "$dist"/vpnconform-*.tar.gz --strip-components=1 && ./vpnconform endpoint "$url" --auth v4; }
by_pip() { python3 -m venv venv && venv/bin/pip install --quiet "$wheel" && venv/bin/vpnconform endpoint "$url" --auth v4; }
by_uvx() { UV_CACHE_DIR=$PWD/cache uvx --from "$wheel" vpnconform endpoint "$url" --auth v4; }
by_pipx() { PIPX_HOME=$PWD/home pipx run --spec "$wheel" vpnconform endpoint "$url" --auth v4; }
by_npx() {
    npm install --silent --no-audit --no-fund "$dist"/vpnconform-linux-*.tgz "$dist"/vpnconform-[0-9]*.tgz &&
        npx --no-install vpnconform endpoint "$url" --auth v4
}
by_pytest() {
    python3 -m venv venv && venv/bin/pip install --quiet "$wheel" pytest &&
        venv/bin/pytest -q --vpnconform "$url" --vpnconform-args='--auth v4'
}
by_go() {
    printf 'module example.invalid/mine\n\ngo 1.19\n\nrequire example.invalid/vpnconform v0.0.0\n\nreplace example.invalid/vpnconform => %s\n' \
        "$repository/packages/go" >go.mod
    cat >server_test.go <<END
package mine

import (
	"testing"

	"example.invalid/vpnconform"
)

func TestServer(t *testing.T) {
	vpnconform.Server(t, "$url", vpnconform.Options{Arguments: []string{"--auth", "v4"}})
}
END
    tar -xzf "$dist"/vpnconform-*.tar.gz --strip-components=1 && VPNCONFORM_BINARY=$PWD/vpnconform go test ./...
}
by_cargo() {
    CARGO_TARGET_DIR=$PWD/target cargo install --quiet --locked --path "$repository" --root . && bin/vpnconform endpoint "$url" --auth v4
}

# In hundredths of a second: all processes that have ended, and the server.
cpu() {
    times >"$temporary/times"
    sed -n 2p "$temporary/times" | tr 'ms' '  ' | awk '{ printf "%d\n", 100 * (60 * $1 + $2 + 60 * $3 + $4) }' >"$temporary/cpu"
    [ -z "${SERVER:-}" ] || awk '{ print $14 + $15 }' "/proc/$SERVER/stat" >>"$temporary/cpu"
    used=$(awk '{ sum += $1 } END { print sum }' "$temporary/cpu")
}

failed=no
for way in "$@"; do
    tool=$way
    case $way in archive) tool=tar ;; pip | pytest) tool=python3 ;; esac
    type -P "$tool" >/dev/null || { echo "ABSENT  $way: no $tool"; continue; }
    curl -sf -o /dev/null -X POST "$url/moto-api/reset" || true
    mkdir "$temporary/$way"
    cpu && before=$used
    begin=$(date +%s%N)
    (cd "$temporary/$way" && "by_$way") >"$temporary/$way.log" 2>&1 && status=0 || status=$?
    end=$(date +%s%N)
    cpu && used=$((used - before))
    if [ "$status" = 1 ] && grep -q 'request/type-required' "$temporary/$way.log"; then
        printf '%-8s %6d s, of CPU %d s\n' "$way" $(((end - begin) / 1000000000)) $((used / 100))
    else
        echo "MISS  $way: status $status"
        tail -n 20 "$temporary/$way.log"
        failed=yes
    fi
done
[ "$failed" = no ]
