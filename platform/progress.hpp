// SPDX-License-Identifier: Apache-2.0
// What is going on, for the person who waits: a row for each part of the work.
//
// On a terminal the rows change in place. Elsewhere (a journal, a pipe) a row is one plain line
// when it begins and one when it ends, so that a log shows what hung without a line for every step.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"

namespace diag {

class Progress {
public:
    enum class Mode { none, lines, live };

    /// live on a terminal that can move its cursor, none when the log is quiet, lines otherwise.
    static Mode mode_for(int descriptor);

    /// Writes to `descriptor`, which is usually standard error; standard output is for results.
    Progress(int descriptor, Mode mode, std::size_t width, Clock& clock = system_clock());
    /// Leaves the last state standing, with the cursor below.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `row` is at `what` now. Redrawn at most ten times a second.
    void doing(std::string_view row, std::string_view what);
    /// `row` has ended, `how` in a few words. Always shown at once.
    void done(std::string_view row, std::string_view how);

private:
    struct Row {
        std::string name;
        std::string text;
        bool ended = false;
    };

    Row& row_of(std::string_view name);
    void draw();

    int descriptor_;
    Mode mode_;
    std::size_t width_;
    Clock& clock_;
    std::vector<Row> rows_;
    std::size_t drawn_ = 0;  ///< rows on the screen, above the cursor
    milliseconds drawn_at_{};
    bool stale_ = false;
};

}  // namespace diag
