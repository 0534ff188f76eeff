#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs SAFR's own installer, if safr-diag permits the upgrade to VERSION here and now.
#
#   before-safr-installer.sh VERSION INSTALLER [ARG...]
#
# INSTALLER is a path, such as ./installer; it gets every ARG as it is, and its exit code is ours.
# Exit 77: no permit, and the installer was not run. 64: wrong command line. For upgrades only: a first
# installation needs no permit.
set -u

wrong() {
    printf 'before-safr-installer.sh: %s\nusage: before-safr-installer.sh VERSION INSTALLER [ARG...]\n' "$1" >&2
    exit 64
}

[ $# -ge 2 ] || wrong "name the version and the installer"
version=$1
shift
case $1 in
    -*) wrong "the installer must not begin with a dash; write ./$1" ;;
    */*) ;;
    *) wrong "the installer must be a path; write ./$1" ;;
esac
{ [ -f "$1" ] && [ -x "$1" ]; } || wrong "the installer is no program that you may run"

ask=$(dirname -- "$0")/upgrade-allowed
if [ ! -x "$ask" ]; then
    printf 'SAFR is not upgraded: there is no %s to ask for a permit. It belongs beside this script.\n' "$ask" >&2
    exit 77
fi
"$ask" "$version" || exit
exec "$@"
