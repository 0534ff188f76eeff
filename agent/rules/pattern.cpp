// SPDX-License-Identifier: Apache-2.0
#include "agent/rules/pattern.hpp"

#include <hs.h>

#include <cstdlib>
#include <limits>

#include "platform/text.hpp"

namespace diag::rules {
namespace {

constexpr unsigned flags = HS_FLAG_SOM_LEFTMOST | HS_FLAG_MULTILINE;

Error catastrophic(const std::string& why) {
    return {Fault::refused, "catastrophic pattern (refused): " + why};
}

/// The compiler's words, which also say what it does not know: look-around, back-references.
Error told(hs_compile_error_t* error) {
    const std::string why = error != nullptr ? one_line(error->message) : "no reason given";
    hs_free_compile_error(error);
    if (why.find("empty buffer") != why.npos)
        return catastrophic("it matches the empty text, so everywhere");
    if (why.find("too large") != std::string::npos || why.find("resource limit") != why.npos)
        return catastrophic(why);
    return {Fault::malformed, "this is no pattern: " + why};
}

Result<> judged_widths(const hs_expr_info_t& info) {
    if (info.min_width == 0) return catastrophic("it matches the empty text, so everywhere");
    if (info.min_width < narrowest_match)
        return catastrophic("it matches " + std::to_string(info.min_width) +
                            " bytes; it must need " + std::to_string(narrowest_match));
    if (info.max_width == std::numeric_limits<unsigned>::max())
        return catastrophic("it has no bound: write {1,64} in place of + and *");
    if (info.max_width > widest_match)
        return catastrophic("it matches up to " + std::to_string(info.max_width) +
                            " bytes; at most " + std::to_string(widest_match) + " are allowed");
    return {};
}

}  // namespace

Result<> judged_pattern(const std::string& pattern) {
    if (pattern.empty() || pattern.size() > longest_pattern ||
        pattern.find('\0') != std::string::npos)
        return Error{Fault::malformed, "a pattern has 1 to 512 bytes, none of them NUL"};
    hs_expr_info_t* info = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_expression_info(pattern.c_str(), flags, &info, &error) != HS_SUCCESS) return told(error);
    const auto widths = judged_widths(*info);
    std::free(info);  // as hs_expression_info() asks: its memory comes from malloc(3)
    if (!widths) return widths;
    const auto alone = compiled_patterns({pattern});
    if (!alone) return alone.error();
    return {};
}

Result<std::shared_ptr<hs_database>> compiled_patterns(const std::vector<std::string>& patterns) {
    if (patterns.empty()) return std::shared_ptr<hs_database>{};
    std::vector<const char*> texts;
    std::vector<unsigned> all_flags(patterns.size(), flags), ids;
    for (const auto& pattern : patterns) {
        ids.push_back(static_cast<unsigned>(ids.size()));
        texts.push_back(pattern.c_str());
    }
    hs_database_t* made = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_compile_multi(texts.data(), all_flags.data(), ids.data(),
                         static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr, &made,
                         &error) != HS_SUCCESS)
        return told(error);
    std::shared_ptr<hs_database> database(made, hs_free_database);
    std::size_t bytes = 0;
    if (hs_database_size(made, &bytes) != HS_SUCCESS || bytes > largest_database)
        return catastrophic("it takes " + bytes_text(bytes) + " of memory, where " +
                            bytes_text(largest_database) + " are allowed for all");
    return database;
}

}  // namespace diag::rules
