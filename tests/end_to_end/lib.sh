# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034  # some names are for the tests
# What the end-to-end tests share. A test sources this with its arguments, then speaks in sentences:
#
#   . "$(dirname "$0")/lib.sh"
#   run diag collect nonsense
#   exits 64 "an unknown collector is a usage error"
#   says nonsense "... and is named"
#   finish
#
# Every test works in $work, which is removed at the end, and ends what it started.
set -uo pipefail

bin=$(cd "${1:?usage: ${0##*/} BIN_DIR}" && pwd) || exit 64
source_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/safr-diag-test.XXXXXX")
state=$work/state
desk_dir=$work/desk
passed=0
failed=0
children=()
undo=()
# Exit codes 1 to 3 mean something; a sanitizer must not use them.
# What a sanitizer keeps of freed blocks counts as a worker's memory: little of it goes a long way.
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0:exitcode=99}:quarantine_size_mb=8
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:exitcode=99}
# It also looks for leaks at the end of each program.
sanitizer_ms=0
if [[ $(ldd "$bin/safr-diag") =~ lib[at]san ]]; then sanitizer_ms=1000; fi
export LC_ALL=C.UTF-8
unset XDG_STATE_HOME XDG_CONFIG_HOME

clean_up() {
    local index
    for ((index = ${#undo[@]} - 1; index >= 0; --index)); do eval "${undo[index]}"; done
    disown -a # no word of the shell's on each that is ended here
    kill_trees $(children_of $$)
    rm -rf "$work"
}

# kill_trees PID...: these and all below them, parents first; none can start another meanwhile. What
# outlived the test would keep its output open, and ctest waiting.
kill_trees() {
    local pid below
    for pid in "$@"; do
        kill -STOP "$pid" 2>/dev/null
        below=$(children_of "$pid")
        kill -KILL "$pid" 2>/dev/null
        # shellcheck disable=SC2086  # a list of numbers
        [[ -z $below ]] || kill_trees $below
    done
}

trap clean_up EXIT
trap 'exit 130' INT TERM

# From /proc/PID/stat (proc(5)): the parent is the second field after the name in brackets.
children_of() {
    local stat line rest
    for stat in /proc/[0-9]*/stat; do
        { read -r line <"$stat"; } 2>/dev/null || continue
        rest=${line##*) }
        rest=${rest#* }
        [[ ${rest%% *} != "$1" ]] || echo "${line%% *}"
    done
}

# A line to run at the end, last first.
at_end() { undo+=("$1"); }

diag() { "$bin/safr-diag" --state "$state" "$@" </dev/null; }
desk() { "$bin/safr-desk" "$@" </dev/null; }

# run COMMAND...: sets status, out, err, milliseconds.
run() {
    local from
    from=$(date +%s%N)
    status=0
    "$@" >"$work/out" 2>"$work/err" || status=$?
    took=$((($(date +%s%N) - from) / 1000000))
    out=$(<"$work/out")
    err=$(<"$work/err")
    ran="$*"
}

ok() {
    passed=$((passed + 1))
    printf 'ok      %s\n' "$1"
}

not_ok() {
    failed=$((failed + 1))
    printf 'NOT OK  %s\n' "$1"
    shift
    [[ $# == 0 ]] || printf '        %s\n' "$@"
}

# check SENTENCE COMMAND...: the command must succeed.
check() {
    local sentence=$1
    shift
    if "$@" >"$work/check" 2>&1; then ok "$sentence"; else
        not_ok "$sentence" "failed: $*" "$(head -c 600 "$work/check")"
    fi
}

# exits "65" or "64|65" SENTENCE: how the last run ended.
exits() {
    if [[ "|$1|" == *"|$status|"* ]]; then ok "$2"; else
        not_ok "$2" "ran: $ran" "exit code $status, wanted $1" "stdout: ${out:0:600}" "... ends: ${out:${#out}<300?0:-300}" "stderr: ${err:0:1200}"
    fi
}

# says REGEX SENTENCE: the last run's standard error or output holds it (extended, any case).
says() {
    if grep -qiE -- "$1" <<<"$err
$out"; then ok "$2"; else
        not_ok "$2" "ran: $ran" "no match for: $1" "stdout: ${out:0:600}" "stderr: ${err:0:1200}"
    fi
}

# within MILLISECONDS SENTENCE: how long the last run took; SLOWNESS (1) is by how much longer it may beside others.
within() {
    local most=$(($1 * ${SLOWNESS:-1} + sanitizer_ms))
    if ((took <= most)); then ok "$2 ($took of $most ms)"; else
        not_ok "$2" "ran: $ran" "took $took ms, may take $most ms"
    fi
}

# says_one_sentence: bad input is answered by words for people, not by a trace or a pile of lines.
# Lines that tell of progress do not count.
says_one_sentence() {
    local lines
    lines=$(grep -cE '^safr-(diag|desk): ' <<<"$err")
    if [[ $lines -ge 1 && $lines -le 4 ]] && ! grep -qE 'terminate called|what\(\)|Sanitizer|runtime error' <<<"$err"; then
        ok "$1"
    else
        not_ok "$1" "ran: $ran" "stderr: ${err:0:1200}"
    fi
}

# No bundle, whole or half, and no temporary below these directories.
holds_nothing() {
    local sentence=$1 left
    shift
    left=$(find "$@" -type f \( -name '*.safrdiag*' -o -name '*.tmp' -o -name '*.part' \) 2>/dev/null)
    if [[ -z $left ]]; then ok "$sentence"; else not_ok "$sentence" "left: $left"; fi
}

# For check: no file at or below these paths matches; nothing lies in a directory, or it is not there.
without() { ! grep -rqE -- "$@"; }
nothing_in() { [[ -z $(ls -A "$1" 2>/dev/null) ]]; }
in_directory() { (cd "$1" && shift && "$@"); }

skip() {
    printf 'skipped: %s\n' "$1"
    exit 77
}

finish() {
    printf '%s: %d passed, %d failed\n' "${0##*/}" "$passed" "$failed"
    [[ $failed == 0 && $passed -gt 0 ]] && exit 0
    exit 1
}

# A desk whose recipient all tests seal to.
make_desk() {
    desk init "$desk_dir" >"$work/init" 2>&1 || {
        cat "$work/init"
        echo "safr-desk init failed: nothing else can be tested"
        exit 1
    }
}

# collect [OPTION...]: runs it into $work/out_dir; sets bundle to what it named.
collect() {
    mkdir -p "$work/bundles"
    run diag collect "$@" --to "$desk_dir/recipient.pem" --out "$work/bundles"
    bundle=$(tail -n 1 <<<"$out")
}

# start NAME COMMAND...: a server in the background until the end; waits for its line "up PORT" and sets
# port and started (its pid). One that exits with 77 lacks something here: so does the test.
start() {
    local name=$1 word
    shift
    rm -f "$work/$name.up"
    : >"$work/$name.up"
    "$@" >>"$work/$name.up" 2>"$work/$name.err" </dev/null &
    started=$!
    children+=("$started")
    for _ in {1..2400}; do
        if read -r word port <"$work/$name.up" && [[ $word == up ]]; then
            disown "$started"
            return
        fi
        kill -0 "$started" 2>/dev/null || break
        sleep 0.05
    done
    wait "$started" 2>/dev/null
    [[ $? != 77 ]] || skip "$name: $(head -c 300 "$work/$name.err")"
    not_ok "$name comes up" "$(head -c 600 "$work/$name.err")"
    finish
}

# alter_byte FILE OFFSET: another value there, whatever it was, in place.
alter_byte() {
    local byte
    byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    printf '%b' "\\x$(printf %x $(((byte + 1) % 256)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

manifest_of() { tar -xOf "$1" manifest.json; }

# outcome BUNDLE COLLECTOR FILTER: a value of that collector's outcome.
outcome() { manifest_of "$1" | jq -r --arg id "$2" ".outcomes[] | select(.collector == \$id) | $3"; }

# A SAFR tree to collect from, so that no test depends on what this machine has.
make_site() {
    local logs=$work/site/covi/logs
    mkdir -p "$logs"
    awk -v n="${1:-2000}" 'BEGIN { for (i = 0; i < n; ++i)
        printf "2026-11-23 20:%02d:%02d,%03d [main-%d] %s com.real.covi.Feed - camera=cam-%d user=u%d@example.org password=hunter%d from 10.1.%d.%d\n",
            i / 60 % 60, i % 60, i % 1000, i % 16, i % 50 ? "INFO " : "ERROR", i % 40, i % 9, i, i % 250, i % 200 }' >"$logs/covi-ws.log"
    touch "$logs/covi-ws.log"
    cat >"$work/agent.toml" <<END
[safr]
program_root = "$work/site"
data_root = "$work/site"
END
}
