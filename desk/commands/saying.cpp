// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/saying.hpp"

#include <unistd.h>

#include <algorithm>

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

Result<Home> desk_asked_for(const Invocation& invocation) {
    if (invocation.has(desk_option.name)) return Home::at(invocation.value(desk_option.name));
    auto here = Home::at(".");
    if (here || here.error().fault == Fault::denied) return here;
    return Error{Fault::absent,
                 "the current directory is no desk: it holds no desk.toml. Name yours with --desk "
                 "DIR, or make one with safr-desk init"};
}

std::string labelled(std::string_view label, const std::string& text) {
    std::string out = "  ";
    out += label;
    out.resize(std::max<std::size_t>(out.size() + 1, 16), ' ');
    return out + text + "\n";
}

Result<> not_there_yet(const std::filesystem::path& file) {
    std::error_code unknown;
    if (!std::filesystem::exists(std::filesystem::symlink_status(file, unknown))) return {};
    return Error{Fault::refused, file.native() + " is there already, and nothing is written over"};
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
