// SPDX-License-Identifier: Apache-2.0
#include "collectors/nfs/target.hpp"

#include <algorithm>

#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::nfs {
namespace {

constexpr auto npos = std::string_view::npos;

std::uint16_t port_of(std::optional<std::string_view> text) {
    const auto number = natural(text.value_or(""));
    return number && *number <= 65'535 ? static_cast<std::uint16_t>(*number) : 0;
}

/// "4.2" and "4" are 4. In NFS 2 is too old to be asked, so it stays unknown.
int major_version(std::string_view text) {
    if (text.starts_with('3')) return 3;
    if (text.starts_with('4')) return 4;
    return 0;
}

int version_of(std::string_view type, std::string_view options) {
    if (type == "nfs4") return 4;
    for (const auto name : {"vers", "nfsvers"})
        if (const auto value = option_value(options, name)) return major_version(*value);
    return 0;
}

/// Splits "server:/path" and "[address]:/path".
bool split_nfs_source(std::string_view source, Target& target) {
    std::size_t colon = npos;
    if (source.starts_with('[')) {
        const auto close = source.find(']');
        if (close == npos || source.substr(close, 3) != "]:/") return false;
        target.server = source.substr(1, close - 1);
        colon = close + 1;
    } else {
        colon = source.find(":/");
        if (colon == npos) return false;
        target.server = source.substr(0, colon);
    }
    target.path = source.substr(colon + 1);
    return !target.server.empty();
}

/// Splits "//server/share/folder".
bool split_smb_source(std::string_view source, Target& target) {
    std::string text(source);
    std::ranges::replace(text, '\\', '/');
    if (!text.starts_with("//")) return false;
    const auto slash = text.find('/', 2);
    if (slash == std::string::npos || slash == 2) return false;
    target.server = text.substr(2, slash - 2);
    target.path = text.substr(slash);
    return true;
}

std::optional<Target> target_from_parts(std::string_view source, std::string_view type,
                                        std::string options) {
    Target target;
    target.options = std::move(options);
    const bool smb = type == "cifs" || type == "smb3" || type == "smbfs";
    if (!smb && type != "nfs" && type != "nfs4") return {};
    if (smb ? !split_smb_source(source, target) : !split_nfs_source(source, target)) return {};
    target.protocol = smb ? Protocol::smb : Protocol::nfs;
    target.version = smb ? 0 : version_of(type, target.options);
    target.port = port_of(option_value(target.options, "port"));
    target.mount_port = port_of(option_value(target.options, "mountport"));
    if (const auto address = option_value(target.options, "addr"))
        target.address = *address;
    else if (is_address(target.server))
        target.address = target.server;
    return target;
}

/// Names what it was given, without a name and password in front of "@".
Error expected(std::string_view text) {
    if (const auto at = text.rfind('@'); at != npos) text.remove_prefix(at + 1);
    return {Fault::malformed, "\"" + printable(text.substr(0, 100)) +
                                  "\" is no export: write \"server:/path\" or "
                                  "\"nfs://server/path?version=4\""};
}

/// "nfs://host:port/path?version=4&mountport=20048" as the parts of a mount.
Result<Target> parse_url(std::string_view text) {
    auto rest = text.substr(6);
    std::string_view query;
    if (const auto mark = rest.find('?'); mark != npos) {
        query = rest.substr(mark + 1);
        rest = rest.substr(0, mark);
    }
    const auto slash = rest.find('/');
    if (slash == npos || slash == 0) return expected(text);
    auto host = rest.substr(0, slash);
    // Nobody's name or password belongs here, and none may travel on.
    if (const auto at = host.rfind('@'); at != npos) host.remove_prefix(at + 1);
    std::string options;
    if (const auto colon = host.rfind(':'); colon != npos && host.find(']', colon) == npos &&
                                            (host.front() == '[' || host.find(':') == colon)) {
        if (port_of(host.substr(colon + 1)) == 0) return expected(text);
        options = "port=" + std::string(host.substr(colon + 1));
        host = host.substr(0, colon);
    }
    for (const auto part : parts_of(query, '&')) {
        if (part.empty()) continue;
        std::string name(part.substr(0, part.find('=')));
        const auto value = part.find('=') == npos ? "" : part.substr(part.find('=') + 1);
        if (name == "version") name = "vers";
        if (name == "nfsport") name = "port";
        if (name.empty()) continue;
        options += (options.empty() ? "" : ",") + name + "=" + std::string(value);
    }
    auto source = std::string(host) + ":" + std::string(rest.substr(slash));
    auto target = target_from_parts(source, "nfs", std::move(options));
    if (!target) return expected(text);
    return std::move(*target);
}

bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) > ' '; });
}

}  // namespace

std::string Target::name() const {
    if (protocol == Protocol::smb) return "//" + server + path;
    if (server.find(':') != std::string::npos) return "[" + server + "]:" + path;
    return server + ":" + path;
}

std::string Target::server_key() const {
    return (protocol == Protocol::smb ? "smb " : "nfs ") + (address.empty() ? server : address) +
           " " + std::to_string(port) + " " + std::to_string(version) + " " +
           std::to_string(mount_port);
}

std::optional<std::string_view> option_value(std::string_view options, std::string_view name) {
    std::optional<std::string_view> found;
    for (const auto part : parts_of(options, ','))
        if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=')
            found = part.substr(name.size() + 1);
    return found;
}

std::optional<Target> target_of(const disk::Mount& mount) {
    // What is of the mount alone ("ro", "noatime") stands apart from what is of the file system.
    auto target =
        target_from_parts(mount.source, mount.type, mount.options + "," + mount.super_options);
    if (!target) return {};
    target->origin = "mount";
    target->point = mount.point;
    return target;
}

std::optional<Target> target_of(const disk::Wanted& wanted, std::string_view origin) {
    auto target = target_from_parts(wanted.source, wanted.type, wanted.options);
    if (!target) return {};
    target->origin = origin;
    target->point = wanted.point;
    return target;
}

Result<Target> parse_export(std::string_view text) {
    text = trimmed(text);
    auto target = [&]() -> Result<Target> {
        if (text.starts_with("nfs://")) return parse_url(text);
        const auto words = words_of(text);
        if (words.empty() || words.size() > 2) return expected(text);
        auto found =
            target_from_parts(words[0], "nfs", words.size() > 1 ? std::string(words[1]) : "");
        if (!found) return expected(text);
        return std::move(*found);
    }();
    if (!target) return target;
    if (!is_plain(target->server) || !is_plain(target->path)) return expected(text);
    target->origin = "configuration";
    return target;
}

json::value to_json(const Target& target) {
    return {{"protocol", target.protocol == Protocol::smb ? "smb" : "nfs"},
            {"origin", target.origin},
            {"server", target.server},
            {"address", target.address},
            {"path", target.path},
            {"point", target.point},
            {"folder", target.folder},
            {"options", target.options},
            {"version", target.version},
            {"port", target.port},
            {"mount_port", target.mount_port}};
}

std::optional<Target> target_from(const json::value& document) {
    const auto text = [&](const char* name) { return json::text_at(document, name).value_or(""); };
    const auto port = [&](const char* name) {
        const auto number = json::integer_at(document, name).value_or(0);
        return number > 0 && number <= 65'535 ? static_cast<std::uint16_t>(number)
                                              : std::uint16_t{};
    };
    Target target;
    target.protocol = text("protocol") == "smb" ? Protocol::smb : Protocol::nfs;
    target.origin = text("origin");
    target.server = text("server");
    target.address = text("address");
    target.path = text("path");
    target.point = text("point");
    target.folder = text("folder");
    target.options = text("options");
    const auto version = json::integer_at(document, "version").value_or(0);
    target.version = version == 3 || version == 4 ? static_cast<int>(version) : 0;
    target.port = port("port");
    target.mount_port = port("mount_port");
    if (target.server.empty() || target.path.empty()) return {};
    return target;
}

}  // namespace diag::nfs
