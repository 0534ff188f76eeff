// SPDX-License-Identifier: Apache-2.0
#include "desk/issuing.hpp"

#include <algorithm>
#include <utility>

#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::days head_start{1};
constexpr std::size_t reason_limit = 4096;
constexpr std::size_t most_issued = 1'000'000;
constexpr std::size_t longest_name = 64;   // RFC 5280 ub-common-name
constexpr std::size_t longest_host = 253;  // RFC 1035 2.3.4, less the root

fs::path issued_file(const fs::path& directory, const std::string& serial, const char* ending) {
    return directory / "issued" / (serial + ending);
}

}  // namespace

Subject subject_of(Role role, std::string name, Time now, std::chrono::days life) {
    return {.role = role,
            .name = std::move(name),
            .level = {},
            .host = {},
            .from = now - head_start,
            .until = now + life};
}

Result<RevocationList> list_of(const std::vector<Revocation>& revoked, std::uint64_t number,
                               Time now, const Authority& authority) {
    return RevocationList::make(revoked, number, now, now + list_life, authority.certificate,
                                authority.key);
}

Result<> keep_issued(const fs::path& directory, const Certificate& certificate) {
    if (const auto ours = own_directory(directory / "issued"); !ours) return ours.error();
    return replace_file(issued_file(directory, serial_of(certificate), ".pem"), certificate.pem(),
                        0644);
}

Result<Certificate> issued_as(const fs::path& directory, const std::string& serial) {
    return certificate_from_file(issued_file(directory, serial, ".pem"));
}

Result<std::vector<Certificate>> all_issued(const fs::path& directory) {
    std::vector<Certificate> all;
    const auto names = system_files().list(directory / "issued", most_issued);
    if (!names && names.error().fault == Fault::absent) return all;
    if (!names) return names.error();
    for (const auto& name : *names) {
        if (!name.ends_with(".pem")) continue;
        const auto file = directory / "issued" / name;
        auto certificate = certificate_from_file(file);
        if (certificate && serial_of(*certificate) + ".pem" == name)
            all.push_back(std::move(*certificate));
        else
            log::warning("left out: " + (certificate ? file.native() + " is not what it is named"
                                                     : certificate.error().what));
    }
    std::ranges::stable_sort(all, [](const Certificate& a, const Certificate& b) {
        return std::pair(a.name(), b.not_after()) < std::pair(b.name(), a.not_after());
    });
    return all;
}

Result<> keep_reason(const fs::path& directory, const std::string& serial,
                     std::string_view reason) {
    if (const auto ours = own_directory(directory / "issued"); !ours) return ours.error();
    return replace_file(issued_file(directory, serial, ".reason"), std::string(reason) + "\n");
}

std::string reason_of(const fs::path& directory, const std::string& serial) {
    const auto text = system_files().read(issued_file(directory, serial, ".reason"), reason_limit);
    return text ? printable(trimmed(*text)) : "";
}

bool is_certificate_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_name && printable(text) == text &&
           trimmed(text) == text && text.find_first_of("\n\t") == std::string_view::npos;
}

bool is_host(std::string_view text) {
    if (text.empty() || text.size() > longest_host) return false;
    if (text.find_first_of("[%") == std::string_view::npos && is_address(text)) return true;
    return text.front() != '.' && text.front() != '-' &&
           text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
               std::string_view::npos;
}

}  // namespace diag::desk
