# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2154  # names of packaging/build
# What a package holds, as a tree below a directory: the same for .deb, .rpm and the tarball.

# put MODE FILE... DIRECTORY
put() {
    local mode=$1
    shift
    install -D -m "$mode" -t "${@: -1}" "${@:1:$#-1}"
}

# The commands of a program, from its help.
commands_of() { "$programs/$1" --help | awk '/^Commands:/ { on = 1; next } on && !NF { exit } on && /^  [a-z]/ && $1 != "help" { print $1 }'; }

man_pages() {
    local name=$1 pages=$2/usr/share/man/man1 command
    mkdir -p "$pages"
    "$programs/$name" man >"$pages/$name.1" || fail "$name prints no man page"
    for command in $(commands_of "$name"); do
        "$programs/$name" man "$command" >"$pages/$name-$command.1" || fail "$name prints no man page of $command"
    done
    gzip -9n "$pages"/*.1
}

# What libraries that are compiled in ask to be told with a program: their copyright files in Debian.
third_party_texts() {
    local package
    for package in $(build_libraries); do
        [[ ! -r /usr/share/doc/$package/copyright ]] ||
            printf '%s\n\n%s\n\n' "=== $package ===" "$(<"/usr/share/doc/$package/copyright")"
    done
}

# Libraries of packaging/dependencies that are installed here, in order.
build_libraries() {
    awk '$1 == "build" && $2 ~ /^(lib.*|zlib1g)-dev$/ { print $2 }' "$root/packaging/dependencies" | sort -u |
        while read -r package; do
            [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) != installed ]] || echo "$package"
        done
}

documents() {
    local name=$1 docs=$2/usr/share/doc/$1
    put 644 "$root/README.md" "$docs"
    [[ $name != safr-diag ]] || put 644 "$root/docs/upgrade-hooks.md" "$root/docs/redaction-rules.md" "$docs"
    put 644 "$root/agent/exchange/FORMAT.md" "$root/agent/exchange/PROTOCOL.md" "$docs"
    gzip -9nc "$root/CHANGELOG.md" >"$docs/changelog.gz"
    gzip -9nc "$work/third-party" >"$docs/third-party.gz"
    cat >"$docs/copyright" <<TEXT
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: safr-diag
Comment: What libraries that are compiled into the program ask to be told is in third-party.gz beside this file.

Files: *
Copyright: $(date --date="@$SOURCE_DATE_EPOCH" +%Y) the authors of safr-diag
License: Apache-2.0
 On Debian systems the text of this licence is in /usr/share/common-licenses/Apache-2.0; everywhere it is at
 https://www.apache.org/licenses/LICENSE-2.0
TEXT
}

agent_extras() {
    local tree=$1
    put 644 "$root/packaging/agent.toml" "$tree/etc/safr-diag"
    put 644 "$parts/safr-diag/safr-diag-line.service" "$tree/usr/lib/systemd/system"
    put 644 "$parts/safr-diag/two-halves.conf" "$tree/usr/share/doc/safr-diag/examples"
    put 755 "$parts/wait-for-run" "$tree/usr/lib/safr-diag"
    put 755 "$root"/packaging/hooks/{upgrade-allowed,apt-pre-install,before-safr-installer.sh} "$tree/usr/lib/safr-diag/hooks"
    put 644 "$root"/packaging/hooks/{80safr-diag,preinst,safr-upgrade.spec} "$tree/usr/share/doc/safr-diag/examples"
}

make_tree() {
    local name=$1 tree=$2
    put 755 "$programs/$name" "$tree/usr/bin"
    strip --strip-all "$tree/usr/bin/$name"
    put 644 "$parts/$name/$name.service" "$tree/usr/lib/systemd/system"
    install -D -m 644 "$parts/$name/$name.sysusers" "$tree/usr/lib/sysusers.d/$name.conf"
    install -D -m 644 "$parts/$name/$name.tmpfiles" "$tree/usr/lib/tmpfiles.d/$name.conf"
    mkdir -p "$tree/usr/share/bash-completion/completions"
    "$programs/$name" completion bash >"$tree/usr/share/bash-completion/completions/$name" ||
        fail "$name prints no completion"
    man_pages "$name" "$tree"
    documents "$name" "$tree"
    [[ $name != safr-diag ]] || agent_extras "$tree"
    set_times "$tree"
}

summary_of() {
    case $1 in
        safr-diag) echo 'on-site diagnostics agent for SAFR servers' ;;
        safr-desk) echo 'support desk for the SAFR diagnostics agent' ;;
    esac
}

description_of() {
    case $1 in
        safr-diag)
            echo 'It looks at a SAFR server, says what is wrong and what to do about it, and'
            echo 'makes bundles for support: redacted here, signed by the server, sealed for'
            echo 'those who may read them. Its service carries out what support asks once'
            echo 'people here said yes.'
            ;;
        safr-desk)
            echo 'The support side of safr-diag: issues certificates, signs requests to sites,'
            echo 'receives, verifies, opens and judges the bundles that they send.'
            ;;
    esac
}
