// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/mailed_bundle.hpp"

#include <array>
#include <filesystem>
#include <fstream>

#include "agent/exchange/bundle_reader.hpp"
#include "platform/digest.hpp"
#include "platform/log.hpp"
#include "platform/paths.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr milliseconds patience{10'000};

Result<std::string> digest_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    Sha256 digest;
    std::array<char, 1 << 16> block{};
    while (in.read(block.data(), block.size()) || in.gcount() > 0)
        digest.update({block.data(), static_cast<std::size_t>(in.gcount())});
    if (in.bad() || !in.eof()) return Error{Fault::io, file.native() + " cannot be read"};
    return digest.finish_hex();
}

}  // namespace

Result<std::optional<Enclosed>> enclosed(const Invocation& invocation,
                                         const std::optional<CaseBundle>& known) {
    const auto given = invocation.value("--bundle", known ? known->path : "");
    if (given.empty()) return std::optional<Enclosed>{};
    const auto real = disposable_paths().resolve(fs::absolute(given), patience);
    // It may have been sent and deleted long ago: the message need not wait for it.
    if (!real && real.error().fault == Fault::absent && !invocation.has("--bundle")) {
        log::warning("no digest and place of the bundle can be told, as it is gone: " +
                     printable(given));
        return std::optional<Enclosed>{};
    }
    if (!real) return Error{real.error().fault, "the bundle: " + real.error().what};
    auto sha256 = digest_of(real->path);
    if (!sha256) return sha256.error();
    const auto verified = exchange::verify_bundle(real->path, {});
    if (!verified) return verified.error();
    // Once more: the digest must be that of what was verified.
    const auto again = digest_of(real->path);
    if (!again) return again.error();
    if (*again != *sha256)
        return Error{Fault::refused,
                     "the bundle was changed while it was read: " + printable(given)};
    Enclosed bundle{.id = verified->manifest.bundle_id,
                    .name = fs::path(real->path).filename().native(),
                    .sha256 = std::move(*sha256),
                    .bytes = verified->file_bytes};
    bundle.place = invocation.value("--place", bundle.name);
    return std::optional{std::move(bundle)};
}

std::string bundle_text(const std::optional<Enclosed>& bundle,
                        const std::optional<CaseBundle>& known, const report::Voice& voice) {
    if (!bundle && known) return voice("case_mail.gone", {{"id", one_line(known->id)}});
    if (!bundle) return voice("case_mail.no_bundle");
    return voice("case_mail.name") + ": " + one_line(bundle->name) + "\n" +
           voice("case_mail.place") + ": " + one_line(bundle->place) + "\n" + voice("size") + ": " +
           bytes_text(bundle->bytes) + " (" + std::to_string(bundle->bytes) +
           ")\nSHA-256: " + bundle->sha256 + "\n" + voice("case_mail.sealed");
}

}  // namespace diag::commands
