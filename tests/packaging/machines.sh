# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # some names are of lib.sh
# Machines in a network of their own (tests/site/machine), and packages that are installed and run on them. Each hangs on
# "router" by a link of its own; it has 10.78.N.2 there.

declare -A pid_of
machines=$source_root/tests/site/machine

# machine NAME [AHEAD_MS]: one whose clock is ahead by that.
machine() {
    local name=$1 clock=()
    mkdir "$work/$name.machine"
    if [[ ${2:-0} != 0 ]]; then
        cc -O2 -shared -fPIC -DAHEAD_MS="$2" "$source_root/tests/site/clock.c" -o "$work/$name.so" || skip "the C compiler makes no library here"
        clock=(--clock "$work/$name.so")
    fi
    start "$name.machine" "$machines" "$work/$name.machine" "$name" "${clock[@]}" --show "$source_root" --show "$bin"
    pid_of[$name]=$port
}

# inside NAME COMMAND...; files_of NAME: where its files are seen from here; in_network NAME COMMAND...
inside() { nsenter --target "${pid_of[$1]}" --all -- "${@:2}" </dev/null; }
files_of() { echo "/proc/${pid_of[$1]}/root"; }
in_network() { nsenter --net --target "${pid_of[$1]}" -- "${@:2}"; }

# link NAME N
link() {
    in_network router ip link add "$1" type veth peer name eth0 netns "${pid_of[$1]}" &&
        in_network router ip address add "10.78.$2.1/24" dev "$1" && in_network router ip link set "$1" up &&
        in_network "$1" ip address add "10.78.$2.2/24" dev eth0 && in_network "$1" ip link set eth0 up &&
        in_network "$1" ip route add default via "10.78.$2.1"
}

# allow FROM TO PORT: the router lets that through, and answers.
allow() {
    in_network router iptables -w -A FORWARD -s "$1" -d "$2" -p tcp --dport "$3" -j ACCEPT &&
        in_network router iptables -w -A FORWARD -s "$2" -d "$1" -p tcp --sport "$3" -j ACCEPT
}

# reaches NAME ADDRESS PORT; cannot_reach NAME ADDRESS PORT: within a second nobody answers, nor says that nobody will.
reaches() { inside "$1" timeout 10 bash -c "</dev/tcp/$2/$3"; }
cannot_reach() {
    local ended=0
    inside "$1" timeout 1 bash -c "</dev/tcp/$2/$3" || ended=$?
    [[ $ended == 124 ]]
}

# install_on NAME PACKAGE: by dpkg, with its scripts. What it would trigger of other packages is not ours.
install_on() {
    cp "$(deb "$2")" "$(files_of "$1")/root/$2.deb" &&
        inside "$1" env DEBIAN_FRONTEND=noninteractive dpkg --no-triggers -i "/root/$2.deb"
}

# unit NAME PACKAGE KEY: what the installed unit says; of several lines the first.
unit() { sed -n "s/^$3=//p" "$(files_of "$1")/usr/lib/systemd/system/$2.service" | head -n 1; }

# as_unit NAME PACKAGE: its installed service, as systemd would start it as far as that goes without one: the command
# line, user, groups, powers, umask, niceness and what cannot be written to. Not: filters of system calls and devices.
as_unit() {
    local name=$1 package=$2 user command bounding=-all each groups=(--clear-groups) read_only=/ nice
    user=$(unit "$name" "$package" User)
    read -ra command <<<"$(unit "$name" "$package" ExecStart)"
    for each in $(unit "$name" "$package" CapabilityBoundingSet); do
        each=${each#CAP_}
        bounding+=,+${each,,}
    done
    each=$(unit "$name" "$package" SupplementaryGroups)
    [[ -z $each ]] || groups=(--groups "$each")
    [[ $(unit "$name" "$package" ProtectSystem) == strict ]] || read_only="/usr /etc $(unit "$name" "$package" ReadOnlyPaths)"
    nice=$(unit "$name" "$package" Nice)
    # shellcheck disable=SC2016  # for the shell in there
    inside "$name" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin LANG=C.UTF-8 ASAN_OPTIONS="$ASAN_OPTIONS" \
        UBSAN_OPTIONS="$UBSAN_OPTIONS" unshare --mount sh -c '
            state=$1 read_only=$2 umask=$3 nice=$4 && shift 4
            mount --bind "$state" "$state" || exit 77
            for each in $read_only; do
                [ "$each" = / ] || mount --bind "$each" "$each" && mount -o remount,bind,ro "$each" || exit 77
            done
            umask "$umask" && ulimit -c 0 && exec nice -n "$nice" "$@"' sh \
        "/var/lib/$(unit "$name" "$package" StateDirectory)" "$read_only" "$(unit "$name" "$package" UMask)" "${nice:-0}" \
        setpriv --reuid "$user" --regid "$user" "${groups[@]}" --inh-caps=-all --bounding-set "$bounding" --no-new-privs "${command[@]}"
}
