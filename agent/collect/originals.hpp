// SPDX-License-Identifier: Apache-2.0
// What stand-ins of this run stand for, for the person who reviews it. In memory only: it is
// exactly what must not leave.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "agent/redact/redactor.hpp"

namespace diag::collect {

class Originals {
public:
    struct Original {
        std::string kind;
        std::string text;
    };

    /// What a redactor tells. Not longer than this lives; from any thread.
    redact::Observer observer();

    /// Nothing where a value was too long to be told, or there were too many.
    const Original* of(std::string_view stand_in) const;

private:
    void keep(std::string_view kind, std::string_view stand_in, std::string_view original);

    static constexpr std::size_t most = 100'000;  // at most some 30 MB, usually 10
    std::mutex mutex_;
    std::map<std::string, Original, std::less<>> all_;
};

}  // namespace diag::collect
