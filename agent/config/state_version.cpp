// SPDX-License-Identifier: Apache-2.0
#include "agent/config/state_version.hpp"

#include <unistd.h>

#include <algorithm>

#include "platform/files.hpp"
#include "platform/lock.hpp"
#include "platform/text.hpp"

namespace diag::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest = 256;

fs::path file_in(const fs::path& state) { return state / "version"; }

Result<> write(const fs::path& state, unsigned layout) {
    return replace_file(file_in(state), std::to_string(layout) + " " DIAG_VERSION "\n");
}

Error newer(const fs::path& state, const StateVersion& found, unsigned layout) {
    return {Fault::unsupported,
            state.native() + " was written by " +
                (found.by.empty() ? "a newer safr-diag" : "safr-diag " + printable(found.by)) +
                " (layout " + std::to_string(found.layout) +
                "), and this is safr-diag " DIAG_VERSION ", which knows layouts up to " +
                std::to_string(layout) +
                ": install that version or a newer one again, or restore a copy of the directory "
                "from before it"};
}

Result<> take_steps(const fs::path& state, unsigned from, std::span<const StateStep> steps,
                    unsigned layout) {
    while (from < layout) {
        const auto step = std::ranges::find(steps, from, &StateStep::from);
        if (step == steps.end())
            return Error{Fault::bug, "no step leads on from layout " + std::to_string(from)};
        const auto taken = step->take(state);
        if (!taken)
            return Error{taken.error().fault,
                         state.native() + " could not be brought from layout " +
                             std::to_string(from) + " to " + std::to_string(from + 1) + ": " +
                             taken.error().what};
        if (const auto said = write(state, ++from); !said) return said;
    }
    return {};
}

}  // namespace

Result<StateVersion> state_version(const fs::path& state) {
    const auto text = system_files().read(file_in(state), longest);
    if (!text && text.error().fault == Fault::absent) return StateVersion{};
    if (!text) return text.error();
    const auto words = words_of(trimmed(*text));
    const auto layout = words.empty() ? std::nullopt : natural(words[0]);
    if (!layout || *layout == 0 || *layout > 1'000'000)
        return Error{Fault::malformed, file_in(state).native() +
                                           " does not say which layout the directory has: it "
                                           "begins with a number, as \"1 " DIAG_VERSION "\""};
    return StateVersion{static_cast<unsigned>(*layout),
                        words.size() > 1 ? std::string(words[1]) : std::string()};
}

std::span<const StateStep> state_steps() { return {}; }

Result<> bring_up_state(const fs::path& state, std::span<const StateStep> steps, unsigned layout) {
    auto found = state_version(state);
    if (!found) return found.error();
    if (found->layout > layout) return newer(state, *found, layout);
    if (found->layout == layout || ::access(state.c_str(), F_OK) != 0) return {};
    const auto held = locked_directory(state);
    if (!held) return held.error();
    found = state_version(state);  // another process may have been quicker
    if (!found) return found.error();
    return take_steps(state, found->layout, steps, layout);
}

Result<> bring_up_state(const fs::path& state) {
    return bring_up_state(state, state_steps(), state_layout);
}

Result<> mark_state(const fs::path& state) {
    if (const auto ours = own_directory(state); !ours) return ours.error();
    if (::access(file_in(state).c_str(), F_OK) == 0) return {};
    return write(state, state_layout);
}

}  // namespace diag::config
