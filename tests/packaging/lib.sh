# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # some names are of end_to_end/lib.sh
# What the tests of packages share: small packages of stand-ins, and a systemd that notes what it is told.
. "$(dirname "${BASH_SOURCE[0]}")/../end_to_end/lib.sh"

needs() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null || skip "no $tool here: packaging/install_dependencies build test"
    done
}

packages=$work/packages
requests=$work/requests.json

# make_stand_ins: into $work/bin.
make_stand_ins() {
    local name
    mkdir -p "$work/bin"
    for name in safr-diag safr-desk; do
        cc -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong -Wl,-z,relro,-z,now -DREAL="\"$bin\"" -DREQUESTS="\"$requests\"" \
            "$source_root/tests/packaging/stand_in.c" -o "$work/bin/$name" || skip "the C compiler makes no program here"
    done
}

package() { "$source_root/packaging/build" --programs "$work/bin" --out "$packages" "$@" </dev/null; }

# deb NAME: its file. version_of FILE VERSION: the same package, called by another version, as $work/NAME_VERSION.deb.
deb() { echo "$packages/$1"_*.deb; }
version_of() {
    local tree=$work/again
    rm -rf "$tree"
    dpkg-deb -R "$1" "$tree"
    sed -i "s/^Version: .*/Version: $2/" "$tree/DEBIAN/control"
    sed -i "s/version=[0-9.-]*/version=$2/" "$tree/DEBIAN/preinst"
    dpkg-deb --root-owner-group -Znone -b "$tree" "$work/$(basename "${1%%_*}")_$2.deb" >/dev/null
}
