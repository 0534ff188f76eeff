// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/halves_note.hpp"

#include <system_error>

#include "platform/files.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

constexpr std::size_t note_limit = 8 << 10;

std::filesystem::path file_in(const std::filesystem::path& state) { return state / "serve.halves"; }

}  // namespace

Result<> keep_note(const std::filesystem::path& state, const HalvesNote& note) {
    return replace_file(file_in(state), json::write_pretty(json::object{{"why_one", note.why_one},
                                                                        {"as_meant", note.as_meant},
                                                                        {"files", note.files},
                                                                        {"calls", note.calls},
                                                                        {"tried", note.tried}}));
}

std::optional<HalvesNote> note_in(const std::filesystem::path& state) {
    const auto text = system_files().read(file_in(state), note_limit);
    const auto document = text ? json::parse(*text) : text.error();
    if (!document) return {};
    return HalvesNote{.why_one = printable(json::text_at(*document, "why_one").value_or("")),
                      .as_meant = json::flag_at(*document, "as_meant").value_or(false),
                      .files = json::flag_at(*document, "files").value_or(false),
                      .calls = json::flag_at(*document, "calls").value_or(false),
                      .tried = printable(json::text_at(*document, "tried").value_or(""))};
}

void forget_note(const std::filesystem::path& state) {
    std::error_code ignored;
    std::filesystem::remove(file_in(state), ignored);
}

}  // namespace diag::commands
