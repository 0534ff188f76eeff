#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Removes what install.sh put there, as the file "installed" beside this one has it, and nothing else: what was
# changed since stays and is named, and so does a directory that holds anything more, such as state.
#
#   PREFIX/lib/NAME/uninstall [--root DIR]     --root as it was given to install.sh
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=${here##*/} record=$here/installed root=''

fail() {
    echo "uninstall: $1" >&2
    exit "${2:-1}"
}

case ${1-} in
    '') ;;
    --root) root=$(cd "${2-}" 2>/dev/null && pwd) || fail "--root takes a directory" 64 ;;
    *) fail "unknown: $1" 64 ;;
esac
[ "$root" != / ] || root=''
[ -r "$record" ] || fail "no $record, which says what was installed" 65
[ -w "$here" ] || fail "cannot write to $here, so nothing is removed: run this as who installed it"
if [ -z "$root" ] && [ -d /run/systemd/system ]; then
    [ "$name" != safr-diag ] || ! systemctl --quiet is-active "$name" ||
        "$here/wait-for-run" "${here%/lib/*}/bin/safr-diag" /var/lib/safr-diag || true
    systemctl --quiet disable --now "$name" || true
    [ "$name" != safr-diag ] || systemctl --quiet stop safr-diag-line || true
fi
list=$(cat "$record")

remove_file() {
    [ -e "$root$2" ] || return 0
    if [ "$(sha256sum <"$root$2" | cut -d' ' -f1)" = "$1" ]; then rm -f "$root$2"; else
        echo "kept, as it was changed: $root$2"
    fi
}

rm -f "$record"
echo "$list" | while read -r what path; do
    case $what in
        directory | user) ;;
        *) remove_file "$what" "$path" ;;
    esac
done
# The deepest first.
echo "$list" | sed -n 's/^directory  //p' | sort -r | while read -r path; do
    [ ! -d "$root$path" ] || rmdir "$root$path" 2>/dev/null || echo "kept, as it is not empty: $root$path"
done
if [ -z "$root" ] && echo "$list" | grep -q "^user  $name\$" && [ ! -d "/var/lib/$name" ]; then
    userdel "$name" || true
fi
[ -n "$root" ] || [ ! -d /run/systemd/system ] || systemctl daemon-reload || true
echo "$name is removed"
