// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/notice.hpp"

#include <algorithm>
#include <optional>

#include "agent/commands/command_here.hpp"
#include "platform/tell.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

constexpr std::size_t most_programs = 8;
constexpr std::size_t output_limit = 64 << 10;
constexpr milliseconds patience{10'000};

Result<> tell_one(const std::string& line, std::string_view question) {
    const auto words = words_of(line);
    std::vector<std::string> argv(words.begin(), words.end());
    if (argv.empty()) return Error{Fault::malformed, "an empty line names no program"};
    auto real = system_programs().trusted(argv.front());
    if (!real) return real.error();
    argv.front() = std::move(*real);
    const auto told = tell(argv, question, output_limit, patience);
    if (!told) return told.error();
    if (told->exit_code == 0) return {};
    const auto said = printable(lines_of(told->errors).empty() ? std::string_view()
                                                               : lines_of(told->errors).front());
    return Error{Fault::io, argv.front() + " ended with " + std::to_string(told->exit_code) +
                                (said.empty() ? "" : ": " + said)};
}

}  // namespace

Result<> notify(const config::Config& config, std::string_view question) {
    std::optional<Error> wrong;
    const auto note = [&wrong](const Error& error) {
        if (wrong)
            wrong->what += "; " + error.what;
        else
            wrong = Error{error.fault, "consent.notify: " + error.what};
    };
    const auto& lines = config.consent.notify;
    for (std::size_t at = 0; at < std::min(lines.size(), most_programs); ++at)
        if (const auto told = tell_one(lines[at], question); !told) note(told.error());
    if (lines.size() > most_programs)
        note({Fault::full, "only the first " + std::to_string(most_programs) + " are run"});
    if (wrong) return *wrong;
    return {};
}

std::string notice_of(std::string_view question, const std::string& id) {
    return "Support asks for diagnostics of this server.\n\n" + std::string(question) +
           "\nSay yes or no on this server, in a browser: " +
           command_here("safr-diag requests --page") +
           "\nor by: " + command_here("safr-diag grant " + id) + ", " +
           command_here("safr-diag decline " + id) + "\n";
}

}  // namespace diag::commands
