#!/usr/bin/env bash
# What action.yml runs: the conformance run, its Markdown in the summary of the step, its exit status passed through.
set -uo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
program=${VPNCONFORM:-${CARGO_TARGET_DIR:-$here/target}/release/vpnconform}
summary=$(mktemp)
trap 'rm -f "$summary"' EXIT
arguments=(endpoint --api-version "${VPNCONFORM_API_VERSION:-2012-04-01}" --level "${VPNCONFORM_LEVEL:-should}"
    --report "markdown=$summary")
read -r -a more <<<"${VPNCONFORM_ARGS:-}"
status=0
"$program" "${arguments[@]}" "${more[@]}" -- "${VPNCONFORM_URL:?the URL of the endpoint}" || status=$?
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$summary" >>"$GITHUB_STEP_SUMMARY"
[ -z "${GITHUB_OUTPUT:-}" ] || echo "status=$status" >>"$GITHUB_OUTPUT"
exit "$status"
