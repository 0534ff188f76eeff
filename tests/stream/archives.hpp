// SPDX-License-Identifier: Apache-2.0
// Archives made by hand, so that tests decide every byte of them.
#pragma once

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "platform/compress.hpp"

namespace diag::test {

using Members = std::vector<std::pair<std::string, std::string>>;

inline std::string gzip_of(std::string_view plain) {
    const auto packed = gzip_member(plain);
    return packed ? *packed : std::string{};
}

/// A header of a tar that says `told` of the size, whatever follows.
inline std::string tar_header(std::string_view name, char kind, std::size_t told,
                              bool more_map = false) {
    std::string header(512, '\0');
    char size[32];
    std::snprintf(size, sizeof size, "%011zo", told);
    header.replace(0, name.size(), name);
    header.replace(100, 7, "0000644");
    header.replace(124, 11, size);
    header.replace(136, 11, "00000000000");
    header.replace(148, 8, "        ");
    header[156] = kind;
    header.replace(257, 8,
                   more_map ? std::string("ustar  \0", 8)
                            : std::string("ustar\0"
                                          "00",
                                          8));
    if (more_map) header[482] = 1;
    unsigned sum = 0;
    for (const char each : header) sum += static_cast<unsigned char>(each);
    char checksum[16];
    std::snprintf(checksum, sizeof checksum, "%06o", sum);
    return header.replace(148, 7, std::string(checksum, 6) + std::string(1, '\0'));
}

inline std::string tar_padded(const std::string& text) {
    return text + std::string((512 - text.size() % 512) % 512, '\0');
}

inline std::string tar_of(const Members& members) {
    std::string tar;
    for (const auto& [name, text] : members)
        tar += tar_header(name, '0', text.size()) + tar_padded(text);
    return tar + std::string(1024, '\0');
}

/// A record of a pax header, its own length among what it counts.
inline std::string pax_record(const std::string& key, const std::string& value) {
    const auto rest = " " + key + "=" + value + "\n";
    auto length = rest.size();
    while (std::to_string(length).size() + rest.size() != length) ++length;
    return std::to_string(length) + rest;
}

/// A pax header before what follows.
inline std::string pax_of(const std::string& records, char kind = 'x') {
    return tar_header("PaxHeaders/x", kind, records.size()) + tar_padded(records);
}

inline std::string little(std::uint64_t value, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> 8 * i & 255);
    return bytes;
}

/// `described`: sizes come after each member, as programs write that cannot go back.
inline std::string zip_of(const Members& members, bool deflated, bool described = false) {
    std::string zip, directory;
    for (const auto& [name, text] : members) {
        const auto packed = gzip_of(text);
        // Between header and trailer a gzip member is plain deflate.
        const auto data = deflated ? packed.substr(10, packed.size() - 18) : text;
        const auto sizes =
            packed.substr(packed.size() - 8, 4) + little(data.size(), 4) + little(text.size(), 4);
        const bool hidden = described && deflated;
        zip += std::string("PK\3\4", 4) + little(20, 2) + little(hidden ? 8 : 0, 2) +
               little(deflated ? 8 : 0, 2) + little(0, 4) +
               (hidden ? std::string(12, '\0') : sizes) + little(name.size(), 2) + little(0, 2) +
               name + data;
        if (hidden) zip += std::string("PK\7\x08", 4) + sizes;
        directory += std::string("PK\1\2", 4) + std::string(42, '\0');
    }
    return zip + directory + std::string("PK\5\6", 4) + std::string(18, '\0');
}

}  // namespace diag::test
