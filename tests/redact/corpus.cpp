// SPDX-License-Identifier: Apache-2.0
#include "tests/redact/corpus.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include "agent/redact/bytes.hpp"

namespace diag::redact {
namespace {

constexpr auto npos = std::string_view::npos;
using Lists = std::map<std::string, std::vector<std::string>, std::less<>>;

/// Parts of a secret shorter than this may be found by chance.
constexpr std::size_t least_part = 4;

std::vector<std::string> parted(std::string_view text, std::string_view by) {
    std::vector<std::string> parts;
    for (auto at = text.find(by); at != npos; at = text.find(by)) {
        parts.emplace_back(text.substr(0, at));
        text.remove_prefix(at + by.size());
    }
    parts.emplace_back(text);
    return parts;
}

std::string with_controls(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 3> pictures{
        {{"\xe2\x90\x80", '\0'}, {"\xe2\x90\x8d", '\r'}, {"\xe2\x90\x89", '\t'}}};
    std::string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto picture = std::find_if(pictures.begin(), pictures.end(), [&](const auto& each) {
            return text.substr(at).starts_with(each.first);
        });
        result += picture == pictures.end() ? text[at] : picture->second;
        if (picture != pictures.end()) at += picture->first.size() - 1;
    }
    return result;
}

std::vector<Stretch> stretches_of(std::string_view text) {
    struct Mark {
        std::string_view open, close;
        Stretch::Fate fate;
    };
    constexpr std::array<Mark, 2> marks{{{"\xc2\xab", "\xc2\xbb", Stretch::Fate::goes},
                                         {"\xe2\x80\xb9", "\xe2\x80\xba", Stretch::Fate::either}}};
    std::vector<Stretch> result;
    while (!text.empty()) {
        const Mark* next = nullptr;
        auto at = npos;
        for (const auto& mark : marks)
            if (const auto found = text.find(mark.open); found < at) next = &mark, at = found;
        result.push_back({Stretch::Fate::stays, with_controls(text.substr(0, at))});
        if (next == nullptr) break;
        text.remove_prefix(at + next->open.size());
        const auto close = text.find(next->close);
        if (close == npos) throw std::runtime_error("a mark is not closed: " + std::string(text));
        result.push_back({next->fate, with_controls(text.substr(0, close))});
        text.remove_prefix(close + next->close.size());
    }
    return result;
}

/// `text` once for each element of the first list it names, and so on for those that follow.
std::vector<std::string> products(const std::string& text, const Lists& lists) {
    for (const auto& [name, values] : lists) {
        const auto hole = "\xc2\xa7" + name + "\xc2\xa7";
        if (text.find(hole) == std::string::npos) continue;
        std::vector<std::string> all;
        for (const auto& value : values) {
            const auto parts = parted(text, hole);
            auto filled = parts.front();
            for (std::size_t i = 1; i < parts.size(); ++i) filled += value + parts[i];
            const auto more = products(filled, lists);
            all.insert(all.end(), more.begin(), more.end());
        }
        return all;
    }
    return {text};
}

struct Reader {
    std::string file;
    std::string family;
    Lists lists;
    std::vector<Case> cases;

    void add(const std::string& text, std::size_t line) {
        for (const auto& each : products(text, lists))
            cases.push_back({file, line, family, stretches_of(each)});
    }
    void order(std::string_view words) {
        if (words.starts_with("family ")) family = words.substr(7);
        if (!words.starts_with("let ")) return;
        const auto equals = words.find(" = ");
        if (equals == npos) throw std::runtime_error("no list: " + std::string(words));
        lists.insert_or_assign(std::string(words.substr(4, equals - 4)),
                               parted(words.substr(equals + 3), " | "));
    }
};

/// The secret as a whole, and its longer runs of letters and digits.
std::vector<std::string_view> parts_of(std::string_view secret) {
    std::vector<std::string_view> parts{secret};
    for (std::size_t at = 0; at < secret.size();) {
        const auto end = skip(secret, alphanumerics, at, secret.size());
        if (end - at >= least_part) parts.push_back(secret.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

}  // namespace

std::string Case::text() const {
    std::string whole;
    for (const auto& stretch : stretches) whole += stretch.text;
    return whole;
}

bool Case::plants() const {
    return std::any_of(stretches.begin(), stretches.end(),
                       [](const Stretch& stretch) { return stretch.fate == Stretch::Fate::goes; });
}

std::vector<Case> cases_in(std::string_view file, std::string_view text) {
    Reader reader{std::string(file), "", {}, {}};
    std::string block;
    std::size_t number = 0, began = 0;
    for (const auto& line : parted(text, "\n")) {
        ++number;
        if (line == "%% begin") {
            began = number;
            block.clear();
        } else if (line == "%% end") {
            reader.add(block.substr(0, block.size() - 1), began);
            began = 0;
        } else if (began != 0) {
            block += line + '\n';
        } else if (line.starts_with("%% ")) {
            reader.order(std::string_view(line).substr(3));
        } else if (!line.empty()) {
            reader.add(line, number);
        }
    }
    if (began != 0) throw std::runtime_error("a text is not ended");
    return std::move(reader.cases);
}

std::vector<Case> corpus_in(const std::string& directory) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(directory))
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<Case> all;
    for (const auto& path : files) {
        std::ifstream stream(path, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(stream)), {});
        const auto cases = cases_in(path.filename().string(), text);
        all.insert(all.end(), cases.begin(), cases.end());
    }
    return all;
}

std::string leak(const Case& text, std::string_view result) {
    std::string beside;
    for (const auto& stretch : text.stretches)
        if (stretch.fate != Stretch::Fate::goes) beside += stretch.text + '\n';
    for (const auto& stretch : text.stretches) {
        if (stretch.fate != Stretch::Fate::goes) continue;
        for (const auto part : parts_of(stretch.text))
            if (result.find(part) != npos && beside.find(part) == std::string::npos)
                return std::string(part);
    }
    return {};
}

bool stays(const Case& text, std::string_view result) {
    bool marked = false;
    const auto& last = text.stretches.back();
    for (const auto& stretch : text.stretches) {
        if (stretch.fate != Stretch::Fate::stays) {
            marked = true;
            continue;
        }
        if (&stretch == &last)
            return marked ? result.ends_with(stretch.text) : result == stretch.text;
        const auto at = result.find(stretch.text);
        if (at == npos || (!marked && at != 0)) return false;
        result.remove_prefix(at + stretch.text.size());
        marked = false;
    }
    return true;
}

}  // namespace diag::redact
