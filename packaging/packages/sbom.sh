# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # names of packaging/build
# What the programs are made of, as SPDX 2.3: the libraries that the loader finds for each (ldd), by the Debian
# package they come from (dpkg), and the packages of packaging/dependencies that it was built with.

# linked NAME: "PACKAGE:ARCHITECTURE" a line.
linked() {
    is_static "$work/$1/usr/bin/$1" || ldd "$work/$1/usr/bin/$1" |
        sed -nE 's/^\t(.* => )?(\/[^ ]+) \(0x.*/\2/p' | xargs -r realpath | sort -u | while read -r file; do
        dpkg-query -S "$file" 2>/dev/null || dpkg-query -S "${file#/usr}" 2>/dev/null ||
            fail "no Debian package holds $file, which $1 is linked with"
    done | sed -E 's/^([^ ]+): .*/\1/' | sort -u
}

# For jq: {program, relation, package, version, architecture, source, sourceVersion} an object each.
parts_of() {
    local name=$1 relation=BUILD_DEPENDENCY_OF
    ! is_static "$work/$name/usr/bin/$name" || relation=STATIC_LINK
    {
        linked "$name" | sed 's/$/ DYNAMIC_LINK/'
        # Loaded when a database is asked.
        [[ $name != safr-diag || $relation == STATIC_LINK ]] || ! dpkg-query -W libmongoc-1.0-0 >/dev/null 2>&1 ||
            echo 'libmongoc-1.0-0 OPTIONAL_DEPENDENCY_OF'
        build_libraries | sed "s/\$/ $relation/"
    } | while read -r package how; do
        dpkg-query -W -f="$name\t$how\t"'${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n' "$package" | head -n 1
    done
}

make_sbom() {
    local name
    for name in "${names[@]}"; do
        printf '%s\t%s\n' "$name" "$(sha256sum <"$work/$name/usr/bin/$name" | cut -d' ' -f1)"
    done >"$work/programs.tsv"
    for name in "${names[@]}"; do parts_of "$name"; done >"$work/parts.tsv"
    jq -n --sort-keys --arg version "$version" --arg created "$(date -u --date="@$SOURCE_DATE_EPOCH" +%FT%TZ)" \
        --arg digest "$(cat "$work/programs.tsv" "$work/parts.tsv" | sha256sum | cut -c1-32)" \
        --rawfile programs "$work/programs.tsv" --rawfile parts "$work/parts.tsv" -f "$parts/sbom.jq"
}
