// SPDX-License-Identifier: Apache-2.0
// desk.toml against the table of its keys. All mistakes are found at once.
#include "desk/settings.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <variant>

#include "platform/files.hpp"
#include "platform/https.hpp"
#include "platform/layout.hpp"
#include "platform/names.hpp"
#include "platform/nearest.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t file_limit = 1 << 20;
constexpr std::size_t longest_line = 200;

bool is_line(std::string_view text) {
    return text.size() <= longest_line && printable(text) == text &&
           text.find_first_of("\n\t") == std::string_view::npos;
}

bool is_url(std::string_view text) { return is_line(text) && https_url_from(text); }

/// "10.1.2.3:8443", "[::1]:8443"
bool is_endpoint(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return false;
    const auto host = text.substr(0, colon);
    const auto port = natural(text.substr(colon + 1));
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (host.find(':') != std::string_view::npos && !bracketed) return false;
    return is_address(host) && port && *port >= 1 && *port <= 65'535;
}

bool is_endpoint_or_none(std::string_view text) { return text.empty() || is_endpoint(text); }

struct Words {
    std::string Settings::*place;
    bool (*fits)(std::string_view);
    std::string_view expected;
};
struct Number {
    std::uint64_t Settings::*place;
    std::uint64_t least, most;
    bool bytes;  ///< a size, also in words
};
struct Ignored {};

struct Key {
    std::string_view name;
    std::variant<Words, Number, Ignored> what;
};

constexpr std::uint64_t mib = 1ull << 20;
constexpr std::uint64_t tib = 1ull << 40;

constexpr std::array keys{
    Key{"id", Words{&Settings::id, is_line, "text of one line, at most 200 bytes"}},
    Key{"name", Words{&Settings::name, is_line, "text of one line, at most 200 bytes"}},
    Key{"created", Ignored{}},
    Key{"url", Words{&Settings::url, is_url, "https://HOST[:PORT]"}},
    Key{"listen", Words{&Settings::listen, is_endpoint, "ADDRESS:PORT, the address numeric"}},
    Key{"metrics", Words{&Settings::metrics, is_endpoint_or_none,
                         "ADDRESS:PORT, the address numeric, or \"\" for none"}},
    Key{"limits.bundle_bytes", Number{&Settings::bundle_bytes, mib, 64 * tib, true}},
    Key{"limits.day_bytes", Number{&Settings::day_bytes, mib, 1024 * tib, true}},
    Key{"limits.agent_bytes", Number{&Settings::agent_bytes, mib, 1024 * tib, true}},
    Key{"limits.uploads", Number{&Settings::uploads, 1, 1000, false}},
    Key{"limits.keep_free_percent", Number{&Settings::keep_free_percent, 0, 90, false}},
    Key{"limits.agents", Number{&Settings::agents, 1, 1'000'000, false}},
};
constexpr std::string_view section = "limits";

std::string shown(const toml::node& node) {
    if (const auto text = node.value_exact<std::string>())
        return "\"" + cut_to(printable(std::string_view(*text).substr(0, 400)), 60) + "\"";
    if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    if (node.is_table()) return "a section";
    return node.is_array() ? "a list" : "a value of another kind";
}

std::string expectation(const Key& key) {
    if (const auto* words = std::get_if<Words>(&key.what)) return std::string(words->expected);
    const auto& number = std::get<Number>(key.what);
    if (number.bytes)
        return "a size from " + exact_bytes_text(number.least) + " to " +
               exact_bytes_text(number.most) + ", such as \"4GiB\"";
    return "a whole number from " + std::to_string(number.least) + " to " +
           std::to_string(number.most);
}

bool set(const Number& number, std::uint64_t value, Settings& settings) {
    if (value < number.least || value > number.most) return false;
    settings.*number.place = value;
    return true;
}

bool take(const Key& key, const toml::node& node, Settings& settings) {
    if (std::holds_alternative<Ignored>(key.what)) return true;
    const auto text = node.value_exact<std::string>();
    if (const auto* words = std::get_if<Words>(&key.what)) {
        if (!text || !words->fits(*text)) return false;
        settings.*words->place = *text;
        return true;
    }
    const auto& number = std::get<Number>(key.what);
    if (text && number.bytes) {
        const auto bytes = bytes_from(*text);
        return bytes && set(number, *bytes, settings);
    }
    const auto count = node.value_exact<std::int64_t>();
    return count && *count >= 0 && set(number, static_cast<std::uint64_t>(*count), settings);
}

class Reader {
public:
    explicit Reader(std::string file) : file_(std::move(file)) {}

    void read(const toml::table& table, const std::string& prefix = {}) {
        for (const auto& [key, node] : table) {
            const auto name = prefix + std::string(key.str());
            const auto line = key.source().begin.line;
            if (name == section && node.is_table())
                read(*node.as_table(), name + ".");
            else
                take_one(name, node, line);
        }
    }
    void mistake(std::size_t line, const std::string& what) {
        mistakes_.emplace(line, file_ + ":" + std::to_string(line) + ": " + what);
    }
    Result<Settings> finish() const {
        if (mistakes_.empty()) return settings_;
        std::string all;
        for (const auto& [line, text] : mistakes_) all += (all.empty() ? "" : "\n") + text;
        return Error{Fault::malformed, all};
    }

private:
    void take_one(const std::string& name, const toml::node& node, std::size_t line) {
        const auto shown_name = cut_to(printable(name.substr(0, 400)), 80);
        const auto* key = std::ranges::find(keys, name, &Key::name);
        if (key == keys.end()) {
            std::vector<std::string_view> names{section};
            for (const auto& each : keys) names.push_back(each.name);
            const auto near = nearest(name, names);
            return mistake(line,
                           shown_name + ": there is no such key" +
                               (near.empty() ? "" : "; did you mean '" + std::string(near) + "'?"));
        }
        if (!take(*key, node, settings_))
            mistake(line, shown_name + ": expected " + expectation(*key) + ", got " + shown(node));
    }

    std::string file_;
    Settings settings_;
    std::multimap<std::size_t, std::string> mistakes_;
};

}  // namespace

Result<Settings> settings_of(const std::filesystem::path& directory) {
    const auto file = directory / "desk.toml";
    const auto text = system_files().read(file, file_limit);
    if (!text) return text.error();
    Reader reader(file.native());
    if (const auto line = first_control_character(*text)) {
        reader.mistake(*line, "a control character, which no TOML text has");
        return reader.finish();
    }
    try {
        reader.read(toml::parse(*text, file.native()));
    } catch (const toml::parse_error& error) {
        reader.mistake(error.source().begin.line, printable(error.description()));
    }
    return reader.finish();
}

}  // namespace diag::desk
