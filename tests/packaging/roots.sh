# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # some names are of lib.sh
# Bare Debian systems in directories, made by debootstrap from the mirror that this machine uses; for root.
[[ $(id -u) == 0 ]] || skip "debootstrap works as root only"
command -v debootstrap >/dev/null || skip "no debootstrap here: packaging/install_dependencies analysis"
site=$(apt-get indextargets --format '$(SITE) $(RELEASE)' 'Created-By: Packages' 'Origin: Debian' |
    awk '$2 == "bookworm" { print $1; exit }')
[[ -n $site ]] || skip "apt knows no mirror of Debian 12 here"

# root_of RELEASE [PACKAGE...]: a bare system with those in $work/RELEASE, which is $root then, with our packages in its /packages.
root_of() {
    local release=$1 also
    shift
    root=$work/$release
    also=$(IFS=, && echo "$*")
    debootstrap --variant=minbase ${also:+"--include=$also"} "$release" "$root" "$site" >"$work/$release.log" 2>&1 || {
        tail -n 5 "$work/$release.log"
        return 1
    }
    printf 'deb %s %s main\n' "$site" "$release" >"$root/etc/apt/sources.list"
    cp /etc/apt/apt.conf.d/99* "$root/etc/apt/apt.conf.d/" 2>/dev/null || true
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    mkdir "$root/packages"
    cp "$packages"/*.deb "$work"/*_99.deb "$root/packages"
    chroot "$root" apt-get -qq update >"$work/$release.log" 2>&1
}
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@" </dev/null; }
install_in() { in_root apt-get -qq -y --no-install-recommends --allow-downgrades install "$@"; }
