// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/read_names.hpp"

#include <algorithm>
#include <span>

namespace diag::backup {
namespace {

/// A text that is longer is no path: base64, a page.
constexpr std::size_t longest_text = 1024;

std::string hex_of(std::string_view bytes) {
    return hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

std::string hyphened(std::string text) {
    for (const std::size_t dash : {8, 13, 18, 23}) text.insert(dash, 1, '-');
    return text;
}

/// Old Java drivers wrote each half of a UUID from its last byte to its first (BSON Binary UUID,
/// javaLegacy).
std::string in_java_order(std::string_view bytes) {
    constexpr std::ptrdiff_t half = 8;
    std::string turned(bytes);
    std::reverse(turned.begin(), turned.begin() + half);
    std::reverse(turned.begin() + half, turned.end());
    return turned;
}

/// What a path or an address ends with.
std::string_view name_in_text(std::string_view text) {
    const auto name = last_part(text);
    // An address may ask for something behind its path.
    return name.size() < text.size() ? name.substr(0, name.find('?')) : name;
}

class Reading : public Visitor {
public:
    Reading(NameDigest& digest,
            const std::function<std::optional<std::uint32_t>(std::string_view)>& field_of)
        : digest_(digest), field_of_(field_of) {}

    void enter(std::string_view name, bool is_list) override {
        levels_.push_back({path_.size(), is_list});
        append(name, levels_.size() > 1 && levels_[levels_.size() - 2].is_list);
    }

    void leave() override {
        if (levels_.empty()) return;
        path_.resize(levels_.back().path_size);
        levels_.pop_back();
    }

    void value(std::string_view name, Kind kind, std::string_view bytes) override {
        if (found_.size() >= Sample::most_of_record) return;
        const auto above = path_.size();
        append(name, !levels_.empty() && levels_.back().is_list);
        if (path_.size() <= Sample::longest_field) see(kind, bytes);
        path_.resize(above);
    }

    std::vector<Named> take() { return std::move(found_); }

private:
    struct Level {
        std::size_t path_size;
        bool is_list;
    };

    /// Places in a list are one field.
    void append(std::string_view name, bool in_list) {
        if (path_.size() > Sample::longest_field) return;
        if (in_list) {
            path_ += "[]";
            return;
        }
        if (!path_.empty()) path_ += '.';
        path_ += name.substr(0, Sample::longest_field + 1);
    }

    void see(Kind kind, std::string_view bytes) {
        switch (kind) {
            case Kind::text:
                if (bytes.size() <= longest_text) add(Form::text, name_in_text(bytes));
                return;
            case Kind::object_id:
                return add(Form::object_id, hex_of(bytes));
            case Kind::old_uuid:
                add(Form::plain_java_uuid, hex_of(in_java_order(bytes)));
                add(Form::java_uuid, hyphened(hex_of(in_java_order(bytes))));
                [[fallthrough]];
            case Kind::uuid:
                add(Form::plain_uuid, hex_of(bytes));
                add(Form::uuid, hyphened(hex_of(bytes)));
        }
    }

    void add(Form form, std::string_view name) {
        if (name.size() < shortest_name || name.size() > longest_name) return;
        if (found_.size() >= Sample::most_of_record) return;
        const auto field = field_of_(path_);
        if (!field) return;
        const auto of_field = std::ranges::count_if(
            found_, [&](const Named& each) { return each.field == *field && each.form == form; });
        // A long list must not crowd out what comes behind it.
        if (static_cast<std::size_t>(of_field) < Sample::most_of_field)
            found_.push_back({digest_.of(name), *field, form});
    }

    NameDigest& digest_;
    const std::function<std::optional<std::uint32_t>(std::string_view)>& field_of_;
    std::string path_;
    std::vector<Level> levels_;
    std::vector<Named> found_;
};

}  // namespace

std::vector<Named> names_in(
    std::string_view document, NameDigest& digest,
    const std::function<std::optional<std::uint32_t>(std::string_view)>& field_of) {
    Reading reading(digest, field_of);
    // What was told before damage stays true; whoever gave the document has checked it.
    if (!visit_document(document, reading)) return {};
    return reading.take();
}

}  // namespace diag::backup
