// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/telling.hpp"

#include <unistd.h>

#include "desk/commands/saying.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {

Manner manner_of(const Invocation& invocation) {
    const bool json = invocation.has("--json");
    return {json,
            !json && is_terminal(STDOUT_FILENO) && quiet_unless_live() == Progress::Mode::live};
}

int Teller::standing(const Standing& standing) {
    if (standing.upload) pace_.seen(standing.upload->first, system_clock().uptime());
    if (manner_.json) return line_unless_told(standing.as_told);
    progress_->doing(named_ ? standing.agent : standing.id, moving_words(standing, pace_));
    return manner_.live ? exit_code::done : dated_lines(standing);
}

int Teller::ending(const Standing& standing, const Invocation& invocation) {
    if (manner_.json) return exit_code::done;
    progress_->done(named_ ? standing.agent : standing.id, in_words(standing));
    return print((named_ ? standing.agent + ": " : "") + ending_words(standing, invocation) + "\n");
}

int Teller::line_unless_told(const std::string& text) {
    if (text == told_) return exit_code::done;
    told_ = text;
    return print(text + "\n");
}

/// No step is left out, however short it was.
int Teller::dated_lines(const Standing& standing) {
    const auto grant = grant_words(standing);
    if (!granted_ && !grant.empty())
        if (const int told = dated_line(standing, grant); told != exit_code::done) return told;
    granted_ = granted_ || !grant.empty() || standing.stage == "granted";
    return dated_line(standing, in_words(standing));
}

int Teller::dated_line(const Standing& standing, const std::string& text) {
    if (text == told_) return exit_code::done;
    told_ = text;
    return print(clock_text(system_clock().now()) + "  " + (named_ ? standing.agent + "  " : "") +
                 text + "\n");
}

}  // namespace diag::desk
