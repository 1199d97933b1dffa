#!/bin/sh
# The archive of a release with its checksum: target/release-archives/.
set -eu
cd "$(dirname "$0")/.."
host=$(rustc -vV | sed -n 's/^host: //p')
version=$(cargo pkgid --locked --package vpnconform | sed 's/.*[#@]//')
case ${TAG:-v$version} in
"v$version") ;;
*) echo "the tag is $TAG, but Cargo.toml says $version" >&2; exit 1 ;;
esac
[ -n "${RELEASE_BUILT:-}" ] || cargo build --locked --release --bin vpnconform
out=target/release-archives
name=vpnconform-$version-$host
rm -rf "$out"
mkdir -p "$out/$name"
cp target/release/vpnconform README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$out/$name/"
tar -C "$out" --sort=name --owner=0 --group=0 --numeric-owner -czf "$out/$name.tar.gz" "$name"
rm -r "${out:?}/$name"
(cd "$out" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "$out/$name.tar.gz: $(wc -c <"$out/$name.tar.gz") bytes"
