// SPDX-License-Identifier: Apache-2.0
// The table of keys: what each may be, and where its value lives. Reading and printing go by it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "agent/config/config.hpp"
#include "platform/json.hpp"

namespace diag::config {

enum class Form {
    line,      ///< text of one line, at most 200 bytes
    path,      ///< absolute; may be empty where the default is
    paths,     ///< a list of absolute paths
    bytes,     ///< a size
    duration,  ///< a span
    count,     ///< a whole number
    flag,      ///< true or false
    lines,     ///< a list of texts of one line
    choice,    ///< one of Key::choices
};

using Place =
    std::variant<std::string*, std::vector<std::string>*, std::uint64_t*, milliseconds*, bool*>;

struct Key {
    std::string_view name;  ///< "collect.cores"
    Form form;
    std::string_view meaning;  ///< one sentence, no full stop
    Place (*place)(Config&);
    std::uint64_t least = 0;  ///< of numbers, bytes and milliseconds
    std::uint64_t most = 0;
    std::string_view choices = {};             ///< parted by spaces; of line and lines, what one is
    bool (*fits)(std::string_view) = nullptr;  ///< of line and lines: whether one is such
};

/// All keys but the thresholds, in the order of the file.
std::span<const Key> keys();

/// What a value must be: "a size from 64KiB to 1GiB". For messages and for the manual.
std::string expectation(const Key& key);

/// Whether `item` may stand in the list that `key` is.
bool is_entry(const Key& key, const std::string& item);

/// Takes over a value that has come as text, number or list; what it cannot be is an expectation
/// not met, false. Lists take only lists.
bool assign(const Key& key, Config& config, const std::string& text);
bool assign(const Key& key, Config& config, std::int64_t number);
bool assign(const Key& key, Config& config, const std::vector<std::string>& list);
bool assign(const Key& key, Config& config, bool flag);

/// The value as it would be written in the file.
std::string value_text(const Key& key, const Config& config);
json::value value_json(const Key& key, const Config& config);

/// The shortest text that reads back as this number: "5", "0.5".
std::string number_text(double number);

/// Every threshold of every collector.
std::vector<const Threshold*> thresholds_of(Catalog catalog);

}  // namespace diag::config
