// SPDX-License-Identifier: Apache-2.0
#include "collectors/logs/logback.hpp"

#include <algorithm>
#include <map>
#include <pugixml.hpp>

#include "collectors/logs/names.hpp"
#include "platform/text.hpp"

namespace diag::logs {
namespace {

// A property may name another. Each bound is far beyond what a person writes and ends loops.
constexpr int deepest_property = 8;
constexpr int most_substitutions = 256;
constexpr std::size_t longest_value = 4096;

class Properties {
public:
    void set(std::string name, std::string value) {
        known_.emplace(std::move(name), std::move(value));
    }

    std::string filled_in(std::string_view text) const {
        int left = most_substitutions;
        return fill(text, 0, left);
    }

private:
    /// `${name}` and `${name:-default}`; what is unknown stays as it is.
    std::string fill(std::string_view text, int depth, int& left) const {
        std::string out;
        while (!text.empty() && out.size() < longest_value) {
            const auto open = text.find("${");
            const auto close = open == std::string_view::npos ? open : text.find('}', open);
            if (close == std::string_view::npos || depth == deepest_property || left-- <= 0) break;
            out += text.substr(0, open);
            const auto body = text.substr(open + 2, close - open - 2);
            const auto fallback = body.find(":-");
            const auto found = known_.find(body.substr(0, fallback));
            if (found != known_.end())
                out += fill(found->second, depth + 1, left);
            else if (fallback != std::string_view::npos)
                out += fill(body.substr(fallback + 2), depth + 1, left);
            else
                out += text.substr(open, close - open + 1);
            text.remove_prefix(close + 1);
        }
        out += text.substr(0, longest_value);
        if (out.size() > longest_value) out.resize(longest_value);
        return out;
    }

    std::map<std::string, std::string, std::less<>> known_;
};

/// The option of the first `%d` or `%date` in a line pattern; logback's default without one.
std::string date_option(std::string_view pattern) {
    for (auto at = pattern.find("%d"); at != std::string_view::npos;
         at = pattern.find("%d", at + 2)) {
        auto rest = pattern.substr(at + 2);
        if (rest.starts_with("ate")) rest.remove_prefix(3);
        if (rest.starts_with('{')) return std::string(rest.substr(1, rest.find('}') - 1));
        const bool ends = rest.empty() || !((rest.front() >= 'a' && rest.front() <= 'z'));
        if (ends) return "ISO8601";
    }
    return {};
}

/// How long one rolling period is, from the smallest unit in the file pattern's %d{...}.
double period_days(std::string_view file_pattern) {
    const auto at = file_pattern.find("%d");
    if (at == std::string_view::npos) return 0;
    auto letters = file_pattern.substr(at + 2);
    if (!letters.starts_with('{')) return 1;
    letters = letters.substr(1, letters.find_first_of(",}") - 1);
    if (letters.find('m') != std::string_view::npos) return 1.0 / 1440;
    if (letters.find_first_of("Hhk") != std::string_view::npos) return 1.0 / 24;
    if (letters.find_first_of("dDEu") != std::string_view::npos) return 1;
    if (letters.find_first_of("wW") != std::string_view::npos) return 7;
    return letters.find('M') != std::string_view::npos ? 30 : 365;
}

std::string upper(std::string_view text) {
    std::string out(trimmed(text));
    for (auto& byte : out)
        if (byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - 32);
    return out;
}

/// Walks all elements without recursion: a hostile file may be nested as deep as it is long.
class Reader : public pugi::xml_tree_walker {
public:
    Logback logback;
    bool is_configuration = false;

    bool for_each(pugi::xml_node& node) override {
        const std::string_view name = node.name();
        if (name == "configuration")
            is_configuration = true;
        else if (name == "property" || name == "variable")
            properties_.set(node.attribute("name").value(), node.attribute("value").value());
        else if (name == "springProperty" && node.attribute("defaultValue"))
            properties_.set(node.attribute("name").value(), node.attribute("defaultValue").value());
        else if (name == "appender")
            appender(node);
        else if (name == "logger" && node.attribute("level"))
            logger(node.attribute("name").value(), node);
        else if (name == "root")
            logger("", node);
        return true;
    }

private:
    void logger(std::string name, const pugi::xml_node& node) {
        auto level = upper(properties_.filled_in(node.attribute("level").value()));
        if (!level.empty()) logback.loggers.push_back({std::move(name), std::move(level)});
    }

    std::string text(const pugi::xml_node& node) const {
        return properties_.filled_in(trimmed(node.text().get()));
    }

    void appender(const pugi::xml_node& node) {
        Appender is;
        is.name = node.attribute("name").value();
        is.file = text(node.child("file"));
        const auto policy = node.child("rollingPolicy");
        is.rolls = !policy.empty();
        is.file_pattern = text(policy.child("fileNamePattern"));
        is.total_cap = text(policy.child("totalSizeCap"));
        const auto periods = natural(text(policy.child("maxHistory")));
        const auto period = period_days(is.file_pattern);
        if (periods && *periods > 0 && period > 0)
            is.kept_days = static_cast<double>(*periods) * period;
        auto pattern = text(node.child("encoder").child("pattern"));
        if (pattern.empty()) pattern = text(node.child("encoder").child("layout").child("pattern"));
        if (pattern.empty()) pattern = text(node.child("layout").child("pattern"));
        is.date_pattern = date_option(pattern);
        logback.appenders.push_back(std::move(is));
    }

    Properties properties_;
};

}  // namespace

const Appender* Logback::appender_of(std::string_view file_name) const {
    const auto fits = [&](std::string_view path) {
        const auto glob = glob_of(path);
        const auto name = last_part(glob);
        return name.find_first_not_of('*') != std::string_view::npos && fits_glob(file_name, name);
    };
    for (const auto& each : appenders)
        if (fits(each.file) || fits(each.file_pattern)) return &each;
    return nullptr;
}

Result<Logback> parse_logback(std::string_view xml) {
    if (xml.size() > logback_limit)
        return Error{Fault::full, "longer than " + bytes_text(logback_limit)};
    pugi::xml_document document;
    const auto parsed = document.load_buffer(xml.data(), xml.size(), pugi::parse_default);
    if (!parsed)
        return Error{Fault::malformed, "not well-formed at byte " + std::to_string(parsed.offset) +
                                           ": " + parsed.description()};
    Reader reader;
    document.traverse(reader);
    if (!reader.is_configuration) return Error{Fault::malformed, "holds no <configuration>"};
    return std::move(reader.logback);
}

std::string glob_of(std::string_view pattern) {
    std::string glob;
    while (!pattern.empty()) {
        const bool property = pattern.starts_with("${");
        const bool conversion = pattern.front() == '%' && pattern.size() > 1;
        if (!property && !conversion) {
            glob += pattern.front();
            pattern.remove_prefix(1);
            continue;
        }
        glob += '*';
        std::size_t length = 2;
        if (conversion && pattern.substr(1).starts_with("date")) length = 5;
        const auto brace = property ? 1 : length;
        if (brace < pattern.size() && pattern[brace] == '{')
            length = std::min(pattern.find('}', brace), pattern.size() - 1) + 1;
        pattern.remove_prefix(length);
    }
    return glob;
}

}  // namespace diag::logs
