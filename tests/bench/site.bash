# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # names of tests/bench/run, which reads this file
# What a check of a healthy SAFR site costs, collector by collector.

site() {
    local alone=(tests/site/alone) place=$work/site-in-a-box holder inside=() best='' whole=''
    "${alone[@]}" true 2>/dev/null || alone=()
    "${alone[@]}" tests/site/up "$place" --for 10m --cameras 12 >"$work/site.log" || fail "the site did not come up"
    trap 'tests/site/down "$place" --remove >/dev/null' RETURN
    if [[ ${#alone[@]} -gt 0 ]]; then
        holder=$(jq -r .pid "$place/run/watchdog.pid")
        inside=(nsenter --target "$holder" --net)
        [[ $(id -u) == 0 ]] || inside+=(--user --preserve-credentials)
    fi
    for ((round = 0; round < rounds; ++round)); do
        whole=$(less "$(seconds site_checked)" "$whole")
        best+=$(<"$work/errors")$'\n'
    done
    line site.check "$whole" 1 s "all collectors, 12 cameras, 3 database nodes; peer: our aim"
    sed -nE 's/^([a-z]+): ([0-9.]+) (ms|s),.*/\1 \2 \3/p' <<<"$best" | awk '
        { value = $3 == "ms" ? $2 : $2 * 1000; if (!($1 in least) || value < least[$1]) least[$1] = value }
        END { for (name in least) printf "site.%-13s ours %10.0f ms\n", name, least[name] }' | sort
}
site_checked() {
    local status=0
    "${inside[@]}" "$bin/safr-diag" --state "$work/state" --config "$place/agent.toml" check || status=$?
    [[ $status -le 2 ]]
}
