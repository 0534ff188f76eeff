// SPDX-License-Identifier: Apache-2.0
// How the desk's commands speak: errors, progress, times.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "agent/exchange/bundle_reader.hpp"
#include "desk/home.hpp"
#include "platform/certificate.hpp"
#include "platform/command_line.hpp"
#include "platform/progress.hpp"
#include "platform/result.hpp"

namespace diag::desk {

inline constexpr Option desk_option{
    .name = "--desk",
    .value = "DIR",
    .help = "the desk, as init made it; default: the current directory when it is one",
    .complete = "directory"};

inline constexpr std::string_view default_host = "localhost";
inline constexpr Option host_option{
    .name = "--host",
    .value = "NAME",
    .help = "the name or numeric address that sites reach the desk's server by",
    .fallback = default_host};

/// Says the error on standard error and returns the exit code for it: 77 denied, 74 full or io, 70
/// bug, 65 for everything a file or document may be.
int failure(const Error& error);

/// A command line that lacks something: says so and returns 64.
int usage(std::string_view sentence);

/// The certificate --agent names, or nothing.
Result<std::optional<Certificate>> agent_asked_for(const Invocation& invocation);

/// The desk that --desk names; without it the current directory when it is one.
Result<Home> desk_asked_for(const Invocation& invocation);

/// "  label         text": a line of what is told about a document.
std::string labelled(std::string_view label, const std::string& text);

/// Fails with refused where something is there already: keys and documents are never written over.
Result<> not_there_yet(const std::filesystem::path& file);

/// Live on a terminal, silent elsewhere: a desk's commands are short and their output tells enough.
Progress::Mode quiet_unless_live();

/// Shows `progress` how far a file was read.
exchange::BytesSeen showing(Progress& progress, std::string row);

/// "2026-11-23 20:33:28 UTC"
std::string clock_text(Time time);

}  // namespace diag::desk
