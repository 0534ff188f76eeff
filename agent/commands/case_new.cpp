// SPDX-License-Identifier: Apache-2.0
// A case's file to fill in.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "agent/cases/case_file.hpp"
#include "agent/collect/examine.hpp"
#include "agent/commands/case.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/run_progress.hpp"
#include "agent/commands/setting.hpp"
#include "platform/descriptor.hpp"
#include "platform/digest.hpp"
#include "platform/shell_word.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

constexpr milliseconds look_for{10'000};

/// What SAFR's services say of themselves, in the time of a check; empty where none does.
std::string version_here(const Invocation& invocation, const config::Config& config) {
    const auto now = system_clock().now();
    auto order = order_for(invocation, config, {{"services"}, now - look_for, now, look_for});
    if (!order) return {};
    as_a_check(*order);
    redact::CaseKey key{};
    fill_random(key);
    RunProgress progress;
    const auto story = collect::examine(*order, key, progress);
    if (!story) return {};
    for (const auto& chapter : story->chapters)
        for (const auto& fact : chapter.judgement.facts)
            if (fact.id == "services.version")
                return one_line(fact.value.substr(fact.value.rfind(' ') + 1));
    return {};
}

std::string contact_line(const std::string& contact) { return cases::toml_text(contact); }

/// One key with what belongs there above it.
std::string entry(const report::Voice& voice, std::string_view key, const std::string& value) {
    std::string text;
    const auto hint = voice("case_new." + std::string(key));
    for (const auto line : lines_of(hint)) text += "# " + std::string(line) + "\n";
    return text + std::string(key) + " = " + value + "\n\n";
}

std::string text_of(const report::Voice& voice, const std::string& number, const config::Site& site,
                    const std::string& version) {
    constexpr std::string_view several = "\"\"\"\n\"\"\"";
    auto text = entry(voice, "number", cases::toml_text(number));
    text += entry(voice, "id", cases::toml_text(uuid_v7(system_clock().now())));
    text += entry(voice, "severity", "\"\"");
    text += entry(voice, "product", "\"SAFR\"");
    text += entry(voice, "version", cases::toml_text(version));
    for (const auto* const key : {"problem", "impact", "steps", "asked"})
        text += entry(voice, key, std::string(several));
    text += entry(voice, "contact", contact_line(site.contact_primary));
    text += entry(voice, "alternate", contact_line(site.contact_alternate));
    text += entry(voice, "on_site", "\"\"");
    text += entry(voice, "on_site_when", "\"\"");
    text += entry(voice, "attachments", "[]");
    return text + entry(voice, "screenshots", "\"\"");
}

Error is_there(const std::string& file) {
    return {Fault::io, printable(file) +
                           " is there already: choose another name, or see what it "
                           "lacks with: " +
                           command_here("safr-diag case check " + shell_word(file))};
}

/// Nothing that is there is written over.
Result<> write_new(const std::string& file, std::string_view text) {
    const Descriptor made{
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (made.get() < 0) return errno == EEXIST ? is_there(file) : from_errno(errno, file);
    if (const auto written = write_text(made.get(), text); !written) return written;
    return ::fsync(made.get()) == 0 ? Result<>{} : from_errno(errno, file);
}

}  // namespace

int case_new(const Invocation& invocation, const std::filesystem::path&) {
    const auto& words = invocation.positionals();
    if (words.size() < 2)
        return failure({Fault::refused, "where to? Give a file's name, such as 4711.toml"});
    // Before SAFR's services are asked, which takes seconds.
    struct stat status {};
    if (::lstat(words[1].c_str(), &status) == 0) return failure(is_there(words[1]));
    const auto number = invocation.value("--number");
    if (!cases::is_number(number))
        return failure(
            {Fault::refused, "--number: expected at most 64 letters, digits, '-', '_' and '#'"});
    const auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto language = language_of(invocation, *config);
    if (!language) return failure(language.error());
    const report::Voice voice(report::Knowledge::builtin(), *language);
    const auto text = text_of(voice, number, config->site, version_here(invocation, *config));
    if (const auto written = write_new(words[1], text); !written) return failure(written.error());
    return print(voice("case_new.next", {{"command", command_here("safr-diag case check " +
                                                                  shell_word(words[1]))}}) +
                 "\n" + words[1] + "\n");
}

}  // namespace diag::commands
