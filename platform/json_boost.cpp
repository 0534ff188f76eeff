// SPDX-License-Identifier: Apache-2.0
#include <boost/json/src.hpp>
#include <cmath>

#include "platform/json.hpp"

namespace diag::json {
namespace {

void indent(std::string& out, int depth) { out.append(static_cast<std::size_t>(depth) * 2, ' '); }

void write_indented(const value& document, std::string& out, int depth);

void write_members(const object& members, std::string& out, int depth) {
    out += "{\n";
    std::size_t left = members.size();
    for (const auto& [key, member] : members) {
        indent(out, depth + 1);
        out += boost::json::serialize(key) + ": ";
        write_indented(member, out, depth + 1);
        out += --left == 0 ? "\n" : ",\n";
    }
    indent(out, depth);
    out += '}';
}

void write_elements(const array& elements, std::string& out, int depth) {
    out += "[\n";
    std::size_t left = elements.size();
    for (const auto& element : elements) {
        indent(out, depth + 1);
        write_indented(element, out, depth + 1);
        out += --left == 0 ? "\n" : ",\n";
    }
    indent(out, depth);
    out += ']';
}

void write_indented(const value& document, std::string& out, int depth) {
    if (const auto* members = document.if_object(); members && !members->empty())
        write_members(*members, out, depth);
    else if (const auto* elements = document.if_array(); elements && !elements->empty())
        write_elements(*elements, out, depth);
    else
        out += boost::json::serialize(document);
}

}  // namespace

Result<value> parse(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = 32;
    boost::json::parser parser({}, options);
    boost::json::error_code failure;
    const auto read = parser.write({text.data(), text.size()}, failure);
    if (failure)
        return Error{Fault::malformed,
                     "not valid JSON at byte " + std::to_string(read) + ": " + failure.message()};
    return parser.release();
}

const value* find(const value& root, std::string_view path) {
    const auto* at = &root;
    while (!path.empty()) {
        const auto dot = path.find('.');
        const auto key = path.substr(0, dot);
        const auto* members = at->if_object();
        if (!members) return nullptr;
        at = members->if_contains({key.data(), key.size()});
        if (!at) return nullptr;
        path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
    }
    return at;
}

std::optional<std::string> text_at(const value& root, std::string_view path) {
    const auto* found = find(root, path);
    if (!found || !found->is_string()) return std::nullopt;
    return std::string(found->get_string());
}

std::optional<std::int64_t> integer_at(const value& root, std::string_view path) {
    const auto* found = find(root, path);
    if (!found || !found->is_number()) return std::nullopt;
    boost::json::error_code failure;
    const auto number = found->to_number<std::int64_t>(failure);
    if (failure) return std::nullopt;
    return number;
}

std::uint64_t natural_at(const value& root, std::string_view path) {
    const auto* found = find(root, path);
    if (!found || !found->is_number()) return 0;
    boost::json::error_code failure;
    const auto number = found->to_number<std::uint64_t>(failure);
    return failure ? 0 : number;
}

std::optional<double> number_at(const value& root, std::string_view path) {
    const auto* found = find(root, path);
    if (!found || !found->is_number()) return std::nullopt;
    boost::json::error_code failure;
    const auto number = found->to_number<double>(failure);
    if (failure || !std::isfinite(number)) return std::nullopt;
    return number;
}

std::optional<bool> flag_at(const value& root, std::string_view path) {
    const auto* found = find(root, path);
    if (!found || !found->is_bool()) return std::nullopt;
    return found->get_bool();
}

const array& list_at(const value& root, std::string_view path) {
    static const array none;
    const auto* found = find(root, path);
    const auto* list = found ? found->if_array() : nullptr;
    return list ? *list : none;
}

std::string write(const value& document) { return boost::json::serialize(document); }

std::string write_pretty(const value& document) {
    std::string out;
    write_indented(document, out, 0);
    out += '\n';
    return out;
}

}  // namespace diag::json
