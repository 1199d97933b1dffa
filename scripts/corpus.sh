#!/usr/bin/env bash
# Generates the corpus twice, which must give the same bytes, and reads it in every language that is here, without vpnconform:
# Python, Go, Java, Rust. Each reader knows which documents its parser reads wrongly (examples/corpus/LANGUAGE/known.txt).
#
# VPNCONFORM   the program (default: cargo run --release --)
set -euo pipefail
cd "$(dirname "$0")/.."
read -r -a program <<<"${VPNCONFORM:-cargo run --quiet --release --}"
corpus=target/corpus
mkdir -p "$corpus"
"${program[@]}" generate --corpus "$corpus/1"
"${program[@]}" generate --corpus "$corpus/2" >/dev/null
diff -r "$corpus/1" "$corpus/2"
size=$(cat "$corpus"/1/*/* "$corpus/1/manifest.json" | wc -c)
[ "$size" -lt 5000000 ] || { echo "the corpus has $size bytes" >&2; exit 1; }
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$corpus/1" -czf "$corpus/vpnconform-corpus.tar.gz" .
failed=0
absent=()
reader() {
    echo "== $1"
    shift
    "$@" || failed=1
}
examples=$PWD/examples/corpus
folder=$PWD/$corpus/1
if command -v python3 >/dev/null; then
    reader python python3 "$examples/python/read_corpus.py" "$folder" "$examples/python/known.txt"
else absent+=(python3); fi
# shellcheck source=scripts/go.sh
. scripts/go.sh
if command -v go >/dev/null; then
    reader go env -C "$examples/go" CORPUS="$folder" KNOWN="$examples/go/known.txt" go test -count=1 -v .
else absent+=(go); fi
if command -v java >/dev/null; then
    reader java java "$examples/java/ReadCorpus.java" "$folder" "$examples/java/known.txt"
else absent+=(java); fi
# JUNIT: the folder with JUnit 5 and its console, as Debian has it (package junit5).
junit=${JUNIT:-/usr/share/java}
if [ ! -e "$junit/junit-platform-console.jar" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get install -y --no-install-recommends junit5 >/dev/null 2>&1 || true
fi
if command -v javac >/dev/null && [ -e "$junit/junit-platform-console.jar" ]; then
    classes=$PWD/$corpus/classes
    path=$classes
    for name in junit-jupiter-{api,engine} junit-platform-{commons,engine,launcher,console,reporting} opentest4j apiguardian-api picocli; do
        path=$path:$junit/$name.jar
    done
    rm -rf "$classes"
    javac -d "$classes" -cp "$path" "$examples"/java/*.java
    reader "java, with JUnit 5" env CORPUS="$folder" KNOWN="$examples/java/known.txt" \
        java -cp "$path" org.junit.platform.console.ConsoleLauncher --select-class CorpusTest --details=summary --disable-banner
else absent+=("JUnit 5"); fi
reader rust cargo run --quiet --locked --manifest-path "$examples/rust/Cargo.toml" --target-dir target/examples -- \
    "$folder" "$examples/rust/known.txt"
[ ${#absent[@]} -eq 0 ] || printf 'ABSENT  %s\n' "${absent[@]}"
exit "$failed"
