# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # names of tests/bench/run, which reads this file
# The line between agents and desk: uploads, ten thousand idle agents, one idle service.

PATH=$PATH:/usr/sbin  # of servers

# await FILE PID: the port in its line "up PORT".
await() {
    local word
    for _ in {1..1200}; do
        read -r word port <"$1" && [[ $word == up ]] && return
        kill -0 "$2" 2>/dev/null || break
        sleep 0.05
    done
    fail "a server did not come up: $(tail -n 3 "$1" "${1%.up}.err" 2>/dev/null)"
}
# background NAME COMMAND...: sets started and port.
servers=()
background() {
    local name=$1
    shift
    : >"$work/$name.up"
    "$@" >"$work/$name.up" 2>"$work/$name.err" &
    started=$!
    servers+=("$started")
    await "$work/$name.up" "$started"
}
lower_all() {
    local each
    for each in "${servers[@]}"; do
        kill "$each" 2>/dev/null || continue
        wait "$each" 2>/dev/null || true
    done
    servers=()
}

# raise_desk: a desk of its own that serves; desk_port, desk_pid. What it held is forgotten.
raise_desk() {
    local listen=${desk_port:-0}
    [[ -e $work/line/desk.toml ]] || "$bin/safr-desk" init "$work/line" >/dev/null 2>&1
    rm -rf "$work"/line/{desk.sqlite*,bundles,incoming}
    grep -q keep_free "$work/line/desk.toml" || printf '\n[limits]\nkeep_free_percent = 0\nday_bytes = "1TiB"\n' >>"$work/line/desk.toml"
    background desk "$bin/safr-desk" serve "$work/line" --listen "127.0.0.1:$listen" --metrics ""
    desk_port=$port desk_pid=$started
    sed -i "s#^url = .*#url = \"https://localhost:$desk_port\"#" "$work/line/desk.toml"
}
lower_desk() {
    kill "$desk_pid" && wait "$desk_pid" 2>/dev/null || true
}
enroll() {
    rm -rf "$work/line.state" "$work/line.token"
    cp "$work/agent.toml" "$work/line.toml"
    printf '[desk]\nurl = "https://localhost:%s"\n' "$desk_port" >>"$work/line.toml"
    "$bin/safr-desk" token --site Bench --desk "$work/line" --out "$work/line.token" >/dev/null
    by_line enroll "https://localhost:$desk_port" --token-file "$work/line.token" >/dev/null
}
by_line() { "$bin/safr-diag" --state "$work/line.state" --config "$work/line.toml" "$@"; }
# as_agent URL [OPTION...]: with curl as the enrolled agent.
as_agent() {
    local url=$1
    shift
    curl -sS --noproxy '*' --cacert "$work/line/ca.pem" --cert "$work/line.state/identity/agent.pem" \
        --key "$work/line.state/identity/agent.key" "$@" "$url"
}

# Text that hardly shrinks, and holds nothing that is redacted.
letters() {
    { openssl enc -aes-128-ctr -pbkdf2 -pass pass:bench -in /dev/zero 2>/dev/null || true; } | head -c $(($1 << 20)) |
        tr '\000-\377' "$(printf 'abcdefghijklmnopqrstuvwxyzaei   %.0s' {1..8})" | fold -w 120
}
# big_bundle: sealed by the enrolled agent, more than BENCH_MEGABYTES; sets bundle, id.
big_bundle() {
    local piece
    rm -rf "$work/site-line" && mkdir -p "$work/site-line/logs"
    for ((piece = 0; piece * 64 < megabytes * 3 / 2; ++piece)); do
        letters 64 | sed "1s/^/$piece /" >"$work/site-line/logs/letters-$piece.log"
    done
    sed "s#$work/site\([\"/]\)#$work/site-line\1#g" "$work/line.toml" >"$work/big.toml"
    "$bin/safr-diag" --state "$work/line.state" --config "$work/big.toml" collect logs --cores 2 --since 3650d \
        --to "$work/line/recipient.pem" >"$work/output" 2>"$work/errors" || fail "no bundle: $(tail -n 3 "$work/errors")"
    bundle=$(compgen -G "$work/line.state/spool/ready/*.safrdiag") || fail "no bundle in the spool"
    id=$(basename "$bundle" .safrdiag)
    sha256=$(sha256sum <"$bundle" | cut -c1-64)
    rm -r "$work/site-line"
}
wait_again() { # the bundle waits once more
    [[ -e $bundle ]] || mv "$work/line.state/spool/sent/$id.safrdiag" "$bundle"
    rm -f "$work/line.state/uploads/"*
}
upload_ours() { by_line upload; }
upload_curl() {
    local place
    place=$(as_agent "https://localhost:$desk_port/v1/files/" -X POST -H 'Tus-Resumable: 1.0.0' -H "Upload-Length: $(stat -c %s "$bundle")" \
        -H "Upload-Metadata: bundle $(printf %s "$id" | base64 -w0),sha256 $(printf %s "$sha256" | base64 -w0)" -D - -o /dev/null |
        tr -d '\r' | sed -nE 's#^location: ##Ip')
    as_agent "https://localhost:$desk_port$place" -T "$bundle" -X PATCH -H 'Tus-Resumable: 1.0.0' -H 'Upload-Offset: 0' \
        -H 'Content-Type: application/offset+octet-stream' -H 'Expect:' -f
}
upload_nginx() { as_agent "https://localhost:$nginx_port/it-$RANDOM" -T "$bundle" -f; }
raise_nginx() {
    local place=$work/nginx
    mkdir -p "$place/dav" "$place/tmp"
    rm -f "$place/dav"/*
    nginx_port=$(free_port)
    cat >"$place/conf" <<NGINX
daemon off; master_process off; pid $place/pid; error_log $place/error;
events { worker_connections 64; }
http { access_log off; client_max_body_size 0; client_body_temp_path $place/dav/tmp; proxy_temp_path $place/tmp; fastcgi_temp_path $place/tmp;
  uwsgi_temp_path $place/tmp; scgi_temp_path $place/tmp;
  server { listen 127.0.0.1:$nginx_port ssl; ssl_certificate $work/line/desk.pem; ssl_certificate_key $work/line/desk.key;
    ssl_client_certificate $work/line/ca.pem; ssl_verify_client on; ssl_protocols TLSv1.3; root $place/dav; location / { dav_methods PUT; } } }
NGINX
    nginx -c "$place/conf" -e "$place/error" 2>"$work/nginx.err" &
    servers+=("$!")
    for _ in {1..100}; do
        (exec 3<>"/dev/tcp/127.0.0.1/$nginx_port") 2>/dev/null && return
        sleep 0.05
    done
    fail "nginx did not come up: $(cat "$work/nginx.err" "$place/error" | tail -n 3)"
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

upload() {
    local ours='' curl='' nginx='' mb
    trap lower_all EXIT
    raise_desk
    enroll
    big_bundle
    mb=$(size_mb "$bundle")
    raise_nginx
    for ((round = 0; round < rounds; ++round)); do
        lower_desk && raise_desk && wait_again
        ours=$(less "$(seconds upload_ours)" "$ours")
        lower_desk && raise_desk && wait_again
        curl=$(less "$(seconds upload_curl)" "$curl")
        rm -f "$work/nginx/dav"/it-*
        nginx=$(less "$(seconds upload_nginx)" "$nginx")
    done
    line upload.time "$ours" "$curl" s "$mb MB over TLS on loopback, kept and verified; peer: curl, one PATCH to the same desk"
    line upload.nginx "$ours" "$nginx" s "peer: curl -T to nginx, which keeps the file and verifies nothing"
    sent_again
    lower_all
}

# How much more passes when the agent is killed on the way: beside one chunk, the most that may.
sent_again() {
    local whole cut pid
    background counted tests/site/fault_proxy --to "127.0.0.1:$desk_port" --log "$work/counted" pass
    sed -i "s#^url = .*#url = \"https://localhost:$port\"#" "$work/line.toml"
    lower_desk && raise_desk && wait_again
    : >"$work/counted"
    by_line upload >/dev/null 2>&1
    sleep 0.3
    whole=$(awk '{ sum += $2 } END { print sum }' "$work/counted")
    lower_desk && raise_desk && wait_again
    : >"$work/counted"
    "$bin/safr-diag" --state "$work/line.state" --config "$work/line.toml" upload >/dev/null 2>&1 &
    pid=$!
    sleep 0.7
    kill -KILL "$pid" && wait "$pid" 2>/dev/null || true
    by_line upload >/dev/null 2>&1
    sleep 0.3
    cut=$(awk '{ sum += $2 } END { print sum }' "$work/counted")
    line upload.again "$(awk -v a="$cut" -v b="$whole" 'BEGIN { print ((a > b) ? (a - b) / 1048576 : 0.001) }')" 8 MB \
        "sent twice when the agent is killed once; peer: the largest chunk ($(grep -c . "$work/counted") connections)"
}

# memory PID Rss|Pss: MB.
memory() { awk -v name="$2:" '$1 == name { print $2 / 1024 }' "/proc/$1/smaps_rollup"; }
# field PID NAME: of /proc/PID/status, a number.
field() { awk -v name="$2:" '$1 == name { print $2 }' "/proc/$1/status"; }
# switches PID: voluntary context switches of all its threads.
switches() { cat "/proc/$1"/task/*/status | awk '/^voluntary_ctxt_switches/ { sum += $2 } END { print sum }'; }
# spent PID: seconds of CPU.
spent() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / hz }' "/proc/$1/stat"; }

# crowd KIND PORT PID WHAT: agents that idle, then messages; sets connected_in, kib (an agent), p50, p99.
crowd() {
    local before after words
    before=$(field "$3" VmRSS)
    rm -f "$work/crowd.in" && mkfifo "$work/crowd.in"
    exec 9<>"$work/crowd.in"
    "$bin/idle_agents" "$1" "$2" "$work/line" "$idle_agents" "$4" <&9 >"$work/crowd.out" 2>"$work/crowd.err" &
    local load=$!
    servers+=("$load")
    until grep -q connected "$work/crowd.out"; do
        kill -0 "$load" 2>/dev/null || fail "the load ended: $(tail -n 3 "$work/crowd.err")"
        sleep 0.5
    done
    sleep 5
    connected_in=$(awk '$1 == "connected" { print $3 }' "$work/crowd.out")
    after=$(field "$3" VmRSS)
    kib=$(awk -v a="$after" -v b="$before" -v n="$idle_agents" 'BEGIN { print (a - b) / n }')
    echo go >&9
    wait "$load" || fail "the load failed: $(tail -n 3 "$work/crowd.err")"
    exec 9>&-
    read -ra words < <(grep latency "$work/crowd.out")
    p50=${words[2]} p99=${words[3]}
}
write_requests() {
    local index name
    rm -rf "$work/requests" && mkdir "$work/requests"
    for ((index = 0; index < messages; ++index)); do
        local number=$((index * 7919 % idle_agents))
        name=$(printf 'agent-018f2a3c-4d5e-7f80-9123-%012x' "$number")
        "$bin/safr-desk" request --desk "$work/line" --agent "$name" --collect disk --reason bench --json \
            --out "$work/requests/new" >"$work/output" 2>"$work/errors" || fail "no request: $(<"$work/errors")"
        mv "$work/requests/new" "$work/requests/$(jq -r .id "$work/output").$number.safrreq"
    done
}
raise_mosquitto() {
    mosquitto_port=$(free_port)
    cat >"$work/mosquitto.conf" <<CONF
listener $mosquitto_port 127.0.0.1
cafile $work/line/ca.pem
certfile $work/line/desk.pem
keyfile $work/line/desk.key
require_certificate true
allow_anonymous true
persistence false
max_connections -1
user $(id -un)
CONF
    mosquitto -c "$work/mosquitto.conf" >"$work/mosquitto.err" 2>&1 &
    mosquitto_pid=$!
    servers+=("$mosquitto_pid")
    sleep 1
    kill -0 "$mosquitto_pid" || fail "mosquitto did not come up: $(tail -n 3 "$work/mosquitto.err")"
}

desk() {
    idle_agents=${BENCH_AGENTS:-10000} messages=${BENCH_MESSAGES:-300}
    local desk_kib desk_p50 desk_p99 desk_in
    trap lower_all EXIT
    ulimit -n "$(ulimit -Hn)"
    [[ $(ulimit -n) -gt $((idle_agents + 200)) ]] || fail "ulimit -n: more than $((idle_agents + 200)) files are needed"
    raise_desk
    write_requests
    crowd desk "$desk_port" "$desk_pid" "$work/requests"
    desk_kib=$kib desk_p50=$p50 desk_p99=$p99 desk_in=$connected_in
    lower_desk
    raise_mosquitto
    crowd mqtt "$mosquitto_port" "$mosquitto_pid" "$messages"
    line desk.memory "$desk_kib" "$kib" KiB "an agent, of $idle_agents idle ones; peer: mosquitto over the same TLS"
    line desk.connect "$desk_in" "$connected_in" s "until all have their line, the load's own half included; peer: the same"
    line desk.p50 "$desk_p50" "$p50" ms "from an engineer's POST to the agent's line, kept on disk between; peer: PUBLISH to subscriber"
    line desk.p99 "$desk_p99" "$p99" ms "... of $messages, one at a time; peer: the same"
    lower_all
}

# figures_of PID FILE, then between FILE FILE COLUMN: CPU seconds and switches, and what they grew by.
figures_of() { printf '%s %s\n' "$(spent "$1")" "$(switches "$1")" >"$work/$2"; }
between() { awk -v column="$3" 'NR == 1 { a = $column } NR == 2 { print $column - a + 0.001 }' "$work/$1" "$work/$2"; }

idle() {
    local span=${BENCH_IDLE_SECONDS:-600} service exporter exporter_port end
    trap lower_all EXIT
    raise_desk
    enroll
    # Not by_line: a function in the background is a shell, and that would be measured.
    "$bin/safr-diag" --state "$work/line.state" --config "$work/line.toml" serve >"$work/serve.out" 2>"$work/serve.err" &
    service=$!
    exporter_port=$(free_port)
    prometheus-node-exporter --web.listen-address="127.0.0.1:$exporter_port" >"$work/exporter.err" 2>&1 &
    exporter=$!
    servers+=("$service" "$exporter")
    sleep 10
    figures_of "$service" service.before
    figures_of "$exporter" exporter.before
    end=$((SECONDS + span))
    while ((SECONDS < end)); do
        curl -sS --noproxy '*' -o /dev/null "http://127.0.0.1:$exporter_port/metrics" || fail "no exporter: $(tail -n 2 "$work/exporter.err")"
        sleep 15
    done
    figures_of "$service" service.after
    figures_of "$exporter" exporter.after
    [[ $("$bin/safr-desk" agents --desk "$work/line" --json | jq '[.[] | select(.online)] | length') == 1 ]] ||
        fail "the line was not up at the end: $(tail -n 2 "$work/serve.err")"
    line idle.rss "$(memory "$service" Rss)" "$(memory "$exporter" Rss)" MB "safr-diag serve with a line, our bound is 10; peer: prometheus-node-exporter"
    line idle.pss "$(memory "$service" Pss)" "$(memory "$exporter" Pss)" MB "shared pages counted once; peer: the same"
    line idle.cpu "$(between service.before service.after 1)" "$(between exporter.before exporter.after 1)" s "of CPU in $span s; peer scraped every 15 s"
    line idle.wakeups "$(between service.before service.after 2)" "$(between exporter.before exporter.after 2)" times "voluntary context switches in $span s"
    lower_all
}
