// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/mdstat.hpp"

#include <algorithm>
#include <array>

#include "platform/text.hpp"

namespace diag::disk {
namespace {

/// "sdb1[1](F)" is member sdb1, failed.
void add_member(Array& array, std::string_view word) {
    const auto name = std::string(word.substr(0, word.find('[')));
    array.members.push_back(name);
    if (word.find("(F)") != std::string_view::npos) array.failed.push_back(name);
}

/// "md0 : active raid1 sdb1[1] sda1[0]"
std::optional<Array> parse_head(std::string_view line) {
    const auto words = words_of(line);
    if (words.size() < 3 || words[1] != ":" || line.starts_with(' ')) return {};
    if (words[2] != "active" && words[2] != "inactive") return {};
    Array array;
    array.name = words[0];
    array.active = words[2] == "active";
    for (std::size_t i = 3; i < words.size(); ++i) {
        if (words[i] == "(read-only)")
            array.read_only = true;
        else if (words[i].find('[') != std::string_view::npos)
            add_member(array, words[i]);
        else if (array.level.empty() && !words[i].starts_with('('))
            array.level = words[i];
    }
    return array;
}

/// "1046528 blocks super 1.2 [2/1] [U_]"
void read_counts(Array& array, std::string_view line) {
    for (const auto word : words_of(line)) {
        if (word.size() < 3 || word.front() != '[' || word.back() != ']') continue;
        const auto inside = word.substr(1, word.size() - 2);
        if (const auto slash = inside.find('/'); slash != std::string_view::npos) {
            const auto wanted = natural(inside.substr(0, slash));
            const auto present = natural(inside.substr(slash + 1));
            constexpr std::uint64_t most = 4096;
            if (!wanted || !present || *wanted > most || *present > most) continue;
            array.wanted = static_cast<int>(*wanted);
            array.present = static_cast<int>(*present);
        } else if (inside.find_first_not_of("U_") == std::string_view::npos) {
            array.map = inside;
        }
    }
}

/// "[=>...]  recovery = 12.6% (37043392/292945152) finish=127.5min speed=33440K/sec", or
/// "resync=DELAYED", "resync=PENDING".
void read_action(Array& array, std::string_view line) {
    constexpr std::array<std::string_view, 4> actions{"recovery", "resync", "reshape", "check"};
    const auto action = std::ranges::find_if(actions, [&](std::string_view name) {
        return line.find(std::string(name) + " =") != std::string_view::npos ||
               line.find(std::string(name) + "=") != std::string_view::npos;
    });
    if (action == actions.end()) return;
    array.action = *action;
    for (const auto word : words_of(line)) {
        if (word.ends_with('%')) array.percent = real(word.substr(0, word.size() - 1));
        if (word.starts_with("finish=")) array.remaining = word.substr(7);
    }
}

}  // namespace

std::vector<Array> parse_mdstat(std::string_view text) {
    std::vector<Array> arrays;
    for (const auto line : lines_of(text)) {
        if (auto head = parse_head(line)) {
            arrays.push_back(std::move(*head));
            continue;
        }
        if (arrays.empty() || !line.starts_with(' ')) continue;
        if (line.find(" blocks") != std::string_view::npos) read_counts(arrays.back(), line);
        read_action(arrays.back(), line);
    }
    return arrays;
}

}  // namespace diag::disk
