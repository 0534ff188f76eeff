// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/controllers.hpp"

#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::disk {
namespace {

constexpr std::string_view healthy_volumes = " Optl ";
constexpr std::string_view healthy_drives = " Onln UGood GHS DHS JBOD Ready UGUnsp ";
constexpr std::string_view mending = " Rec Rbld Cpybck Recovering Rebuilding ";

bool among(std::string_view names, std::string_view name) {
    return names.find(" " + std::string(name) + " ") != std::string_view::npos;
}

void add_rows(std::vector<Part>& parts, const json::array& rows, std::string_view key,
              bool volume) {
    for (const auto& row : rows) {
        const auto name = json::text_at(row, key);
        const auto state = json::text_at(row, "State");
        if (!name || !state) continue;
        parts.push_back({.name = printable(*name),
                         .state = printable(*state),
                         .volume = volume,
                         .healthy = among(volume ? healthy_volumes : healthy_drives, *state),
                         .rebuilding = among(mending, *state)});
    }
}

}  // namespace

std::vector<Part> parse_storcli(std::string_view text) {
    std::vector<Part> parts;
    const auto document = json::parse(text);
    if (!document) return parts;
    for (const auto& controller : json::list_at(*document, "Controllers")) {
        const auto* answer = json::find(controller, "Response Data");
        if (!answer) continue;
        add_rows(parts, json::list_at(*answer, "Virtual Drives"), "DG/VD", true);
        add_rows(parts, json::list_at(*answer, "Drive Information"), "EID:Slt", false);
    }
    return parts;
}

std::vector<Part> parse_ssacli(std::string_view text) {
    std::vector<Part> parts;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        if (words.size() < 3) continue;
        const bool volume = words[0] == "logicaldrive";
        if (!volume && words[0] != "physicaldrive") continue;
        // "physicaldrive 1I:1:1 (port 1I:box 1:bay 1, SAS HDD, 1 TB, OK, spare)"
        const auto fields = parts_of(line, ',');
        bool healthy = false;
        bool rebuilding = false;
        for (const auto field : fields) {
            const auto word = words_of(field);
            auto state = trimmed(field);
            if (state.ends_with(')')) state.remove_suffix(1);
            healthy = healthy || state == "OK";
            rebuilding = rebuilding || (!word.empty() && among(mending, word[0]));
        }
        auto state = trimmed(fields.back());
        if (state.ends_with(')')) state.remove_suffix(1);
        parts.push_back({.name = printable(std::string(words[0]) + " " + std::string(words[1])),
                         .state = printable(state),
                         .volume = volume,
                         .healthy = healthy,
                         .rebuilding = rebuilding});
    }
    return parts;
}

}  // namespace diag::disk
