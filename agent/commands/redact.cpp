// SPDX-License-Identifier: Apache-2.0
// A text to standard output, exactly as bundles are redacted; and what a stand-in stands for.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "agent/collect/learn.hpp"
#include "agent/collect/redaction.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/redact_stream.hpp"
#include "agent/commands/rules_here.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/roots.hpp"
#include "agent/config/state_version.hpp"
#include "agent/exchange/fields.hpp"
#include "agent/exchange/proof.hpp"
#include "agent/redact/case_key.hpp"
#include "agent/redact/stand_in_map.hpp"
#include "platform/descriptor.hpp"
#include "platform/files.hpp"
#include "platform/layout.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

Result<redact::CaseKey> key_of(const Invocation& invocation) {
    if (!invocation.has("--case")) return redact::fresh_key();
    const auto state = state_directory_of(invocation);
    if (!state) return state.error();
    if (const auto marked = config::mark_state(*state); !marked) return marked.error();
    return redact::case_key(*state, invocation.value("--case"));
}

/// What redacts here, and what of the configuration it does not look for by itself.
struct Tried {
    collect::Redaction redaction;
    redact::NotLearned not_learned;
};

std::string as_table(const redact::Redactions& counts, const redact::NotLearned& not_learned) {
    std::vector<TableRow> rows;
    for (const auto& [kind, count] : counts) rows.push_back({std::to_string(count), kind});
    auto text =
        rows.empty() ? "nothing was replaced\n" : table(rows, 0, terminal_width(STDERR_FILENO));
    if (const auto words = exchange::not_learned_words(not_learned); !words.empty())
        text += words + "\n";
    return text;
}

json::value as_json(const redact::Redactions& counts, const redact::NotLearned& not_learned) {
    auto all = exchange::counts_json(counts);
    if (!not_learned.empty()) all["not_learned"] = exchange::counts_json(not_learned);
    return all;
}

/// What a bundle would be redacted with, were it made now, but for what gathering tells of hosts.
Result<Tried> redaction_of(const Invocation& invocation) {
    const auto key = key_of(invocation);
    if (!key) return key.error();
    auto config = config_of(invocation);
    if (!config) return config.error();
    const auto written = rules_here(invocation, *config);
    if (!written) return written.error();
    redact::Learner learner(written->rules);
    config::settle_roots(*config, system_files(), disposable_paths());
    auto scope = config::scope_of(*config, {}, {});
    if (auto accounts = config::accounts_of(*config)) scope.accounts = std::move(*accounts);
    collect::learn_of_site(learner, scope);
    const auto learned = learner.learned();
    if (!learned) return learned.error();
    const auto state = state_directory_of(invocation);
    auto redaction = collect::redaction_with(
        *key, state ? invocation.value("--case") : std::string{},
        state ? *state : std::filesystem::path{}, rules::joined(written->rules, *learned));
    if (!redaction) return redaction.error();
    return Tried{std::move(*redaction), learner.not_learned()};
}

/// open(2) takes a directory, and only read(2) would refuse it, without its name.
bool is_directory(int descriptor) {
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

/// The file that is named, or standard input.
Result<Descriptor> input_of(const Invocation& invocation) {
    const auto& words = invocation.positionals();
    if (!words.empty() && words.front() != "-") {
        Descriptor file(::open(words.front().c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
        if (!file) return from_errno(errno, words.front());
        if (is_directory(file.get())) return from_errno(EISDIR, words.front());
        return file;
    }
    if (is_terminal(STDIN_FILENO)) log::warning("reading from the terminal: end with Ctrl-D");
    Descriptor input(::dup(STDIN_FILENO));
    if (!input) return from_errno(errno, "standard input");
    return input;
}

int redact_input(const Invocation& invocation) {
    const auto tried = redaction_of(invocation);
    if (!tried) return failure(tried.error());
    const auto input = input_of(invocation);
    if (!input) return failure(input.error());
    redact::Redactions counts;
    const auto done = redact_stream(input->get(), STDOUT_FILENO, tried->redaction.redactor, counts);
    if (!done) return failure(done.error());
    if (const auto why = tried->redaction.unexplained())
        log::warning(collect::unexplained_words(*why));
    if (!invocation.has("--report")) return exit_code::done;
    const auto report = invocation.has("--json")
                            ? json::write(as_json(counts, tried->not_learned)) + "\n"
                            : as_table(counts, tried->not_learned);
    const auto reported = write_text(STDERR_FILENO, report);
    return reported ? exit_code::done : exit_code::failed;
}

/// Why no map knows a stand-in.
Error unknown(const Invocation& invocation, const std::filesystem::path& state,
              const std::string& stand_in) {
    auto what = "nothing here is known to have become \"" + printable(stand_in) + "\": ";
    const auto full = redact::is_full(state, invocation.value("--case"));
    what +=
        full && *full
            ? std::string(invocation.has("--case") ? "the map of this case" : "a map of a case") +
                  " is full (" + std::to_string(redact::most_stand_ins) +
                  " stand-ins, 4 MiB), and what came later was not kept"
            : "is it written whole, as it stands in the bundle? The bundle's manifest says where "
              "stand-ins could not be kept (unexplained)";
    return {Fault::absent, what};
}

/// What support means by a stand-in. For eyes at the site alone.
int explain(const Invocation& invocation) {
    const auto state = state_directory_of(invocation);
    if (!state) return failure(state.error());
    const auto stand_in = invocation.value("--explain");
    const auto meanings = redact::meanings_of(*state, stand_in, invocation.value("--case"));
    if (!meanings) return failure(meanings.error());
    if (meanings->empty()) return failure(unknown(invocation, *state, stand_in));
    if (invocation.has("--json")) {
        json::array all;
        for (const auto& each : *meanings)
            all.push_back(json::object{{"case", each.case_number},
                                       {"kind", each.kind},
                                       {"original", printable(each.original)}});
        return print(json::write_pretty(all));
    }
    std::vector<TableRow> rows{{"CASE", "KIND", "ORIGINAL"}};
    for (const auto& each : *meanings)
        rows.push_back({printable(each.case_number), each.kind, one_line(each.original)});
    return print(table(rows, 0, terminal_width(STDOUT_FILENO)));
}

int run_redact(const Invocation& invocation) {
    return invocation.has("--explain") ? explain(invocation) : redact_input(invocation);
}

constexpr std::array options{
    Option{.name = "--report",
           .help = "count on standard error what was replaced, by kind, and what of this site's "
                   "configuration is looked for beside its name only"},
    Option{.name = "--case",
           .value = "NUMBER",
           .help = "use the stand-ins of this case, so that they match those in its bundles",
           .fallback = "stand-ins of this run only"},
    Option{
        .name = "--explain",
        .value = "STAND-IN",
        .help = "say what a stand-in in a bundle of this server was made from, and redact nothing"},
};

}  // namespace

const Command redact_command{
    .name = "redact",
    .summary = "redact a file or standard input as bundles are redacted",
    .description =
        "Copies a file or standard input to standard output and replaces secrets and personal data "
        "by "
        "stand-ins, exactly as in a bundle: also by the rules in redaction.d and in packs of the "
        "desk, so that they can be tried, and with the passwords and host names that are learned "
        "from this site's configuration. Equal values get equal stand-ins within a run, and "
        "with --case within all bundles and runs of that case on this server.\n\n"
        "The input must be text. Where binary data or an image begins it stops with exit code 65, "
        "and nothing of that is written; what was text before has been written by then.\n\n"
        "With --explain it says what a stand-in was made from: support may ask about "
        "host-1f2e3d4c.invalid, and only this server knows which one that is. Values longer than "
        "256 bytes are not kept, nor more than 65,536 of a case; where a map is full or cannot be "
        "written the command that redacts says so, and so does the bundle's manifest.",
    .example =
        "safr-diag redact < covi-ws.log > covi-ws.redacted.log\n"
        "journalctl -u safr | safr-diag redact --case 4711 --report\n"
        "safr-diag redact covi-ws.log --report\n"
        "safr-diag redact --explain host-1f2e3d4c.invalid --case 4711",
    .options = options,
    .positional = {.name = "FILE", .least = 0, .most = 1, .complete = "file"},
    .run = run_redact,
};

}  // namespace diag::commands
