// SPDX-License-Identifier: Apache-2.0
// A configuration file against the table of keys. All its mistakes are found at once, as a person
// who mends one at a time is a person who curses.
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

#include "agent/config/config.hpp"
#include "agent/config/keys.hpp"
#include "collectors/cameras/url.hpp"
#include "platform/layout.hpp"
#include "platform/nearest.hpp"
#include "platform/text.hpp"

namespace diag::config {
namespace {

constexpr std::string_view thresholds_section = "thresholds";

/// A value with its full name, "collect.cores".
struct Leaf {
    std::string name;
    std::size_t line = 0;
    const toml::node* node = nullptr;
};

struct Mistake {
    std::size_t line;
    std::string text;
};

std::string_view kind_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a section";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "text";
        case toml::node_type::integer:
            return "a whole number";
        case toml::node_type::floating_point:
            return "a number with a fraction";
        case toml::node_type::boolean:
            return "true or false";
        default:
            return "a date or time";
    }
}

/// The value as the person wrote it, short, for "got ...".
std::string shown(const toml::node& node) {
    if (const auto text = node.value_exact<std::string>())
        return "\"" + cut_to(printable(std::string_view(*text).substr(0, 400)), 60) + "\"";
    if (const auto number = node.value_exact<std::int64_t>()) return std::to_string(*number);
    return std::string(kind_of(node));
}

/// Which keys a file may have is told by it, so that an older program can say why it knows one not.
/// A file without it is of version 1.
constexpr std::string_view version_key = "config_version";
constexpr std::int64_t config_version = 1;

class Reader {
public:
    Reader(std::string_view file, Catalog catalog)
        : file_(file), thresholds_(thresholds_of(catalog)) {
        for (const auto& key : keys()) {
            names_.push_back(key.name);
            sections_.insert(std::string(key.name.substr(0, key.name.find('.'))));
        }
        sections_.insert(std::string(thresholds_section));
        for (const auto* threshold : thresholds_)
            threshold_names_.push_back(std::string(thresholds_section) + "." +
                                       std::string(threshold->key));
        names_.insert(names_.end(), threshold_names_.begin(), threshold_names_.end());
    }

    Reading read(const toml::table& root) {
        newer_ = root[version_key].value_exact<std::int64_t>().value_or(0);
        if (newer_ <= config_version) newer_ = 0;
        std::vector<Leaf> leaves;
        flatten(root, "", leaves);
        for (const auto& leaf : leaves) take(leaf);
        return finish();
    }

    Reading refuse(std::size_t line, std::string what) {
        mistake(line, std::move(what));
        return finish();
    }

private:
    void flatten(const toml::table& table, const std::string& prefix, std::vector<Leaf>& leaves) {
        for (const auto& [key, node] : table) {
            const auto name = prefix + std::string(key.str());
            const auto* inner = node.as_table();
            if (inner && (!inner->empty() || sections_.contains(name)))
                flatten(*inner, name + ".", leaves);
            else
                leaves.push_back({name, key.source().begin.line, &node});
        }
    }

    void take(const Leaf& leaf) {
        if (!seen_.insert(leaf.name).second) return mistake(leaf, "it is set twice");
        if (leaf.name == version_key) return take_version(leaf);
        for (const auto& key : keys())
            if (key.name == leaf.name) return take_key(key, leaf);
        for (std::size_t i = 0; i < thresholds_.size(); ++i)
            if (threshold_names_[i] == leaf.name) return take_threshold(*thresholds_[i], leaf);
        if (sections_.contains(leaf.name))
            return mistake(leaf,
                           "expected a section [" + leaf.name + "], got " + shown(*leaf.node));
        if (newer_ != 0) return mistake(leaf, "there is no such key" + newer_words());
        const auto close = nearest(leaf.name, names_);
        mistake(leaf, "there is no such key" +
                          (close.empty() ? "" : "; did you mean '" + std::string(close) + "'?"));
    }

    void take_key(const Key& key, const Leaf& leaf) {
        if (const auto* list = leaf.node->as_array();
            list && key.fits && tell_odd_entries(key, leaf, *list))
            return;
        if (assign_node(key, *leaf.node))
            set(leaf);
        else
            mistake(leaf,
                    "expected " + expectation(key) + ", got " + shown(*leaf.node) + newer_words());
    }

    void take_version(const Leaf& leaf) {
        const auto number = leaf.node->value_exact<std::int64_t>();
        if (!number || *number < 1)
            mistake(leaf, "expected a whole number from 1 on, got " + shown(*leaf.node));
    }

    /// What a newer program reads need not be a mistake.
    std::string newer_words() const {
        if (newer_ == 0) return {};
        return "; the file is for a newer safr-diag: it says " + std::string(version_key) + " = " +
               std::to_string(newer_) + ", and safr-diag " DIAG_VERSION " knows " +
               std::to_string(config_version);
    }

    /// Tells each entry that cannot be one; false when there is none such.
    bool tell_odd_entries(const Key& key, const Leaf& leaf, const toml::array& list) {
        bool any = false;
        for (const auto& item : list) {
            const auto text = item.value_exact<std::string>();
            if (!text || is_entry(key, *text)) continue;
            any = true;
            mistake(item.source().begin.line, leaf.name + ": " +
                                                  cameras::without_login(shown(item)) +
                                                  ": expected " + std::string(key.choices));
        }
        return any;
    }

    bool assign_node(const Key& key, const toml::node& node) {
        if (const auto text = node.value_exact<std::string>()) return assign(key, config_, *text);
        if (const auto number = node.value_exact<std::int64_t>())
            return assign(key, config_, *number);
        if (const auto flag = node.value_exact<bool>()) return assign(key, config_, *flag);
        const auto* array = node.as_array();
        if (!array) return false;
        std::vector<std::string> list;
        for (const auto& item : *array) {
            const auto text = item.value_exact<std::string>();
            if (!text) return false;
            list.push_back(*text);
        }
        return assign(key, config_, list);
    }

    void take_threshold(const Threshold& threshold, const Leaf& leaf) {
        const auto value = leaf.node->is_number() ? leaf.node->value<double>() : std::nullopt;
        const bool percent = threshold.unit == "%";
        if (!value || !std::isfinite(*value) || *value < 0 || (percent && *value > 100))
            return mistake(leaf,
                           percent ? "expected a number from 0 to 100 (%), got " + shown(*leaf.node)
                                   : "expected a number from 0 (" + std::string(threshold.unit) +
                                         "), got " + shown(*leaf.node));
        config_.thresholds.insert_or_assign(std::string(threshold.key), *value);
        set(leaf);
    }

    void set(const Leaf& leaf) {
        config_.origins[leaf.name] = file_ + ":" + std::to_string(leaf.line);
    }

    void mistake(const Leaf& leaf, const std::string& what) {
        mistake(leaf.line, cut_to(printable(leaf.name.substr(0, 400)), 80) + ": " + what);
    }

    void mistake(std::size_t line, std::string what) {
        mistakes_.push_back({line, std::move(what)});
    }

    Reading finish() {
        std::stable_sort(mistakes_.begin(), mistakes_.end(),
                         [](const Mistake& a, const Mistake& b) { return a.line < b.line; });
        Reading reading{std::move(config_), {}};
        reading.config.file = file_;
        for (const auto& [line, text] : mistakes_)
            reading.mistakes.push_back(file_ + ":" + std::to_string(line) + ": " + text);
        return reading;
    }

    std::int64_t newer_ = 0;  ///< what the file says, where this program knows less; else 0
    std::string file_;
    std::vector<const Threshold*> thresholds_;
    std::vector<std::string> threshold_names_;
    std::vector<std::string_view> names_;  ///< of everything, to suggest from
    std::set<std::string, std::less<>> sections_;
    std::set<std::string, std::less<>> seen_;
    Config config_;
    std::vector<Mistake> mistakes_;
};

}  // namespace

Reading read(std::string_view text, std::string_view file, Catalog catalog) {
    Reader reader(file, catalog);
    if (const auto line = first_control_character(text))
        return reader.refuse(*line, "a control character, which no TOML text has");
    try {
        return reader.read(toml::parse(text, file));
    } catch (const toml::parse_error& error) {
        return reader.refuse(error.source().begin.line, printable(error.description()));
    }
}

}  // namespace diag::config
