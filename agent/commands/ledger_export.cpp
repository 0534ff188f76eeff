// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/ledger_export.hpp"

#include <unistd.h>

#include "agent/commands/asking.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/setting.hpp"
#include "agent/exchange/identity.hpp"
#include "agent/exchange/output_file.hpp"
#include "agent/ledger/ledger.hpp"
#include "agent/ledger/lines.hpp"
#include "agent/pages/ledger_page.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

Result<> write_lines(const fs::path& directory, const pages::Out& out) {
    const auto book = ledger::Book::at(directory);
    if (!book) return book.error();
    auto lines = ledger::Lines::open(*book);
    if (!lines) return lines.error();
    for (;;) {
        const auto line = lines->next();
        if (!line) return line.error();
        if (!*line) return {};
        if (const auto put = out((*line)->text); !put) return put;
    }
}

Result<> write_page(const Invocation& invocation, const fs::path& state,
                    const ledger::Against& against, const pages::Out& out) {
    const auto config = config_of(invocation);
    if (!config) return config.error();
    const auto language = language_of(invocation, *config);
    if (!language) return language.error();
    const auto identity = exchange::agent_identity(state);
    if (!identity) return identity.error();
    const auto directory = ledger::directory_in(state);
    const auto verdict = ledger::verify(directory, against);
    if (!verdict) return verdict.error();
    if (verdict->flaw) log::warning("the ledger does not hold: " + sentence_of(*verdict->flaw));
    return pages::write_ledger_page(
        directory, *verdict,
        {config->site.name, identity->certificate.name(), system_clock().now()}, *language, out);
}

Result<> write_all(const Invocation& invocation, const fs::path& state,
                   const ledger::Against& against, const pages::Out& out) {
    return invocation.has("--html") ? write_page(invocation, state, against, out)
                                    : write_lines(ledger::directory_in(state), out);
}

Result<> write_file(const Invocation& invocation, const fs::path& state,
                    const ledger::Against& against, const fs::path& file) {
    auto output = exchange::OutputFile::create(file.parent_path(), file.filename().native());
    if (!output) return output.error();
    const auto written = write_all(invocation, state, against,
                                   [&](std::string_view text) { return output->write(text); });
    if (!written) return written.error();
    const auto whole = output->commit();
    if (!whole) return whole.error();
    return {};
}

}  // namespace

int export_ledger(const Invocation& invocation, const fs::path& state,
                  const ledger::Against& against) {
    const bool to_file = invocation.has("--out");
    if (invocation.has("--html") && !to_file)
        return failure({Fault::refused, "export --html needs --out FILE"});
    const auto file = to_file ? fs::absolute(invocation.value("--out")) : fs::path();
    std::error_code unknown;
    if (to_file && fs::exists(fs::symlink_status(file, unknown)))
        return failure({Fault::malformed, file.native() + " is there already"});
    if (const auto said =
            record(state, ledger::Kind::exported,
                   {{"file", to_file ? file.native() : "standard output"}, {"who", who_decides()}});
        !said)
        return failure(said.error());
    const auto done = to_file ? write_file(invocation, state, against, file)
                              : write_all(invocation, state, against, [](std::string_view text) {
                                    return write_text(STDOUT_FILENO, text);
                                });
    if (!done) return failure(done.error());
    return to_file ? print(file.native() + "\n") : exit_code::done;
}

}  // namespace diag::commands
