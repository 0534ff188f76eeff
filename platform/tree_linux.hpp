// SPDX-License-Identifier: Apache-2.0
// What a disposable child does to a directory tree, and how it tells its parent. Only for
// paths_linux.cpp: everything here may block for as long as a file system pleases.
#pragma once

#include <string>
#include <string_view>

#include "platform/paths.hpp"

namespace diag::tree {

/// Reads back the space-separated naturals a child wrote; 0 once they are used up.
class Numbers {
public:
    explicit Numbers(std::string_view text) : text_(text) {}
    std::uint64_t next();
    std::string_view rest() const { return text_; }

private:
    std::string_view text_;
};

Result<std::string> resolve(const std::string& path);
Result<Resolved> resolved_from(const std::string& text);

Result<std::string> walk(const std::string& directory, std::size_t limit);
Result<Walk> walk_from(const std::string& text);

Result<std::string> usage(const std::string& directory, std::size_t limit, milliseconds patience);
Result<Usage> usage_from(const std::string& text);

}  // namespace diag::tree
