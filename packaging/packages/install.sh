#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs safr-diag, safr-desk or both from the directory this file is in.
#
#   ./install.sh [--prefix DIR] [--root DIR] [safr-diag] [safr-desk]     without names: both
#
# --prefix: where programs and their data go; default: /usr/local. Configuration is in /etc, state in /var/lib
# --root: all of it below DIR, as for an image; nothing of this system is touched then
#
# Checks sums, architecture, rights and room before it changes anything. A second run changes nothing; that of
# another version is an upgrade. Configuration that you changed stays. It starts nothing and asks nothing.
# PREFIX/lib/NAME/uninstall removes exactly what it put there.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
prefix=/usr/local root='' names=''

fail() {
    echo "install.sh: $1" >&2
    exit "${2:-1}"
}

while [ $# -gt 0 ]; do
    case $1 in
        --prefix) prefix=${2-} && shift ;;
        --root) root=${2-} && shift ;;
        safr-diag | safr-desk) names="$names $1" ;;
        -h | --help) sed -n '3,13s/^# \{0,1\}//p' "$0" && exit 0 ;;
        *) fail "unknown: $1. Try ./install.sh --help" 64 ;;
    esac
    [ $# -gt 0 ] || fail "the last option needs a value" 64
    shift
done
case $prefix in
    /*) ;;
    *) fail "--prefix takes an absolute path" 64 ;;
esac
case $prefix$root in *[!A-Za-z0-9/._+-]*) fail "--prefix and --root take letters, digits and / . _ + - only" 64 ;; esac
prefix=${prefix%/}
[ -z "$root" ] || root=$(cd "$root" 2>/dev/null && pwd) || fail "--root is no directory" 64
[ "$root" != / ] || root=''
work=$(mktemp -d) || fail "cannot make a temporary directory: is ${TMPDIR:-/tmp} full or read-only?"
# What is beside its place and was not moved into it.
clean_up() {
    [ ! -e "$work/staged" ] || while read -r file; do rm -f "$file"; done <"$work/staged"
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# target PATH: where a file of files/NAME/ goes.
target() {
    case $1 in
        etc/*) echo "/$1" ;;
        usr/lib/systemd/system/* | usr/lib/sysusers.d/* | usr/lib/tmpfiles.d/*)
            case $prefix in
                /usr | /usr/local) echo "$prefix/${1#usr/}" ;;
                *) echo "/etc/${1#usr/lib/}" ;;
            esac
            ;;
        *) echo "$prefix/${1#usr/}" ;;
    esac
}

# The directory of ours that PATH will be in: the first that is there.
standing() {
    directory=${1%/*}
    while [ ! -d "$directory/" ]; do directory=${directory%/*}; done
    echo "${directory:-/}"
}

check_whole() {
    (cd "$here" && sha256sum --quiet --strict -c SHA256SUMS) >"$work/sums" 2>&1 ||
        fail "this directory is not whole, so nothing is installed: $(head -n 1 "$work/sums")" 65
    machine=$(uname -m)
    [ -n "$root" ] || [ "$machine" = "$(cat "$here/ARCHITECTURE")" ] ||
        fail "these programs are for $(cat "$here/ARCHITECTURE"), this machine is $machine" 65
}

check_rights() {
    for directory in $(while read -r _ to; do standing "$root$to"; done <"$work/plan" | sort -u); do
        probe=$(mktemp "$directory/.safr-install.XXXXXX" 2>"$work/why") ||
            fail "cannot write to $directory, so nothing is installed: $(sed 's/.*: //' "$work/why")"
        rm -f "$probe"
    done
    need=$(du -sk "$here/files" | cut -f1)
    free=$(df -Pk "$(standing "$root$prefix/bin/x")" | awk 'NR == 2 { print $4 }')
    [ "$free" -gt $((need + 1024)) ] ||
        fail "$prefix has $free KiB free and up to $((need + 1024)) are needed, so nothing is installed"
}

sum_of() { sha256sum <"$1" | cut -d' ' -f1; }
recorded() { [ ! -e "$record" ] || sed -n "s|^\([0-9a-f]\{64\}\)  $1\$|\1|p" "$record"; }

# The file as it will be: what names its place names the right one.
fitted() {
    case $1 in
        */bin/*) cat "$1" ;;
        *.service | */usr/lib/safr-diag/* | */examples/*)
            sed -e "s|/usr/bin/safr-|$prefix/bin/safr-|g" -e "s|/usr/lib/safr-diag|$prefix/lib/safr-diag|g" "$1" ;;
        *) cat "$1" ;;
    esac
}

# stage FROM TO: a copy beside its place, or none where that holds it already.
stage() {
    to=$root$2
    fitted "$1" >"$work/file" || fail "$work is full, so nothing is installed"
    sum=$(sum_of "$work/file")
    old=$(recorded "$2")
    if [ -e "$to" ] && [ "$(sum_of "$to")" != "$sum" ]; then
        case $2 in
            /etc/safr-*)
                if [ "$(sum_of "$to")" != "$old" ]; then
                    echo "kept as you have it: $to"
                    return 0
                fi
                ;;
            *) [ -n "$old" ] || fail "$to is there and not from this installer, so nothing is installed" ;;
        esac
    fi
    echo "$sum  $2" >>"$work/record"
    [ ! -e "$to" ] || [ "$(sum_of "$to")" != "$sum" ] || return 0
    make_directories "${2%/*}"
    echo "$to.safr-new" >>"$work/staged"
    cp "$work/file" "$to.safr-new" && chmod "$(stat -c %a "$1")" "$to.safr-new" ||
        fail "cannot write $to: is the disk full? Nothing is changed"
}

# The missing directories of PATH, which become ours to remove.
make_directories() {
    [ ! -d "$root$1/" ] || return 0
    make_directories "${1%/*}"
    mkdir "$root$1" || fail "cannot make $root$1"
    echo "directory  $1" >>"$work/record"
}

make_state() {
    if [ ! -d "$root/var/lib/$1" ]; then
        make_directories /var/lib
        mkdir -m 0700 "$root/var/lib/$1" || fail "cannot make $root/var/lib/$1: is /var full or read-only?"
        echo "directory  /var/lib/$1" >>"$work/record"
    fi
    [ -z "$root" ] && [ "$(id -u)" = 0 ] || return 0
    if ! id "$1" >/dev/null 2>&1; then
        useradd --system --user-group --no-create-home --home-dir "/var/lib/$1" --shell /usr/sbin/nologin "$1" ||
            fail "cannot make the user $1"
        echo "user  $1" >>"$work/record"
    fi
    [ "$1" = safr-diag ] || chown "$1:$1" "/var/lib/$1"
}

install_one() {
    name=$1 record=$root$prefix/lib/$1/installed
    (cd "$here/files/$name" && find . -type f | sed 's|^\./||' | sort) | while read -r path; do
        echo "$here/files/$name/$path $(target "$path")"
    done >"$work/plan"
    echo "$here/uninstall.sh $prefix/lib/$name/uninstall" >>"$work/plan"
    check_rights
    : >"$work/staged"
    [ ! -e "$record" ] && : >"$work/record" || grep -E '^(directory|user)  ' "$record" >"$work/record" || true
    while read -r from to; do stage "$from" "$to"; done <"$work/plan"
    make_state "$name"
    while read -r file; do mv "$file" "${file%.safr-new}"; done <"$work/staged"
    changed=$(wc -l <"$work/staged")
    : >"$work/staged"
    drop_old
    sort -u "$work/record" >"$record.new" && mv "$record.new" "$record"
    echo "$name $(cat "$here/VERSION") is in $root$prefix: $changed files written. To remove it: $root$prefix/lib/$name/uninstall"
}

# What an earlier version had and this one has not.
drop_old() {
    [ -e "$record" ] || return 0
    sed -n 's|^[0-9a-f]\{64\}  ||p' "$record" | while read -r path; do
        grep -qF "  $path" "$work/record" || [ "${path#/etc/}" != "$path" ] || rm -f "$root$path"
    done
}

check_whole
for each in ${names:-safr-diag safr-desk}; do
    install_one "$each"
    [ -n "$root" ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload || true
    [ -n "$root" ] || echo "Nothing was started. With systemd: systemctl enable --now $each, or systemctl restart $each after an upgrade"
done
