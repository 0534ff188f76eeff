// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/tar.hpp"

#include <algorithm>
#include <numeric>

namespace diag::exchange {
namespace {

// Where the fields lie in a ustar header (POSIX.1-2017, pax, "ustar Interchange Format").
struct Field {
    std::size_t at;
    std::size_t length;
};
constexpr Field name_field{0, 100};
constexpr Field mode_field{100, 8};
constexpr Field owner_field{108, 8};
constexpr Field group_field{116, 8};
constexpr Field size_field{124, 12};
constexpr Field modified_field{136, 12};
constexpr Field checksum_field{148, 8};
constexpr Field type_field{156, 1};
constexpr Field magic_field{257, 8};
constexpr Field major_field{329, 8};
constexpr Field minor_field{337, 8};
constexpr Field prefix_field{345, 155};

constexpr std::size_t path_limit = 255;

void put(std::string& header, Field field, std::string_view text) {
    header.replace(field.at, text.size(), text);
}

/// Octal digits to fill the field but for its last byte, which stays NUL.
void put_number(std::string& header, Field field, std::uint64_t number) {
    for (auto at = field.at + field.length - 1; at-- > field.at; number >>= 3)
        header[at] = static_cast<char>('0' + (number & 7));
}

std::string_view text_in(std::string_view header, Field field) {
    const auto text = header.substr(field.at, field.length);
    return text.substr(0, text.find('\0'));
}

/// What put_number() wrote; for anything else a number whose header differs.
std::uint64_t number_in(std::string_view header, Field field) {
    std::uint64_t number = 0;
    for (const char digit : header.substr(field.at, field.length - 1))
        number = number << 3 | static_cast<std::uint64_t>(digit & 7);
    return number;
}

/// The sum of all bytes, the checksum itself taken as spaces.
unsigned checksum(std::string header) {
    std::fill_n(header.begin() + checksum_field.at, checksum_field.length, ' ');
    return std::accumulate(header.begin(), header.end(), 0u, [](unsigned sum, char byte) {
        return sum + static_cast<unsigned char>(byte);
    });
}

/// How much of `path` goes into the prefix field: the shortest that leaves a name that fits.
std::size_t prefix_length(std::string_view path) {
    if (path.size() <= name_field.length) return 0;
    const auto slash = path.find('/', path.size() - name_field.length - 1);
    return slash == std::string_view::npos || slash > prefix_field.length ? path.size() : slash;
}

}  // namespace

bool safe_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '.' || byte == '_' || byte == '-';
}

bool safe_path(std::string_view path) {
    if (path.empty() || path.size() > path_limit) return false;
    const auto allowed = [](char byte) { return safe_byte(byte) || byte == '%' || byte == '/'; };
    if (!std::all_of(path.begin(), path.end(), allowed)) return false;
    for (;;) {
        const auto slash = path.find('/');
        const auto part = path.substr(0, slash);
        if (part.empty() || part == "." || part == "..") return false;
        if (slash == std::string_view::npos) return true;
        path.remove_prefix(slash + 1);
    }
}

Result<std::string> tar_header(std::string_view path, std::uint64_t size, std::uint64_t modified) {
    if (!safe_path(path)) return Error{Fault::refused, "not a path a bundle may hold"};
    const auto cut = prefix_length(path);
    if (cut == path.size())
        return Error{Fault::refused, std::string(path) + ": too long for a tar header"};
    if (size > tar_file_limit)
        return Error{Fault::full, std::string(path) + ": 8 GiB or more do not fit a tar header"};
    std::string header(tar_block, '\0');
    put(header, name_field, cut == 0 ? path : path.substr(cut + 1));
    put(header, prefix_field, path.substr(0, cut));
    put_number(header, mode_field, 0600);
    put_number(header, owner_field, 0);
    put_number(header, group_field, 0);
    put_number(header, size_field, size);
    put_number(header, modified_field, std::min(modified, tar_file_limit));
    put(header, type_field, "0");
    put(header, magic_field, {"ustar\00000", 8});
    put_number(header, major_field, 0);
    put_number(header, minor_field, 0);
    put_number(header, {checksum_field.at, 7}, checksum(header));
    header[checksum_field.at + 7] = ' ';
    return header;
}

std::string tar_padding(std::uint64_t size) {
    return std::string((tar_block - size % tar_block) % tar_block, '\0');
}

std::string tar_end() { return std::string(2 * tar_block, '\0'); }

Result<TarEntry> tar_entry_from(std::string_view header) {
    const Error malformed{Fault::malformed, "a tar header is not in the form of a bundle"};
    if (header.size() != tar_block) return malformed;
    TarEntry entry;
    entry.path = text_in(header, prefix_field);
    if (!entry.path.empty()) entry.path += '/';
    entry.path += text_in(header, name_field);
    entry.size = number_in(header, size_field);
    entry.modified = number_in(header, modified_field);
    const auto expected = tar_header(entry.path, entry.size, entry.modified);
    if (!expected || *expected != header) return malformed;
    return entry;
}

}  // namespace diag::exchange
