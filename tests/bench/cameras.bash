# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # names of tests/bench/run, which reads this file
# Asking a thousand cameras of which two hundred are black holes, in a network namespace.

# raise_cameras LIVE DEAD: fills $work/cameras; sets inside, the words that run a command beside them.
raise_cameras() {
    lower_cameras
    local place=$work/cameras
    mkdir -p "$place/SAFR/virgo"
    printf 'viewer:bench\n' >"$place/account"
    : >"$place/up"
    tests/site/alone tests/site/camera_fleet --count "$1" --dead "$2" --dropped --auth md5-qop --seconds 1200 \
        --credentials "$place/account" --config "$place/SAFR/virgo/virgo-factory.conf" >"$place/up" 2>"$place/errors" &
    fleet=$!
    until grep -q '^up' "$place/up"; do
        kill -0 "$fleet" 2>/dev/null || fail "no cameras: $(<"$place/errors")"
        sleep 0.1
    done
    inside=(nsenter --target "$fleet" --net)
    [[ $(id -u) == 0 ]] || inside+=(--user --preserve-credentials)
    jq -r '.feeds[]."input.stream.url"' "$place/SAFR/virgo/virgo-factory.conf" >"$place/urls"
    sed -E 's#.*@([0-9.]+):.*#\1#' "$place/urls" >"$place/hosts"
    cat >"$place/agent.toml" <<TOML
[safr]
program_root = "$place/SAFR"
data_root = "$place/SAFR"
[cameras]
play = "1s"
play_at_once = 1024
patience = "${patience}s"
TOML
}
lower_cameras() {
    [[ -z ${fleet-} ]] || kill "$fleet" 2>/dev/null || true
    fleet=''
}

# memory_of COMMAND...: MB at its peak, over all its processes; how long it took goes to `took`.
memory_of() {
    local from=$EPOCHREALTIME
    "${inside[@]}" "$bin/peak_memory" "$work/memory.json" "$@" >"$work/output" 2>"$work/errors" || true
    took=$(awk -v from="$from" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.3f\n", to - from }')
    memory=$(jq '.peak_pss_bytes / 1048576' "$work/memory.json")
}
by_ffprobe() {
    memory_of xargs -a "$work/cameras/urls" -P "$at_once" -n 1 ffprobe -v error -rtsp_transport tcp \
        -timeout $((patience * 1000000)) -analyzeduration 0 -probesize 32 -show_entries stream=codec_name -of csv=p=0
    answered=$(grep -c h264 "$work/output" || true)
}
by_nmap() {
    memory_of nmap -n -Pn -sT -p 8554 --script +rtsp-methods -iL "$work/cameras/hosts"
    answered=$(grep -c 'rtsp-methods' "$work/output" || true)
}
by_agent() {
    memory_of "$bin/safr-diag" --state "$work/state" --config "$work/cameras/agent.toml" collect cameras \
        --to "$work/desk/recipient.pem" --out "$work/bundles"
}
said() { printf '%-18s %s\n' "$1" "$2"; }

cameras() {
    "$bin/safr-diag" collectors | grep -q '^cameras ' || fail "this build has no collector of cameras"
    patience=5 at_once=256
    local live=800 dead=200 least ours ours_memory
    trap lower_cameras EXIT
    raise_cameras "$live" "$dead"
    # What the dead cost at least: their patience, as often as they fill all places.
    least=$((patience * ((dead + at_once - 1) / at_once)))
    by_agent
    ours=$took ours_memory=$memory
    line cameras.dead "$ours" "$least" s "$live cameras and $dead black holes; peer: the patience the dead need at least"
    at_once=64 # 256 processes of 40 MB would measure swap
    by_ffprobe
    said cameras.ffprobe "$took s, $memory MB, $answered of $live answered; xargs -P $at_once, $patience s patience, no frame counted"
    line cameras.time "$ours" "$took" s "clock and frames as well; peer: ffprobe over xargs -P $at_once"
    line cameras.memory "$ours_memory" "$memory" MB "peer: the same"
    by_nmap
    said cameras.nmap "$took s, $memory MB, $answered of $live answered; OPTIONS only, gives up on the silent within a second"
    raise_cameras 9000 1000
    by_agent
    line cameras.10000 "$memory" 64 MB "9,000 cameras and 1,000 black holes in $took s; peer: our bound"
    lower_cameras
}
