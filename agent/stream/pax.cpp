// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/pax.hpp"

#include "platform/text.hpp"

namespace diag::stream {
namespace {

Error damaged() { return {Fault::malformed, "a damaged pax header in a tar"}; }

/// The first record's "KEY=VALUE", which is taken off; nothing where it is none.
std::optional<std::string_view> next_record(std::string_view& records) {
    const auto blank = records.find(' ');
    const auto length = blank < 20 ? natural(records.substr(0, blank)) : std::nullopt;
    if (!length || *length < blank + 2 || *length > records.size()) return {};
    const auto record = records.substr(blank + 1, *length - blank - 1);
    records.remove_prefix(*length);
    if (record.back() != '\n') return {};
    return record.substr(0, record.size() - 1);
}

}  // namespace

Result<Pax> pax_from(std::string_view records) {
    Pax pax;
    while (!records.empty()) {
        const auto record = next_record(records);
        const auto equals = record ? record->find('=') : std::string_view::npos;
        if (equals == std::string_view::npos) return damaged();
        const auto key = record->substr(0, equals), value = record->substr(equals + 1);
        if (key == "path") pax.path = value;
        if (key != "size") continue;
        pax.size = natural(value);
        if (!value.empty() && (!pax.size || *pax.size >> 62 != 0)) return damaged();
    }
    return pax;
}

}  // namespace diag::stream
