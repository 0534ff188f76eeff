# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # names of packaging/build
# A package for rpm. What it requires is what the program was linked with: for other systems than Debian 12
# give packaging/build the program of the preset "static", which requires nothing.

# What rpm runs. It keeps no state of ours from removal: that is nobody's but the administrator's.
rpm_scripts() {
    local name=$1 user=root wait=''
    [[ $name == safr-diag ]] || user=$name
    [[ $name != safr-diag ]] || wait="/usr/lib/safr-diag/wait-for-run /usr/bin/safr-diag /var/lib/safr-diag || :"
    cat <<TEXT
%pre
getent passwd $name >/dev/null || useradd --system --user-group --no-create-home --home-dir /var/lib/$name --shell /sbin/nologin $name || exit 1
%post
[ -d /var/lib/$name ] || mkdir -m 0700 /var/lib/$name || { echo "$name: cannot make /var/lib/$name: is /var full or read-only?" >&2; exit 1; }
[ \$1 -gt 1 ] || chown $user /var/lib/$name
[ -d /run/systemd/system ] || exit 0
systemctl daemon-reload || :
if [ \$1 = 1 ]; then
    systemctl preset $name.service || :
elif systemctl --quiet is-active $name.service; then
    $wait
    systemctl restart $name.service || :
fi
%preun
[ \$1 = 0 ] && [ -d /run/systemd/system ] || exit 0
$wait
systemctl --quiet disable --now $name.service || :
[ $name != safr-diag ] || systemctl --quiet stop safr-diag-line.service || :
%postun
[ -d /run/systemd/system ] && systemctl daemon-reload || :
[ \$1 != 0 ] || [ ! -d /var/lib/$name ] || echo "$name: /var/lib/$name stays: remove it by hand if nothing in it is needed" >&2
TEXT
}

# The files of a tree, and the directories that are ours.
rpm_files() {
    local name=$1
    (cd "$2" && find . ! -type d -printf '%P\n' | sort | sed -e 's|^|/|' -e 's|^/etc/.*|%config(noreplace) &|' \
        -e 's|^/usr/share/doc/.*|%doc &|')
    (cd "$2" && find . -type d \( -path "./etc/$name*" -o -path "./usr/lib/$name*" -o -path "./usr/share/doc/$name*" \) -printf '%%dir /%P\n' | sort)
}

rpm_spec() {
    printf '%s\n' "Name: $1" "Version: $version" 'Release: 1' "Summary: $(summary_of "$1")" 'License: Apache-2.0' \
        'Requires(pre): /usr/sbin/useradd' '%description'
    description_of "$1"
    printf '%s\n' '%install' "cp -a $2/. %{buildroot}"
    rpm_scripts "$1"
    printf '%s\n' '%files' '%defattr(-,root,root)'
    rpm_files "$1" "$2"
}

make_rpm() {
    local name=$1 top=$work/rpm-$1
    rpm_spec "$name" "$2" >"$work/$name.spec"
    rpmbuild -bb --quiet --target "$rpm_arch-linux" --define "_topdir $top" --define "_dbpath $top/db" \
        --define '_buildhost localhost' --define 'use_source_date_epoch_as_buildtime 1' \
        --define 'clamp_mtime_to_source_date_epoch 1' --define 'source_date_epoch_from_changelog 0' \
        --define 'debug_package %{nil}' --define '_build_id_links none' --define '__os_install_post %{nil}' \
        --define '_binary_payload w19.zstdio' --define '_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm' \
        "$work/$name.spec" >"$work/rpm.log" 2>&1 || { tail -n 20 "$work/rpm.log" >&2; fail "rpmbuild could not make $name"; }
    cp "$top/RPMS"/*.rpm "$made"
}
