# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154,SC2034  # names of lib.sh, and of the tests
# A desk that serves and agents that are enrolled at it, for the tests of what lies between them. A
# test sources this after lib.sh:
#
#   serve_desk                 a desk that listens: desk_port, desk_pid; the same port each time
#   enroll_agent north North   state and configuration of an agent: north.state, north.toml; agent
#   at north upload            safr-diag as that agent
#   start_service north        safr-diag serve in the background: service_of[north] is its pid. What agents
#                              in the background say goes to north.out and north.err
desk_port=0
declare -A service_of agent_of

# new_desk [LINE...]: made for localhost; lines go under [limits].
new_desk() {
    desk init "$desk_dir" --host localhost >"$work/init" 2>&1 || {
        cat "$work/init"
        echo "safr-desk init failed: nothing else can be tested"
        exit 1
    }
    printf '\n[limits]\nkeep_free_percent = 0\n' >>"$desk_dir/desk.toml"
    [[ $# == 0 ]] || printf '%s\n' "$@" >>"$desk_dir/desk.toml"
}

serve_desk() {
    start desk "$bin/safr-desk" --verbose serve "$desk_dir" --listen "127.0.0.1:$desk_port" --metrics "" "$@"
    cat "$work/desk.err" >>"$work/desk.log"
    desk_pid=$started desk_port=$port
    desk_url=https://localhost:$desk_port
    sed -i "s#^url = .*#url = \"$desk_url\"#" "$desk_dir/desk.toml"
}

# stop_desk [SIGNAL]
stop_desk() {
    kill "-${1:-TERM}" "$desk_pid"
    gone "$desk_pid"
}

# gone PID [SECONDS]: it ends within that time (10).
gone() {
    local until=$((SECONDS + ${2:-10}))
    while kill -0 "$1" 2>/dev/null; do
        ((SECONDS < until)) || return 1
        sleep 0.05
    done
}

at() {
    local name=$1
    shift
    "$bin/safr-diag" --state "$work/$name.state" --config "$work/$name.toml" "$@" </dev/null
}

# engineer COMMAND...: safr-desk as the engineer of this desk.
engineer() {
    local command=$1
    shift
    desk "$command" --desk "$desk_dir" "$@"
}

# configure NAME URL [LINE...]: what the agent is told; more lines at its end.
configure() {
    local name=$1 url=$2
    shift 2
    {
        cat "$work/agent.toml"
        printf '[desk]\nurl = "%s"\n' "$url"
        [[ $# == 0 ]] || printf '%s\n' "$@"
        printf '[serve]\nmetrics = ""\n'
    } >"$work/$name.toml"
}

# enroll_agent NAME SITE [LINE...]: made known to the desk; agent_of[NAME] is its name there.
enroll_agent() {
    local name=$1 site=$2
    shift 2
    configure "$name" "$desk_url" "$@"
    rm -f "$work/$name.token"
    engineer token --site "$site" --out "$work/$name.token" >"$work/token.out" 2>&1 &&
        at "$name" enroll "$desk_url" --token-file "$work/$name.token" >"$work/enroll.out" 2>&1 || {
        cat "$work/token.out" "$work/enroll.out"
        echo "no agent could be enrolled: nothing else can be tested"
        exit 1
    }
    agent_of[$name]=$(at "$name" trust --json | jq -r .agent)
}

# at_once NAME COMMAND...: the same in the background; started is the program's own pid.
at_once() {
    local name=$1
    shift
    "$bin/safr-diag" --state "$work/$name.state" --config "$work/$name.toml" "$@" >>"$work/$name.out" 2>>"$work/$name.err" </dev/null &
    started=$!
    echo "$started" >"$work/$name.pid"
    children+=("$started")
}

start_service() {
    at_once "$1" --verbose serve
    service_of[$1]=$started
    disown "$started"
}

# stop_service NAME [SIGNAL]
stop_service() {
    kill "-${2:-TERM}" "${service_of[$1]}" 2>/dev/null
    gone "${service_of[$1]}"
}

# eventually SECONDS SENTENCE COMMAND...: the command succeeds within that time; SLOWNESS (1) is by how much
# this machine may be slower than an idle one of two cores.
eventually() {
    local most=$(($1 * 1000 * ${SLOWNESS:-1})) sentence=$2 from=$EPOCHREALTIME ms=0 status
    shift 2
    while ((ms <= most)); do
        status=0
        "$@" >"$work/check" 2>&1 || status=$?
        ms=$(((${EPOCHREALTIME/./} - ${from/./}) / 1000))
        if [[ $status == 0 ]] && ((ms <= most)); then
            ok "$sentence ($ms of $most ms)"
            return 0
        fi
        sleep 0.05
    done
    not_ok "$sentence" "not within $most ms: $*" "$(head -c 600 "$work/check")"
    return 1
}

# ask NAME OPTION...: the engineer asks that agent; sets request to its id.
ask() {
    local name=$1
    shift
    run engineer request --agent "${agent_of[$name]}" --reason "cameras drop out" --json "$@"
    request=$(jq -r .id <<<"$out" 2>/dev/null)
}

# As the desk knows it, and as the site does. shown ID FILTER
shown() { as_engineer "/v1/requests/$1" | jq -r "$2"; }
stage_is() { [[ $(shown "$1" .stage) == "$2" ]]; }
is_here() { [[ $(shown "$1" .here) == true ]]; }
stage_at() { at "$1" requests "$2" --json | jq -r .stage; }
online() { as_engineer /v1/agents | jq -e --arg agent "${agent_of[$1]}" '.[] | select(.agent == $agent) | .online' >/dev/null; }
offline() { ! online "$1"; }
about() { as_engineer /v1/agents | jq -r --arg agent "${agent_of[$1]}" ".[] | select(.agent == \$agent) | $2"; }

# With curl as somebody: as_engineer PATH [CURL OPTION...]
as_engineer() { by_curl "$desk_dir/engineer.pem" "$desk_dir/engineer.key" "$@"; }
as_agent() {
    local name=$1
    shift
    by_curl "$work/$name.state/identity/agent.pem" "$work/$name.state/identity/agent.key" "$@"
}
by_curl() {
    local certificate=$1 key=$2 path=$3
    shift 3
    curl -sS --max-time 30 --path-as-is --noproxy '*' --cacert "$desk_dir/ca.pem" --cert "$certificate" --key "$key" "$@" \
        "$desk_url$path" </dev/null
}
status_of() { "$@" -o "$work/answer" -w '%{http_code}'; }

# No sanitizer has said a word: for check.
no_fault_of_ours() { ! grep -lE 'Sanitizer|runtime error|terminate called|Assertion' "$@"; }

# letters MEGABYTES: text that hardly compresses and holds nothing to redact.
letters() {
    head -c $(($1 << 20)) /dev/urandom |
        tr '\000-\377' "$(printf 'abcdefghijklmnopqrstuvwxyzaei   %.0s' {1..8})" | fold -w 120
}

# another NAME BUNDLE: the same contents under an id of its own, signed by that agent as FORMAT.md tells; it
# lies ready in the agent's spool. Prints its path. Collecting costs a hundred times as much.
another() {
    local name=$1 from=$2 place id
    place=$(mktemp -d "$work/$name.another.XXXX")
    id=$(python3 -c 'import os, time, uuid
n = int(time.time() * 1000) << 80 | int.from_bytes(os.urandom(10), "big")
print(uuid.UUID(int=n & ~(0xf << 76) & ~(3 << 62) | 7 << 76 | 2 << 62))')
    tar -xf "$from" -C "$place"
    sed -i "s/\"bundle_id\": \"[0-9a-f-]*\"/\"bundle_id\": \"$id\"/" "$place/manifest.json"
    openssl cms -sign -binary -nosmimecap -md sha256 -outform DER -in "$place/manifest.json" -out "$place/manifest.json.p7s" \
        -signer "$work/$name.state/identity/agent.pem" -inkey "$work/$name.state/identity/agent.key" 2>>"$work/openssl" &&
        in_directory "$place" tar --format=ustar --owner=0 --group=0 --numeric-owner --mode=0600 --mtime="@$(date -d "$(jq -r .created "$place/manifest.json")" +%s)" -b 1 \
            -cf "$place/made" manifest.json manifest.json.p7s $(cd "$place" && echo volume-*.p7m) &&
        mkdir -p "$work/$name.state/spool/ready" && chmod 600 "$place/made" &&
        mv "$place/made" "$work/$name.state/spool/ready/$id.safrdiag" && echo "$work/$name.state/spool/ready/$id.safrdiag"
    rm -r "$place"
}

# certificate NAME CN OU DAYS [USAGE] [NAMES]: by the desk's authority, with a new key, as $work/NAME.pem and .key.
certificate() {
    local name=$1 cn=$2 unit=$3 days=$4 usage=${5:-clientAuth,emailProtection} names=${6-}
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/$name.key" \
        -subj "/CN=$cn/OU=$unit" -out "$work/$name.csr" 2>>"$work/openssl"
    printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=%s\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n%s\n' \
        "$usage" "${names:+subjectAltName=$names}" >"$work/$name.ext"
    if [[ $days == past ]]; then
        certify_for "$name" "-3 days" "-2 days"
    else
        openssl x509 -req -in "$work/$name.csr" -CA "$desk_dir/ca.pem" -CAkey "$desk_dir/ca.key" -days "$days" \
            -out "$work/$name.pem" -extfile "$work/$name.ext" 2>>"$work/openssl"
    fi
}

# certify_for NAME FROM UNTIL: what NAME.csr asks for, as NAME.pem, between two dates: x509 cannot say
# that, ca can.
certify_for() {
    local ca=$work/$1.ca
    rm -rf "$ca" && mkdir -p "$ca"
    : >"$ca/index"
    openssl rand -hex 8 >"$ca/serial"
    printf '[ca]\ndefault_ca=d\n[d]\nnew_certs_dir=%s\ndatabase=%s/index\nserial=%s/serial\npolicy=p\n[p]\nCN=supplied\nOU=optional\n' \
        "$ca" "$ca" "$ca" >"$ca/conf"
    openssl ca -batch -config "$ca/conf" -md sha256 -notext -preserveDN -in "$work/$1.csr" -cert "$desk_dir/ca.pem" \
        -keyfile "$desk_dir/ca.key" -startdate "$(date -u -d "$2" +%Y%m%d%H%M%SZ)" \
        -enddate "$(date -u -d "$3" +%Y%m%d%H%M%SZ)" -extfile "$work/$1.ext" -out "$work/$1.pem" 2>>"$work/openssl"
}

# recertify NAME FROM UNTIL: the agent's own certificate again, for its own key, between two dates.
recertify() {
    local identity=$work/$1.state/identity
    openssl x509 -x509toreq -in "$identity/agent.pem" -signkey "$identity/agent.key" -out "$work/$1.csr" 2>>"$work/openssl" &&
        printf 'keyUsage=critical,digitalSignature\nextendedKeyUsage=clientAuth,emailProtection\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' >"$work/$1.ext" &&
        certify_for "$1" "$2" "$3" && cp "$work/$1.pem" "$identity/agent.pem"
}
# lasts NAME DAYS: the agent's certificate is good for so long.
lasts() { openssl x509 -noout -checkend $(($2 * 86400)) -in "$work/$1.state/identity/agent.pem" >/dev/null; }
