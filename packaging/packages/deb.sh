# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # names of packaging/build
# A package for dpkg. What it depends on is what the program was linked with on this system: a program that
# was built on Debian 12 makes a package for Debian 12. One of the preset "static" depends on nothing.

is_static() { ! readelf -d "$1" | grep -q NEEDED; }

# "Depends: ..." and the like, a line each.
relations() {
    local name=$1 program=$2/usr/bin/$1 depends=''
    if ! is_static "$program"; then
        mkdir -p "$work/shlibs/debian"
        printf 'Source: safr-diag\n\nPackage: %s\nArchitecture: any\n' "$name" >"$work/shlibs/debian/control"
        depends=$(cd "$work/shlibs" && dpkg-shlibdeps -O -e"$program" 2>"$work/shlibs.log" | sed -n 's/^shlibs:Depends=//p')
        [[ -n $depends ]] || { cat "$work/shlibs.log" >&2; fail "cannot tell which packages $name needs"; }
        depends+=', '
        # What its dependencies in packaging/dependencies call "run" is loaded, not linked.
        [[ $name != safr-diag ]] || echo 'Recommends: libmongoc-1.0-0'
    fi
    [[ $name != safr-diag ]] || echo 'Suggests: openssl, smartmontools'
    echo "Depends: ${depends}passwd"
}

control_of() {
    printf '%s\n' "Package: $1" 'Source: safr-diag' "Version: $release" "Architecture: $deb_arch" "Maintainer: $maintainer" \
        "Installed-Size: $(du -sk --apparent-size "$2" | cut -f1)" 'Section: admin' 'Priority: optional'
    relations "$1" "$2"
    echo "Description: $(summary_of "$1")"
    description_of "$1" | sed 's/^/ /'
}

make_deb() {
    local name=$1 tree=$work/deb/$1 script
    mkdir -p "$work/deb"
    cp -a "$2" "$tree"
    {
        printf 'safr-diag (%s) stable; urgency=medium\n\n  * As CHANGELOG.md says, which is changelog.gz here.\n\n' "$release"
        printf ' -- %s  %s\n' "$maintainer" "$(date -R --date="@$SOURCE_DATE_EPOCH")"
    } | gzip -9n >"$tree/usr/share/doc/$name/changelog.Debian.gz"
    install -D -m 644 "$parts/lintian-overrides" "$tree/usr/share/lintian/overrides/$name"
    sed -i "s|@NAME@|$name|" "$tree/usr/share/lintian/overrides/$name"
    mkdir "$tree/DEBIAN"
    control_of "$name" "$2" >"$tree/DEBIAN/control"
    (cd "$tree" && find etc -type f 2>/dev/null | sed 's|^|/|' | sort) >"$tree/DEBIAN/conffiles" || true
    [[ -s $tree/DEBIAN/conffiles ]] || rm "$tree/DEBIAN/conffiles"
    (cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
    for script in preinst postinst prerm postrm; do
        filled "$parts/scripts/$script" "$name" >"$tree/DEBIAN/$script"
        chmod 755 "$tree/DEBIAN/$script"
    done
    set_times "$tree"
    dpkg-deb --root-owner-group -Zxz --threads-max=1 -b "$tree" "$made/${name}_${release}_$deb_arch.deb" >"$work/deb.log" ||
        fail "dpkg-deb could not make $name"
}
