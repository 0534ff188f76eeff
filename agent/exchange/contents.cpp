// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/contents.hpp"

#include <array>
#include <set>

#include "agent/exchange/fields.hpp"
#include "agent/exchange/tar.hpp"

namespace diag::exchange {
namespace {

constexpr std::array<std::string_view, 2> left_out_names{"second_look", "local_user"};

json::value entry_json(const ContentEntry& entry) {
    json::object out;
    if (!entry.path.empty())
        out = {{"path", entry.path}, {"size", entry.size}, {"sha256", entry.sha256}};
    if (!entry.collector.empty()) out["collector"] = entry.collector;
    if (!entry.item.empty()) out["item"] = entry.item;
    if (entry.attachment) out["attachment"] = true;
    if (!entry.picture.empty()) out["picture"] = entry.picture;
    if (!entry.redactions.empty()) out["redactions"] = counts_json(entry.redactions);
    if (!entry.dropped.empty()) {
        json::array ranges;
        for (const auto& range : entry.dropped)
            ranges.push_back({{"from", range.from}, {"to", range.to}});
        out["dropped"] = std::move(ranges);
    }
    if (!entry.leaks.empty()) out["leaks"] = counts_json(entry.leaks);
    if (entry.left_out) out["left_out"] = name_of(*entry.left_out);
    if (entry.failure)
        out["failure"] = {{"fault", std::string(name_of(entry.failure->fault))},
                          {"what", entry.failure->what}};
    return out;
}

Result<DroppedRange> range_from(const json::value& document) {
    Fields in(document, "contents.json: dropped");
    DroppedRange range{in.natural("from"), in.natural("to")};
    if (range.to < range.from) in.fail("to", "at least \"from\"");
    if (const auto wrong = in.problem()) return *wrong;
    return range;
}

Result<> read_failure(const json::value& document, ContentEntry& entry) {
    Fields in(document, "contents.json: failure");
    entry.failure = Error{fault_named(in.text("fault")), in.text("what")};
    if (const auto wrong = in.problem()) return *wrong;
    return {};
}

void read_file(Fields& in, ContentEntry& entry) {
    entry.path = in.text("path");
    entry.size = in.natural("size");
    entry.sha256 = in.hex_digest("sha256");
    if (!safe_path(entry.path)) in.fail("path", "a relative path without surprises");
}

Result<ContentEntry> entry_from(const json::value& document) {
    Fields in(document, "contents.json: entry");
    ContentEntry entry;
    if (in.optional("path")) read_file(in, entry);
    if (in.optional("collector")) entry.collector = in.text("collector");
    if (in.optional("item")) entry.item = in.text("item");
    entry.attachment = in.flag("attachment");
    if (in.optional("picture")) entry.picture = in.text("picture");
    if (!entry.picture.empty() && entry.picture != "png" && entry.picture != "jpeg")
        in.fail("picture", "png or jpeg");
    if (in.optional("redactions")) entry.redactions = in.counts("redactions");
    if (in.optional("dropped"))
        for (const auto& element : in.list("dropped")) {
            const auto range = range_from(element);
            if (!range) return range.error();
            entry.dropped.push_back(*range);
        }
    if (in.optional("leaks")) entry.leaks = in.counts("leaks");
    if (in.optional("left_out")) {
        entry.left_out = left_out_by(in.text("left_out"));
        if (!entry.left_out) in.fail("left_out", "second_look or local_user");
    }
    if (const auto* member = in.optional("failure"))
        if (const auto read = read_failure(*member, entry); !read) return read.error();
    if (const auto wrong = in.problem()) return *wrong;
    return entry;
}

}  // namespace

std::string_view name_of(LeftOutBy by) { return left_out_names.at(static_cast<std::size_t>(by)); }

std::optional<LeftOutBy> left_out_by(std::string_view name) {
    for (const auto by : {LeftOutBy::second_look, LeftOutBy::local_user})
        if (name == name_of(by)) return by;
    return std::nullopt;
}

json::value to_json(const Contents& contents) {
    json::array entries;
    for (const auto& entry : contents.entries) entries.push_back(entry_json(entry));
    json::object document;
    document["entries"] = std::move(entries);
    return document;
}

Result<Contents> contents_from(const json::value& document) {
    Fields in(document, "contents.json");
    Contents contents;
    std::set<std::string> seen;
    for (const auto& element : in.list("entries")) {
        auto entry = entry_from(element);
        if (!entry) return entry.error();
        if (!entry->path.empty() && !seen.insert(entry->path).second)
            return Error{Fault::malformed, "contents.json lists " + entry->path + " twice"};
        contents.entries.push_back(std::move(*entry));
    }
    if (const auto wrong = in.problem()) return *wrong;
    return contents;
}

}  // namespace diag::exchange
