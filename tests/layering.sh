#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The architecture as a test: who may include whom, which library shows where, what nobody calls.
#
#   tests/layering.sh [--self-test] [ROOT]
#
# --self-test plants one violation of each rule in a copy of the tree and demands that every one is
# found. A rule is: a name, the files it is for, the files it spares, a Perl regular expression, the
# reason, and the violation to plant (file, text). New rule: one more call in rules().
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mode=check
if [[ ${1-} == --self-test ]]; then
    mode=self-test
    shift
fi
root=$(cd "${1-$here/..}" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

product='(platform|collectors|agent|desk)/'
source='\.(cpp|hpp|def)$'

rules() {
    # Rooms. Every include of ours is written from the root, so a path tells the room.
    room platform 'platform/' 'platform is the ground floor: it needs nothing of ours'
    room collectors '(collectors|platform)/' 'collectors do not know who runs them'
    room agent/exchange '(agent/exchange|platform)/' 'exchange is what both programs share: it stands on platform alone'
    room agent/rules '(agent/(rules|exchange)|platform)/' 'rules are data: who redacts by them and where is not known here'
    room agent/redact '(agent/(redact|rules|exchange)|platform)/' 'redaction knows no collector and no bundle'
    room agent/proof '(agent/(proof|exchange)|platform)/' 'the second look must share nothing with redaction: two that err alike prove nothing'
    room agent/stream '(agent/(stream|redact|exchange)|collectors|platform)/' 'stream carries bytes: it knows neither judge nor report nor bundle'
    room agent/pictures '(agent/pictures|platform)/' 'a picture is bytes: whose it is and whether it may leave is not known here'
    room agent/cases '(agent/(cases|exchange)|platform)/' 'a case is what people wrote and when: who runs or reports is not known here'
    room agent/report '(agent/(report|cases|exchange)|collectors|platform)/' 'the report is also made at the desk: it must not need the agent'
    room agent/config '(agent/(config|report|exchange)|collectors|platform)/' 'configuration is read before anything runs'
    room agent/run '(agent/(run|stream|redact|rules|config|exchange)|collectors|platform)/' 'run starts workers and takes what they give: collect makes something of it'
    room agent/spool '(agent/(spool|exchange)|platform)/' 'the spool holds sealed files and knows no more'
    room agent/ledger '(agent/(ledger|exchange)|platform)/' 'the ledger is told what happened: it asks nobody'
    room agent/availability '(agent/(availability|exchange)|collectors|platform)/' 'availability counts what it is told: it asks nobody'
    room agent/consent '(agent/(consent|exchange)|collectors|platform)/' 'consent decides: it neither runs nor carries anything'
    room agent/pages '(agent/(pages|report|ledger|consent|exchange)|collectors|platform)/' 'pages show and ask: they decide nothing and run nothing'
    room agent/upload '(agent/(upload|exchange)|platform)/' 'an upload carries sealed files and knows no more'
    room agent/backup '((agent/backup|platform)/|collectors/usual_size\.hpp)' 'a backup is proven by what it holds: who asks and where it was found is not known here; what size is usual is one rule for all'
    room agent/upgrade '(agent/(upgrade|exchange)|collectors|platform)/' 'conditions are judged from what others found: it runs no collector and proves no backup'
    room agent/rehearsal '(agent/(rehearsal|backup)|collectors|platform)/' 'a rehearsal restores a backup: who asks and what is configured is not known here'
    room agent/line '(agent/(line|exchange)|platform)/' 'the line carries messages: what becomes of them is up to others'
    room agent/halves '(agent/(halves|line|upload|exchange)|platform)/' 'what crosses between the halves is known here, what becomes of it is not'
    room agent/doctor '(agent/doctor|platform)/' 'the doctor judges what was seen of the agent: it looks at nothing'
    room agent/service '(agent/(service|consent|exchange)|platform)/' 'the service decides: it neither runs, nor sends, nor knows the line'
    room agent/collect '(agent/(collect|cases|pictures|proof|run|stream|redact|rules|report|spool|exchange)|collectors|platform)/' 'the pipeline is told what to do: it reads no command line and no configuration'
    room agent/commands '(agent|collectors|platform)/' 'the agent never needs the desk'
    room desk '(desk|agent/cases|agent/exchange|agent/report|agent/rules|collectors|platform)/' 'the desk opens and judges: never the agent that runs, spools or uploads'

    # Collectors. What two of them need lies in a lower file of one: it knows only such files.
    local lower='(network/(ask_names|dns|endpoint|resolver)|mongo/(ask|mongoc|targets|mongod_settings)|disk/(blocks|forecast|mountinfo|moved|places|reach)|system/(counters|gpu|kernel_log)|install/sockets|integrations/systems|cameras/(factory|feeds|url))'
    local known='install mongo/(ask|targets)|backups disk/(mountinfo|moved|places|reach)|nfs (disk/(mountinfo|places)|system/kernel_log)'
    known+='|network (disk/mountinfo|install/sockets|integrations/systems|cameras/url)|notifications network/(ask_names|resolver)'
    known+='|capacity (mongo/(ask|targets)|disk/(blocks|forecast|mountinfo|moved|places|reach)|system/(counters|gpu)|cameras/(factory|feeds))'
    rule siblings 'collectors/' 'nothing' "^%sibling (?!($known)\\.hpp)" \
        'a collector knows of another only the lower files named in tests/layering.sh' collectors/install '#include "collectors/logs/names.hpp"'
    rule lower_files "collectors/${lower}[./_]" 'nothing' "^\\s*#\\s*include \"(?!(platform/|collectors/(\\w+|${lower})\\.))" \
        'two collectors stand on this file: it knows neither' collectors/mongo/ask '#include "collectors/mongo/picture.hpp"'

    # Libraries, each behind one header of ours.
    library openssl 'openssl/' 'platform/\w+_(openssl|beast)\.[ch]pp|collectors/\w+/\w+_asio\.[ch]pp' openssl/evp.h 'use platform/crypto.hpp and its neighbours'
    library spdlog 'spdlog/' 'platform/log_spdlog\.cpp' spdlog/spdlog.h 'use platform/log.hpp: spdlog costs each file 2.2 s to compile'
    library toml 'toml\+\+/' '(agent/(cases|config|report|rules)|desk)/' toml++/toml.h 'only configuration, cases, rules and knowledge are TOML'
    library vectorscan '(hs/)?hs(_\w+)?\.h' 'agent/(redact|rules|stream)/' hs/hs.h 'patterns are judged in rules, and matched in one pass in redact and stream'
    library cli11 'CLI/' 'platform/command_line\w*\.cpp' CLI/CLI.hpp 'use platform/command_line.hpp'
    library asio 'boost/(asio|beast)' 'platform/|collectors/\w+/\w+_asio\.[ch]pp' boost/asio.hpp 'use platform/, not libraries'
    library json 'boost/json' 'platform/json\w*\.[ch]pp' boost/json.hpp 'use platform/json.hpp: foreign bytes need its bounds'
    library compress '(zlib|libdeflate)\.h' 'platform/' zlib.h 'use platform/, not libraries'
    library isal 'isa-l' 'platform/\w+_isal\.cpp' isa-l/igzip_lib.h 'use platform/inflate.hpp'
    library archive 'archive(_entry)?\.h' 'agent/backup/\w+_libarchive\.cpp' archive.h 'tar dialects of others are read in agent/backup only'
    library pugixml 'pugixml\.hpp' 'collectors/' pugixml.hpp 'only collectors read XML'
    library mongoc '(mongoc|bson)/' 'collectors/mongo/((ask|scratch)_mongoc\.cpp|mongoc\.[ch]pp)' mongoc/mongoc.h 'ask a database through collectors/mongo/ask.hpp'
    library libnfs 'nfsc/' 'collectors/nfs/(\w+_libnfs\.cpp|client\.hpp)' nfsc/libnfs.h 'NFS is spoken in disposable children of the nfs collector only'
    library sqlite 'sqlite3(ext)?\.h' 'desk/sqlite\.cpp' sqlite3.h 'remember things through desk/sqlite.hpp'
    library doctest 'doctest' 'tests/' doctest/doctest.h 'tests live in tests/'
    library regex 'regex>' 'nothing' regex 'std::regex backtracks: a hostile log line would hang it'

    # Calls.
    rule shell "$product" 'nothing' '(?<![\w:.>])(std::)?(system|popen|wordexp)\s*\(' \
        'no shell: Programs takes an argument vector' collectors 'int x = system("ls");'
    rule detached "$product" 'nothing' '\.detach\(\)' \
        'a detached thread cannot be ended: use a worker process or a joined thread' agent/run 'thread.detach();'
    rule fork "$product" 'platform/' '(?<![\w.>])(::)?(v?fork|clone|posix_spawnp?|exec[vl]p?e?)\s*\(' \
        'processes are started in platform/ only, where it is known what a child may touch' agent/run 'int child = fork();'
    rule unbounded "$product" 'nothing' '(?<![\w.>])(std::)?(strcpy|strcat|stpcpy|sprintf|vsprintf|gets|strtok|tmpnam|mktemp|alloca)\s*\(' \
        'writes without a bound' platform 'strcpy(to, from);'
    rule number "$product" 'platform/text\.cpp' '(?<![\w.>])(std::)?(atoi|atol|atoll|atof|strtol|strtoul|strtod|stoi|stol|stoul|stod)\s*\((?!.*, 16\))' \
        'foreign numbers go through platform/text.hpp: no silent 0, no exception, no locale' collectors 'int x = atoi(text);'
    rule coroutine "$product" 'nothing' 'co_await [^;]*\{' \
        'g++ 12 destroys an aggregate in a co_await expression twice: name it first' platform 'co_await fetch({.url = url});'
    rule value "$product" 'nothing' '[\w)](?<!"\))\.value\(\)' \
        'value() of a result throws: test, then *' agent/collect 'auto x = result.value();'
    rule vouched "$product" 'agent/redact/|agent/collect/tell\.cpp' '\bfixed_text\s*\((?!""\))' \
        'only redaction and collect/tell.cpp vouch that a text holds nothing of the customer' agent/collect 'auto page = fixed_text(raw);'
    rule exits "$product" '(agent|desk)/main\.cpp' '(?<![\w.>:])(std::|::)?(exit|quick_exit)\s*\(' \
        'rooms return errors; only main ends the program' agent/spool 'std::exit(1);'
    rule namespaces "$product.*hpp" 'nothing' '^\s*using namespace' \
        'a header must not open a namespace for its readers' platform.hpp 'using namespace std;'

    # Words and marks.
    rule licence "($product|tests/).*$source" 'collectors/catalog\.def' '^%licence' \
        'first line is // SPDX-License-Identifier: Apache-2.0' platform.hpp '#pragma once'
    rule pragma '.*\.hpp$' 'nothing' '^%pragma' 'headers begin with #pragma once' agent/redact.hpp 'int x;'
    rule pattern_names "($product|tests/).*$source" 'nothing' '\b(class|struct)\s+\w*(Manager|Utils?|Helper|Impl)\b' \
        'name it by what it is on site, not by a pattern' agent/run 'class RunManager {};'
    rule open_ends '.*' 'tests/layering\.sh' '\b(TODO|FIXME)\b(?!\(#\d+\))' \
        'finish it, or name its issue: TODO(#12)' desk '// TODO later'
    rule our_kitchen '.*' 'tests/layering\.sh|tests/fuzz/corpus/|(tests/)?agent/(redact|proof)/|tests/(redact|proof)/|agent/report/knowledge/|tests/site/|(tests/)?platform/(background|child)[._]|(tests/)?collectors/(cameras|nfs)[/_]' "\\b[Ss]ess""ions?\\b|/wor""k/|\\b[Ii]ss""ue #?[0-9]" \
        'says how the work was organised, not what the code does' docs.md 'see /wor''k/x'

    # Sizes.
    rule file_size "($product|tests/).*$source" 'nothing' '^%lines (?!([1-9]?\d|[1-3]\d\d|400)$)' \
        'longer than 400 lines: two files in one' agent/report "$(printf '//\n%.0s' {1..401})"
    rule function_size "$product.*$source" 'nothing' '^%function (?!([1-5]?\d|60) )' \
        'a function longer than 60 lines: its sections are functions' agent/report "void f() {
$(printf '    x();\n%.0s' {1..60})
}"
}

# Every folder of the product is a room with a rule.
strangers() {
    local folder
    for folder in $(sed -n -E 's#^((platform|collectors|desk)|agent/[a-z_]+)/.*#\1#p' "$scratch/files" | sort -u); do
        [[ " ${rooms[*]} " == *" $folder "* ]] && continue
        echo "$folder: a room without a rule: say in tests/layering.sh what it may include"
        found=$((found + 1))
    done
}

# room NAME ALLOWED REASON: quoted includes of the room must begin with ALLOWED.
rooms=()
room() {
    rooms+=("$1")
    rule "room_${1//\//_}" "$1/" 'nothing' "^\\s*#\\s*include \"(?!$2)" "$3" "$1" '#include "tests/planted.hpp"'
}

# library NAME HEADER WHERE EXAMPLE REASON: included nowhere else in the product.
library() {
    local planted=collectors
    [[ $1 != pugixml ]] || planted=platform
    rule "library_$1" "$product" "$3" "^\\s*#\\s*include [<\"]$2" "$5" "$planted" "#include <$4>"
}

# Path, line and text of everything, parted by tabs; C++ without its // comments in `code`. Marks of
# whole files are lines of their own: %licence, %pragma, %lines N, %function N NAME. So is what one
# collector includes of another: %sibling COLLECTOR OTHER/FILE.
index() {
    cd "$1"
    find . \( -path ./build -o -path './build-*' -o -path ./.git -o -path ./tests/fixtures -o -name '*.png' \) \
        -prune -o -type f -print | sed 's:^\./::' | sort >"$scratch/files"
    local cpp
    cpp=$(grep -E "$source" "$scratch/files" || true)
    # shellcheck disable=SC2086  # no name here holds a space
    awk '
        function mark(text) { print path "\t0\t" text }
        function leave() {
            if (path == "") return
            if (!licence) mark("%licence")
            if (path ~ /\.hpp$/ && !pragma) mark("%pragma")
            mark("%lines " lines)
        }
        FNR == 1 { leave(); path = FILENAME; lines = 0; pragma = 0; start = 0
                   licence = ($0 == "// SPDX-License-Identifier: Apache-2.0") }
        { lines = FNR }
        /^#pragma once/ { pragma = 1 }
        # Functions of a formatted file begin and end in column 1.
        /^[A-Za-z].*\(.*[({,]$|^[A-Za-z].*\($/ && !start && !/^(namespace|class|struct|enum|union|extern "C" \{)/ { start = FNR; name = $0 }
        /^};?$/ && start { mark("%function " (FNR - start + 1) " " name); start = 0 }
        /^[A-Za-z#].*;$/ { start = 0 }
        path ~ /^collectors\/.*\// && /^[ \t]*#[ \t]*include "collectors\/[a-z_]+\// {
            split(path, ours, "/"); split($0, theirs, /[\/"]/)
            if (ours[2] != theirs[3]) print path "\t" FNR "\t%sibling " ours[2] " " theirs[3] "/" theirs[4]
        }
        { text = $0; sub(/\/\/.*/, "", text); print path "\t" FNR "\t" text }
        END { leave() }' $cpp </dev/null >"$scratch/code"
    # shellcheck disable=SC2046
    grep -nIH '' $(cat "$scratch/files") /dev/null | sed 's/:/\t/; s/:/\t/' >"$scratch/text"
    cd - >/dev/null
}

found=0
rule() {
    local name=$1 in=$2 spared=$3 pattern=$4 reason=$5 where=$6 text=$7 lines=code
    if [[ $mode == plant || $mode == expect ]]; then
        "$mode" "$name" "$where" "$text" "$reason"
        return
    fi
    case $name in open_ends | our_kitchen) lines=text ;; esac
    grep -P "^${in%\$}" "$scratch/$lines" | grep -vP "^($spared)" |
        grep -P "\\t\\d+\\t(?:.*?)${pattern/#^/(?<=\\t)}" >"$scratch/hits" || true
    while IFS=$'\t' read -r path line _; do
        printf '%s:%s: %s [%s]\n' "$path" "$line" "$reason" "$name"
        found=$((found + 1))
    done <"$scratch/hits"
}

# Where the violation of a rule is planted: a file named after the rule in that folder.
planted_path() {
    case $2 in
        docs.md) echo "docs/planted_$1.md" ;;
        *.hpp) echo "${2%.hpp}/planted_$1.hpp" ;;
        *) echo "$2/planted_$1.cpp" ;;
    esac
}

plant() {
    local path
    path=$root/$(planted_path "$1" "$2")
    mkdir -p "${path%/*}"
    printf '%s\n' "$3" >"$path"
}

expect() {
    if grep -qF "$(planted_path "$1" "$2"):" <(grep -F "[$1]" "$scratch/report"); then
        rules_proven=$((rules_proven + 1))
    else
        echo "the rule \"$1\" ($4) did not see what was planted in $(planted_path "$1" "$2")"
        found=$((found + 1))
    fi
}

warn_sizes() {
    awk -F'\t' '$3 ~ /^%lines / { split($3, mark, " "); if (mark[2] > 250) print $1 ": " mark[2] " lines, we aim at 250" }
        $3 ~ /^%function / { split($3, mark, " "); if (mark[2] > 40) print $1 ": a function of " mark[2] " lines, we aim at 40: " substr($3, length(mark[1] mark[2]) + 3) }' \
        "$scratch/code" | sed 's/^/warning: /'
}

if [[ $mode == self-test ]]; then
    copy=$scratch/copy
    mkdir "$copy"
    tar -C "$root" --exclude=./build --exclude='./build-*' --exclude=./.git --exclude=./tests/fixtures -cf - . |
        tar -C "$copy" -xf -
    root=$copy mode=plant
    rules
    status=0
    "$here/layering.sh" "$copy" >"$scratch/report" || status=$?
    [[ $status == 1 ]] || { echo "with violations planted the exit code was $status, not 1"; exit 1; }
    mode=expect rules_proven=0
    rules
    echo "$rules_proven rules found what was planted, $found did not"
else
    index "$root"
    rules
    strangers
    warn_sizes
    echo "layering: $found violations"
fi
[[ $found == 0 ]]
