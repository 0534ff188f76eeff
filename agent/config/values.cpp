// SPDX-License-Identifier: Apache-2.0
// A value against its key: whether it may be, and how it is written.
#include <algorithm>
#include <array>
#include <charconv>

#include "agent/config/keys.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::config {
namespace {

constexpr std::size_t longest_line = 200;
constexpr std::size_t longest_item = 2'000;
constexpr std::size_t most_items = 20'000;

/// The value's place in a configuration that is only read.
Place place_in(const Key& key, const Config& config) {
    return key.place(const_cast<Config&>(config));
}

bool may_be_empty(const Key& key) {
    static const Config defaults;
    return std::get<std::string*>(place_in(key, defaults))->empty();
}

bool one_line(const std::string& text) {
    return text == printable(text) && text.find_first_of("\n\t") == text.npos;
}

bool absolute(const std::string& path) {
    return path.size() < 4'096 && path.starts_with('/') && path.find('\0') == path.npos;
}

bool within(const Key& key, std::uint64_t value) { return value >= key.least && value <= key.most; }

bool is_choice(const Key& key, const std::string& text) {
    const auto known = words_of(key.choices);
    return std::find(known.begin(), known.end(), text) != known.end();
}

bool set_text(const Key& key, Config& config, const std::string& text) {
    const bool good =
        key.form == Form::line
            ? text.size() <= longest_line && one_line(text) && (!key.fits || key.fits(text))
        : key.form == Form::choice ? is_choice(key, text)
                                   : absolute(text) || (text.empty() && may_be_empty(key));
    if (good) *std::get<std::string*>(key.place(config)) = text;
    return good;
}

bool set_number(const Key& key, Config& config, std::uint64_t number) {
    if (!within(key, number)) return false;
    *std::get<std::uint64_t*>(key.place(config)) = number;
    return true;
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') out += '\\';
        out += letter;
    }
    return out + "\"";
}

}  // namespace

std::string expectation(const Key& key) {
    const auto range = [&](auto text) {
        return " from " + text(key.least) + " to " + text(key.most);
    };
    switch (key.form) {
        case Form::line:
            return key.fits ? std::string(key.choices) : "text of one line, at most 200 bytes";
        case Form::path:
            return may_be_empty(key) ? "an absolute path, or \"\"" : "an absolute path";
        case Form::paths:
            return "a list of absolute paths";
        case Form::lines:
            return "a list of texts of one line";
        case Form::flag:
            return "true or false";
        case Form::bytes:
            return "a size" + range(exact_bytes_text);
        case Form::duration:
            return "a duration" + range([](std::uint64_t span) {
                       return duration_text(milliseconds{static_cast<std::int64_t>(span)});
                   });
        case Form::count:
            return "a whole number" + range([](std::uint64_t n) { return std::to_string(n); });
        case Form::choice:
            break;
    }
    std::string choices;
    for (const auto choice : words_of(key.choices))
        choices += (choices.empty() ? "" : ", ") + in_quotes(choice);
    return "one of " + choices;
}

bool assign(const Key& key, Config& config, const std::string& text) {
    switch (key.form) {
        case Form::line:
        case Form::path:
        case Form::choice:
            return set_text(key, config, text);
        case Form::bytes: {
            const auto bytes = bytes_from(text);
            return bytes && set_number(key, config, *bytes);
        }
        case Form::duration: {
            const auto span = duration_from(text);
            if (!span || !within(key, static_cast<std::uint64_t>(span->count()))) return false;
            *std::get<milliseconds*>(key.place(config)) = *span;
            return true;
        }
        case Form::paths:
        case Form::lines:
        case Form::flag:
        case Form::count:
            break;
    }
    return false;
}

bool assign(const Key& key, Config& config, std::int64_t number) {
    const bool takes_numbers = key.form == Form::bytes || key.form == Form::count;
    return takes_numbers && number >= 0 &&
           set_number(key, config, static_cast<std::uint64_t>(number));
}

bool is_entry(const Key& key, const std::string& item) {
    if (key.form == Form::paths) return absolute(item);
    if (item.empty() || item.size() > longest_item || !one_line(item)) return false;
    return !key.fits || key.fits(item);
}

bool assign(const Key& key, Config& config, const std::vector<std::string>& list) {
    if (key.form != Form::paths && key.form != Form::lines) return false;
    const auto good = [&](const std::string& item) { return is_entry(key, item); };
    if (list.size() > most_items || !std::all_of(list.begin(), list.end(), good)) return false;
    *std::get<std::vector<std::string>*>(key.place(config)) = list;
    return true;
}

bool assign(const Key& key, Config& config, bool flag) {
    if (key.form != Form::flag) return false;
    *std::get<bool*>(key.place(config)) = flag;
    return true;
}

std::string value_text(const Key& key, const Config& config) {
    const auto place = place_in(key, config);
    if (const auto* const* flag = std::get_if<bool*>(&place)) return **flag ? "true" : "false";
    if (const auto* const* text = std::get_if<std::string*>(&place)) return in_quotes(**text);
    if (const auto* const* span = std::get_if<milliseconds*>(&place))
        return in_quotes(duration_text(**span));
    if (const auto* const* number = std::get_if<std::uint64_t*>(&place))
        return key.form == Form::bytes ? in_quotes(exact_bytes_text(**number))
                                       : std::to_string(**number);
    std::string list;
    for (const auto& item : *std::get<std::vector<std::string>*>(place))
        list += (list.empty() ? "" : ", ") + in_quotes(item);
    return "[" + list + "]";
}

json::value value_json(const Key& key, const Config& config) {
    const auto place = place_in(key, config);
    if (const auto* const* flag = std::get_if<bool*>(&place)) return **flag;
    if (const auto* const* text = std::get_if<std::string*>(&place)) return json::value(**text);
    if (const auto* const* span = std::get_if<milliseconds*>(&place))
        return json::value(duration_text(**span));
    if (const auto* const* number = std::get_if<std::uint64_t*>(&place)) return **number;
    json::array list;
    for (const auto& item : *std::get<std::vector<std::string>*>(place)) list.emplace_back(item);
    return list;
}

std::string number_text(double number) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    return {text.data(), end};
}

}  // namespace diag::config
