# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # names of tests/bench/run, which reads this file
# What it costs to prove a backup, beside programs that only look whether it unpacks.

backup() {
    local ours='' packed='' listed='' megabytes=${BENCH_BACKUP_MEGABYTES:-2048} file
    file=$work/backup/SAFR-backup-$(date +%Y%m%d-%H%M%S).tgz
    rm -rf "$work/backup"
    mkdir -p "$work/backup/inside"
    # 24 collections of events of about 390 bytes each, and a tenth of it images.
    "$bin/make_backup" "$work/backup/inside" --documents $((megabytes * 102)) --objects $((megabytes * 5)) \
        >"$work/backup/expected.json"
    tar -C "$work/backup/inside" -czf "$file" .
    rm -rf "$work/backup/inside"
    for ((round = 0; round < rounds; ++round)); do
        ours=$(less "$(seconds backup_proven)" "$ours")
        packed=$(less "$(seconds taskset -c 0 gzip -t "$file")" "$packed")
        listed=$(less "$(seconds taskset -c 0 tar tzf "$file")" "$listed")
    done
    local what
    what="L4 of $(jq -r '.contents.unpacked / 1048576 | floor' "$work/backup/proof.json") MB in $(size_mb "$file") MB"
    line backup.gzip "$ours" "$packed" s "$what; peer: gzip -t"
    line backup.tar "$ours" "$listed" s "$what; peer: tar tzf"
    "$bin/peak_memory" "$work/memory.json" "$bin/safr-diag" --state "$work/state" backup verify "$file" >/dev/null 2>&1
    local megabytes_held
    megabytes_held=$(jq -r '.peak_rss_bytes / 1048576' "$work/memory.json")
    line backup.rss "$megabytes_held" 64 MB "sum over both processes, shared pages counted in each; peer: our bound"
    rm -rf "$work/backup"
    local missed=0
    aims "$packed" "$ours" 0.9 "backup verify is slower than 0.9 of gzip -t" || missed=1
    aims 64 "$megabytes_held" 1 "backup verify holds more than 64 MB" || missed=1
    [[ $missed == 0 ]] || fail "the aims of decision 0009 are missed"
}
# aims BOUND OURS RATIO WORDS: says so in words where BOUND is less than RATIO times ours.
aims() {
    awk -v bound="$1" -v ours="$2" -v ratio="$3" 'BEGIN { exit !(bound >= ratio * ours) }' ||
        { printf 'MISSED: %s (%s beside %s)\n' "$4" "$2" "$1" >&2; return 1; }
}
# It must hold, with every count as it was written.
backup_proven() {
    taskset -c 0 "$bin/safr-diag" --state "$work/state" backup verify "$file" --expect "$work/backup/expected.json" \
        --json >"$work/backup/proof.json"
}
