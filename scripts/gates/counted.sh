# shellcheck shell=bash
# Counting instructions, for the gates that hold measured values against bounds. Sourced by them.
command -v valgrind >/dev/null || { echo "needs valgrind"; exit 77; }
failed=0

# instructions COMMAND...: how many it takes. They are the same on every machine of a kind.
instructions() {
    valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
        sed -n 's/.*I *refs: *//p' | tr -d ,
}

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# gate NAME MEASURED BOUND GOAL
gate() {
    local verdict=ok
    # What could not be measured has not passed.
    [[ $2 =~ ^[0-9]+(\.[0-9]+)?$ && $2 != 0.00 ]] || { verdict=FAILED; failed=1; }
    awk -v m="$2" -v b="$3" 'BEGIN { exit !(m > b) }' && { verdict=FAILED; failed=1; }
    printf '%-40s %8s   at most %-6s goal %-6s %s\n' "$1" "$2" "$3" "$4" "$verdict"
}
