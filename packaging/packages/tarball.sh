# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # names of packaging/build
# An archive for systems without dpkg and rpm: the trees of both packages, and install.sh.

make_tarball() {
    local base=safr-diag-$version-linux-$rpm_arch name
    local top=$work/tarball/$base
    mkdir -p "$top/files"
    for name in "${names[@]}"; do cp -a "$work/$name" "$top/files/$name"; done
    put 755 "$parts/install.sh" "$parts/uninstall.sh" "$top"
    put 644 "$root/LICENSE" "$top"
    echo "$rpm_arch" >"$top/ARCHITECTURE"
    echo "$version" >"$top/VERSION"
    (cd "$top" && find . -type f ! -name SHA256SUMS -printf '%P\0' | sort -z | xargs -0 sha256sum >"$work/sums" && mv "$work/sums" SHA256SUMS)
    set_times "$top"
    tar -C "$work/tarball" --sort=name --format=ustar --owner=0 --group=0 --numeric-owner --mode=u+rwX,go+rX,go-w \
        --mtime="@$SOURCE_DATE_EPOCH" -cf - "$base" | gzip -9n >"$made/$base.tar.gz"
}
