// SPDX-License-Identifier: Apache-2.0
#include "agent/ledger/backwards.hpp"

#include <algorithm>
#include <utility>

namespace diag::ledger {

Result<std::string> end_of(const Book& book, const std::string& segment) {
    const auto file = book.read(segment);
    if (!file) return file.error();
    const auto name = book.path_of(segment);
    const auto size = size_of(file->get(), name);
    if (!size) return size.error();
    return read_at(file->get(), *size - std::min<std::uint64_t>(*size, reach), reach, name);
}

bool each_backwards(std::string_view bytes, const std::function<bool(const EntryLine&)>& take) {
    auto end = bytes.rfind('\n');
    while (end != bytes.npos) {
        const auto before = end == 0 ? bytes.npos : bytes.rfind('\n', end - 1);
        const auto start = before == bytes.npos ? 0 : before + 1;
        const auto line = bytes.substr(start, end + 1 - start);
        if (auto entry = entry_from(line))
            if (!take({std::move(*entry), line, end + 1})) return false;
        end = before;
    }
    return true;
}

}  // namespace diag::ledger
