# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034,SC2154  # some names are for the test, some of lib.sh
# What upgrade_hooks stands on: hooks in a root of their own, a recorder in the place of safr-diag, and
# apt, dpkg and rpm that touch nothing of this machine. Source it after lib.sh.

[[ $(id -u) == 0 ]] || skip "dpkg and rpm install as root only"
for tool in apt-get dpkg-deb rpmbuild; do
    command -v $tool >/dev/null || skip "no $tool here: packaging/install_dependencies test"
done
old=3.48.1
new=3.50.2
hooks=$work/root/usr/lib/safr-diag/hooks
tools=$work/tools
mkdir -p "$hooks" "$tools" "$work/local"
cp "$source_root"/packaging/hooks/* "$hooks"
sed -i "s|:/usr/local/bin|:$work/local|" "$hooks/upgrade-allowed"

# The recorder notes its arguments, a line each, and answers as it is told. No machine's own safr-diag
# is ever asked.
asked=$work/asked
cat >"$work/recorder" <<END
#!/bin/sh
printf '%s\n' "\$@" >>'$asked'
answer=\$(cat '$work/answer')
trap '' TERM
while [ "\$answer" = hang ]; do sleep 0.1; done
[ "\$answer" = 0 ] || echo 'safr-diag: the recorder says no' >&2
exit "\$answer"
END
# A timeout that proves that it was asked for a minute, and waits a second.
cat >"$work/impatient" <<'END'
#!/bin/sh
[ "$1 $2" = '--kill-after=5s 60s' ] || exit 99
shift 2
exec /usr/bin/timeout --kill-after=1s 1s "$@"
END
chmod +x "$work/recorder" "$work/impatient"
PATH=$tools:/usr/sbin:/usr/bin:/sbin:/bin
! command -v safr-diag >/dev/null || skip "a safr-diag in /usr/bin: one that is missing cannot be tested here"

# answers 0|64|77|NUMBER|hang|missing: what happens to whoever asks from now on.
answers() {
    rm -f "$tools"/* "$asked"
    echo "$1" >"$work/answer"
    [[ $1 == missing ]] || cp "$work/recorder" "$tools/safr-diag"
    [[ $1 != hang ]] || cp "$work/impatient" "$tools/timeout"
}
asked_once() { diff - "$asked" <<<$'upgrade\nallowed\n--to\n'"$1"; }
asked_nothing() { [[ ! -e $asked ]]; }

# refuses NAME INSTALLED COMMAND...: whatever is wrong, COMMAND fails, says so, and `INSTALLED` still prints
# the old version.
refuses() {
    local name=$1 installed=$2 answer
    shift 2
    for answer in 77 64 9 missing hang; do
        answers $answer
        run "$@"
        check "$name: no upgrade when safr-diag answers $answer" test "$status" != 0
        check "... and what was installed is" test "$($installed)" = "$old"
        says 'SAFR is not upgraded: .*safr-diag' "... which is said, and what to do"
        within 20000 "... soon"
    done
}

# apt, with a dpkg of its own below $work/root.
deb() {
    local tree=$work/tree
    rm -rf "$tree"
    mkdir -p "$tree/DEBIAN" "$work/repository"
    printf '%s\n' "Package: $1" "Version: $2" 'Architecture: all' 'Maintainer: Test <test@example.org>' \
        'Description: test' >"$tree/DEBIAN/control"
    [[ $# == 2 ]] || install -m 755 "$3" "$tree/DEBIAN/preinst"
    dpkg-deb --root-owner-group -b "$tree" "$work/repository/$1_${2#*:}.deb" >"$work/build.log" || cat "$work/build.log"
}
apt_root=$work/root
mkdir -p "$apt_root"/etc/apt/{apt.conf.d,preferences.d,sources.list.d,trusted.gpg.d} \
    "$apt_root"/var/{lib/dpkg,log/apt,lib/apt/lists/partial,cache/apt/archives/partial}
: >"$apt_root/var/lib/dpkg/status"
echo "deb [trusted=yes] copy:$work/repository ./" >"$apt_root/etc/apt/sources.list"
cat >"$work/apt.conf" <<END
Dir "$apt_root/";
Dir::State::status "$apt_root/var/lib/dpkg/status";
APT::Sandbox::User "root";
DPkg::Options { "--root=$apt_root"; "--force-script-chrootless"; "--log=$apt_root/dpkg.log"; };
END
fragment=$apt_root/etc/apt/apt.conf.d/80safr-diag
sed "s|/usr/lib/safr-diag/hooks|$hooks|" "$source_root/packaging/hooks/80safr-diag" >"$fragment"
apt() { APT_CONFIG=$work/apt.conf DEBIAN_FRONTEND=noninteractive apt-get -qq -y "$@" </dev/null; }
upstream_of() { dpkg-query --admindir="$apt_root/var/lib/dpkg" -W -f='${Version}' "$1" | sed 's/^1://; s/-[0-9]*$//'; }
# shellcheck disable=SC2317  # refuses calls it
safr_by_apt() { upstream_of safr-core; }
by_dpkg() {
    dpkg --root="$apt_root" --force-script-chrootless --log="$apt_root/dpkg.log" -i "$work/repository/$1" </dev/null
}

# rpm, with a database of its own.
build_rpm() {
    rpmbuild -bb --define "_topdir $work/rpmbuild" --define "_dbpath $work/rpmbuild/db" --define "safr_hooks $hooks" \
        "$work/test.spec" >"$work/build.log" 2>&1 || cat "$work/build.log"
}
rpm_of() {
    printf '%s\n' 'Name: safr-test' "Version: $1" 'Release: 1' 'Summary: test' 'License: none' 'BuildArch: noarch' \
        '%description' 'test' "%include $hooks/safr-upgrade.spec" '%files' >"$work/test.spec"
    build_rpm
}
by_rpm() {
    local version=$1
    shift
    rpm --dbpath "$work/rpmdb" --define "_install_script_path $PATH" --nodeps "$@" \
        -U "$work/rpmbuild/RPMS/noarch/safr-test-$version-1.noarch.rpm" </dev/null
}

# safr-diag itself.
real() { "$bin/safr-diag" --config "$work/agent.toml" --state "$state" "$@" </dev/null; }
# use STATE: who asks from now on asks safr-diag with this state directory.
use() {
    rm -f "$tools"/*
    state=$1
    printf '#!/bin/sh\nexec "%s" --config "%s" --state "%s" "$@"\n' "$bin/safr-diag" "$work/agent.toml" "$state" >"$tools/safr-diag"
    chmod +x "$tools/safr-diag"
}
