// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/feeds.hpp"

#include <cmath>
#include <map>

#include "collectors/cameras/url.hpp"
#include "platform/text.hpp"
#include "platform/timestamp.hpp"

namespace diag::cameras {
namespace {

constexpr std::size_t most = 20'000;
constexpr std::size_t most_leaves = 400'000;
constexpr std::size_t longest_name = 120;

/// A tree as its leaves, "feeds.Lobby.input.stream.url" -> value, in the order of the document.
using Leaves = std::vector<std::pair<std::string, const json::value*>>;

void gather_leaves(const json::value& value, const std::string& path, Leaves& leaves) {
    if (leaves.size() >= most_leaves) return;
    const auto below = [&](std::string_view key) {
        return path.empty() ? std::string(key) : path + "." + std::string(key);
    };
    if (const auto* object = value.if_object()) {
        for (const auto& [key, inner] : *object) gather_leaves(inner, below(key), leaves);
    } else if (const auto* array = value.if_array()) {
        std::size_t index = 0;
        for (const auto& inner : *array)
            gather_leaves(inner, below(std::to_string(index++)), leaves);
    } else {
        leaves.emplace_back(path, &value);
    }
}

/// The leaves, and names of the things they stand in.
class Tree {
public:
    explicit Tree(const json::value& document) {
        gather_leaves(document, "", leaves_);
        for (const auto& [path, value] : leaves_) by_path_.emplace(path, value);
    }
    const Leaves& leaves() const { return leaves_; }

    const json::value* at(const std::string& path) const {
        const auto found = by_path_.find(path);
        return found == by_path_.end() ? nullptr : found->second;
    }
    std::string text(const std::string& path) const {
        const auto* value = at(path);
        const auto* string = value ? value->if_string() : nullptr;
        return string ? std::string(*string) : std::string();
    }
    /// What people call the thing at `prefix`: a name that stands in it, else its own key.
    std::string name(const std::string& prefix) const {
        if (prefix.empty()) return {};
        for (const auto* key :
             {"name", "feed-name", "feedName", "feed-id", "machine-id", "client-id", "id"})
            if (auto named = text(prefix + "." + key); !named.empty())
                return printable(named.substr(0, longest_name));
        // Below "feeds" all is the name, even if it holds dots.
        const auto feeds = prefix.rfind("feeds.");
        const bool inside = feeds == 0 || (feeds != std::string::npos && prefix[feeds - 1] == '.');
        const auto from = inside ? feeds + 6 : prefix.rfind('.') + 1;
        return printable(prefix.substr(from, longest_name));
    }

private:
    Leaves leaves_;
    std::map<std::string, const json::value*, std::less<>> by_path_;
};

/// `path` without `suffix`, when it ends with it as whole keys.
std::optional<std::string> prefix_of(const std::string& path, std::string_view suffix) {
    if (path == suffix) return "";
    if (path.size() <= suffix.size() + 1 || !path.ends_with(suffix)) return {};
    if (path[path.size() - suffix.size() - 1] != '.') return {};
    return path.substr(0, path.size() - suffix.size() - 1);
}

std::string_view last_key(std::string_view path) {
    const auto dot = path.rfind('.');
    return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

bool is_false(const json::value* value) {
    if (!value) return false;
    if (const auto* flag = value->if_bool()) return !*flag;
    const auto* text = value->if_string();
    return text && lowered(std::string_view(*text)) == "false";
}

/// The thing whose stream the leaf at `path` names, or nothing.
std::optional<std::string> feed_prefix(const std::string& path, std::string_view value) {
    for (const auto* suffix : {"input.stream.url", "stream.url"})
        if (auto prefix = prefix_of(path, suffix)) return prefix;
    const auto low = lowered(value.substr(0, 8));
    if (!low.starts_with("rtsp://") && !low.starts_with("rtsps://")) return {};
    if (!parse_stream_url(value)) return {};  // a sentence about one
    const auto dot = path.rfind('.');
    return dot == std::string::npos ? "" : path.substr(0, dot);
}

std::vector<Feed> feeds_of(const Tree& tree, std::string_view source) {
    std::vector<Feed> feeds;
    for (const auto& [path, value] : tree.leaves()) {
        const auto* text = value->if_string();
        if (!text || text->empty() || feeds.size() == most) continue;
        const auto prefix = feed_prefix(path, *text);
        if (!prefix) continue;
        const auto below = [&](const char* key) {
            return prefix->empty() ? key : *prefix + "." + key;
        };
        Feed feed;
        feed.name = tree.name(*prefix);
        feed.source = source;
        feed.url = std::string(*text);
        feed.transport = printable(tree.text(below("input.stream.rtsp.transport")).substr(0, 16));
        feed.enabled = !is_false(tree.at(below("enabled")));
        feeds.push_back(std::move(feed));
    }
    return feeds;
}

std::optional<std::int64_t> number_of(const json::value* value) {
    if (!value) return {};
    if (const auto* text = value->if_string()) return integer(std::string_view(*text));
    return json::integer_at(json::object{{"n", *value}}, "n");
}

void read_error(const Tree& tree, const std::string& path, Status& status) {
    const auto prefix = prefix_of(path, "error.code");
    const auto code = number_of(tree.at(path));
    if (!prefix || !code || status.errors.size() == most) return;
    const auto home = prefix->empty() ? "error" : *prefix + ".error";
    VirgoError error{.where = tree.name(*prefix), .code = *code, .message = {}, .retries = {}};
    for (const auto* key : {"message", "text", "description"})
        if (error.message.empty()) error.message = note_of(tree.text(home + "." + key));
    for (const auto* key : {"retry-count", "retries", "retryCount", "retry"})
        if (!error.retries) error.retries = number_of(tree.at(home + "." + key));
    status.errors.push_back(std::move(error));
}

/// Milliseconds or seconds since 1970, or RFC 3339.
std::optional<Time> date_of(const json::value& value) {
    constexpr std::int64_t in_seconds = 100'000'000'000;  // as milliseconds that is 1973
    if (const auto number = number_of(&value)) {
        if (*number <= 0 || *number > 9'999'999'999'999) return {};
        return Time{milliseconds{*number < in_seconds ? *number * 1000 : *number}};
    }
    const auto* text = value.if_string();
    if (!text) return {};
    return TimestampReader(Time{}).read(std::string_view(*text));
}

void read_date(const Tree& tree, const std::string& path, const json::value& value,
               Status& status) {
    const auto key = last_key(path);
    if (!key.ends_with("-date") || status.dates.size() == most) return;
    const auto when = date_of(value);
    if (!when) return;
    const auto dot = path.rfind('.');
    const auto prefix = dot == std::string::npos ? std::string() : path.substr(0, dot);
    status.dates.push_back({tree.name(prefix), printable(key.substr(0, 40)), *when});
}

bool names_secret(std::string_view key) {
    const auto low = lowered(key);
    return low.find("password") != std::string::npos || low.find("passwd") != std::string::npos ||
           low.find("secret") != std::string::npos || low.find("token") != std::string::npos ||
           low.find("credential") != std::string::npos || low.ends_with("pwd");
}

}  // namespace

std::vector<Feed> feeds_in(const json::value& document, std::string_view source) {
    return feeds_of(Tree(document), source);
}

Status status_in(const json::value& document) {
    const Tree tree(document);
    Status status;
    status.feeds = feeds_of(tree, "virga");
    for (const auto& [path, value] : tree.leaves()) {
        if (last_key(path) == "code") read_error(tree, path, status);
        read_date(tree, path, *value, status);
    }
    return status;
}

json::value without_secrets(const json::value& document) {
    if (const auto* object = document.if_object()) {
        json::object clean;
        for (const auto& [key, inner] : *object)
            clean[key] = names_secret(key) ? json::value("(removed)") : without_secrets(inner);
        return clean;
    }
    if (const auto* array = document.if_array()) {
        json::array clean;
        for (const auto& inner : *array) clean.push_back(without_secrets(inner));
        return clean;
    }
    if (const auto* text = document.if_string()) return json::value(without_login(*text));
    // "0e800" is read as no number, which cannot be written again.
    if (const auto* number = document.if_double(); number && !std::isfinite(*number))
        return nullptr;
    return document;
}

}  // namespace diag::cameras
