// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/saying.hpp"

#include <unistd.h>

#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::desk {

int failure(const Error& error) {
    log::error(error.what);
    switch (error.fault) {
        case Fault::denied:
            return exit_code::refused;
        case Fault::full:
        case Fault::io:
            return exit_code::failed;
        case Fault::bug:
            return exit_code::bug;
        default:
            return exit_code::input;
    }
}

int usage(std::string_view sentence) {
    log::error(sentence);
    return exit_code::usage;
}

Result<std::optional<Certificate>> agent_asked_for(const Invocation& invocation) {
    if (!invocation.has("--agent")) return std::optional<Certificate>{};
    auto certificate = certificate_from_file(invocation.value("--agent"));
    if (!certificate) return certificate.error();
    return std::optional<Certificate>{std::move(*certificate)};
}

Progress::Mode quiet_unless_live() {
    const auto mode = Progress::mode_for(STDERR_FILENO);
    return mode == Progress::Mode::live ? mode : Progress::Mode::none;
}

exchange::BytesSeen showing(Progress& progress, std::string row) {
    return [&progress, row = std::move(row)](std::uint64_t seen, std::uint64_t of) {
        progress.doing(row, bytes_text(seen) + " of " + bytes_text(of));
    };
}

std::string clock_text(Time time) {
    auto text = to_text(time);
    text[text.find('T')] = ' ';
    return text.substr(0, text.find('.')) + " UTC";
}

}  // namespace diag::desk
