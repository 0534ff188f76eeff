// SPDX-License-Identifier: Apache-2.0
#include "agent/run/assignment.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::run {
namespace {

std::int64_t count(Time time) { return time.time_since_epoch().count(); }
Time time_at(const json::value& document, std::string_view path) {
    return Time{milliseconds{json::integer_at(document, path).value_or(0)}};
}
std::string string_at(const json::value& document, std::string_view path) {
    return json::text_at(document, path).value_or("");
}

json::array list(const std::vector<std::string>& words) {
    json::array all;
    for (const auto& word : words) all.emplace_back(word);
    return all;
}

std::vector<std::string> words_at(const json::value& document, std::string_view path) {
    std::vector<std::string> all;
    for (const auto& word : json::list_at(document, path))
        if (word.is_string()) all.emplace_back(word.get_string());
    return all;
}

json::value to_json(const MongoSettings& mongo) {
    return {{"hosts", list(mongo.hosts)}, {"ca_file", mongo.ca_file}, {"tls", mongo.tls}};
}
json::value to_json(const NfsSettings& nfs) {
    return {{"write_canary", nfs.write_canary}, {"exports", list(nfs.exports)}};
}
json::value to_json(const CameraSettings& cameras) {
    return {{"urls", list(cameras.urls)},   {"at_once", cameras.at_once},
            {"per_host", cameras.per_host}, {"play_at_once", cameras.play_at_once},
            {"play", cameras.play.count()}, {"patience", cameras.patience.count()}};
}
json::value to_json(const CloudSettings& cloud) {
    return {{"endpoints", list(cloud.endpoints)},
            {"licence_server", cloud.licence_server},
            {"controls", list(cloud.controls)},
            {"control_name", cloud.control_name},
            {"proxy", cloud.proxy},
            {"ca_file", cloud.ca_file},
            {"issuers", list(cloud.issuers)}};
}
json::value to_json(const IntegrationSettings& integrations) {
    return {{"systems", list(integrations.systems)}, {"ca_file", integrations.ca_file}};
}
json::value to_json(const std::map<std::string, Account, std::less<>>& accounts) {
    json::object all;
    for (const auto& [name, account] : accounts)
        all[name] = {
            {"user", account.user}, {"password", account.password}, {"database", account.database}};
    return all;
}

CameraSettings cameras_from(const json::value& document) {
    CameraSettings cameras;
    cameras.urls = words_at(document, "cameras.urls");
    cameras.at_once = json::natural_at(document, "cameras.at_once");
    cameras.per_host = json::natural_at(document, "cameras.per_host");
    cameras.play_at_once = json::natural_at(document, "cameras.play_at_once");
    cameras.play = milliseconds{json::natural_at(document, "cameras.play")};
    cameras.patience = milliseconds{json::natural_at(document, "cameras.patience")};
    return cameras;
}

CloudSettings cloud_from(const json::value& document) {
    return {.endpoints = words_at(document, "cloud.endpoints"),
            .licence_server = string_at(document, "cloud.licence_server"),
            .controls = words_at(document, "cloud.controls"),
            .control_name = string_at(document, "cloud.control_name"),
            .proxy = string_at(document, "cloud.proxy"),
            .ca_file = string_at(document, "cloud.ca_file"),
            .issuers = words_at(document, "cloud.issuers")};
}

std::map<std::string, Account, std::less<>> accounts_from(const json::value& document) {
    std::map<std::string, Account, std::less<>> all;
    const auto* accounts = json::find(document, "accounts");
    if (!accounts || !accounts->is_object()) return all;
    for (const auto& [name, account] : accounts->get_object())
        all[std::string(name)] = {string_at(account, "user"), string_at(account, "password"),
                                  string_at(account, "database")};
    return all;
}

json::array list(const std::vector<BackupProof>& proofs) {
    json::array all;
    for (const auto& proof : proofs) all.push_back(to_json(proof));
    return all;
}

json::value to_json(const Scope& scope) {
    return {{"site", to_json(scope.site)},
            {"nodes", list(scope.nodes)},
            {"set_aside", list(scope.set_aside)},
            {"mongo", to_json(scope.mongo)},
            {"nfs", to_json(scope.nfs)},
            {"cameras", to_json(scope.cameras)},
            {"cloud", to_json(scope.cloud)},
            {"integrations", to_json(scope.integrations)},
            {"notifications", {{"servers", list(scope.notifications.servers)}}},
            {"desk_url", scope.desk_url},
            {"cloud_claim", scope.cloud_claim},
            {"proofs", list(scope.proofs)},
            {"accounts", to_json(scope.accounts)},
            {"program_root", scope.program_root},
            {"data_root", scope.data_root},
            {"backup_root", scope.backup_root},
            {"backup_places", list(scope.backup_places)},
            {"rollback_backup", scope.rollback_backup},
            {"log_directories", list(scope.log_directories)},
            {"since", count(scope.since)},
            {"until", count(scope.until)},
            {"sampling", scope.sampling.count()},
            {"file_limit", scope.file_limit},
            {"total_limit", scope.total_limit},
            {"brief", scope.brief},
            {"past", scope.past}};
}

Scope scope_from(const json::value& document) {
    Scope scope;
    if (const auto* site = json::find(document, "site")) scope.site = site_from(*site);
    scope.nodes = words_at(document, "nodes");
    scope.set_aside = words_at(document, "set_aside");
    scope.mongo = {words_at(document, "mongo.hosts"), string_at(document, "mongo.ca_file"),
                   json::flag_at(document, "mongo.tls").value_or(false)};
    scope.nfs = {json::flag_at(document, "nfs.write_canary").value_or(false),
                 words_at(document, "nfs.exports")};
    scope.cameras = cameras_from(document);
    scope.cloud = cloud_from(document);
    scope.integrations = {words_at(document, "integrations.systems"),
                          string_at(document, "integrations.ca_file")};
    scope.notifications.servers = words_at(document, "notifications.servers");
    scope.desk_url = string_at(document, "desk_url");
    scope.cloud_claim = string_at(document, "cloud_claim");
    for (const auto& proof : json::list_at(document, "proofs"))
        scope.proofs.push_back(backup_proof_from(proof));
    scope.accounts = accounts_from(document);
    scope.program_root = string_at(document, "program_root");
    scope.data_root = string_at(document, "data_root");
    scope.backup_root = string_at(document, "backup_root");
    scope.backup_places = words_at(document, "backup_places");
    scope.rollback_backup = string_at(document, "rollback_backup");
    scope.log_directories = words_at(document, "log_directories");
    scope.since = time_at(document, "since");
    scope.until = time_at(document, "until");
    scope.sampling = milliseconds{json::integer_at(document, "sampling").value_or(3000)};
    scope.file_limit = json::natural_at(document, "file_limit");
    scope.total_limit = json::natural_at(document, "total_limit");
    scope.brief = json::flag_at(document, "brief").value_or(false);
    scope.past = string_at(document, "past");
    return scope;
}

json::value to_json(const stream::Signature& signature) {
    return {{"id", signature.id},
            {"pattern", signature.pattern},
            {"severity", static_cast<int>(signature.severity)}};
}

Result<redact::CaseKey> key_at(const json::value& document, std::string_view path) {
    redact::CaseKey key{};
    const auto& bytes = json::list_at(document, path);
    if (bytes.size() != key.size()) return Error{Fault::malformed, "an assignment without a key"};
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (!bytes[i].is_int64()) return Error{Fault::malformed, "an assignment without a key"};
        key.at(i) = static_cast<unsigned char>(bytes[i].get_int64());
    }
    return key;
}

}  // namespace

GatherAssignment assignment_for(const Collector& collector, Scope scope) {
    if (!collector.asks_proofs) scope.proofs.clear();
    const auto named = words_of(collector.accounts);
    std::erase_if(scope.accounts, [&](const auto& account) {
        const std::string_view name = account.first;
        return std::find(named.begin(), named.end(), name.substr(0, name.find(':'))) == named.end();
    });
    return {std::string(collector.id), std::move(scope)};
}

json::value to_json(const Attachment& attachment) {
    json::object out{{"name", attachment.name},
                     {"path", attachment.path},
                     {"argv", list(attachment.argv)},
                     {"text", attachment.text},
                     {"gzip", attachment.gzip},
                     {"bytes", attachment.bytes},
                     {"inode", attachment.inode},
                     {"limit", attachment.limit},
                     {"timestamp_pattern", attachment.timestamp_pattern}};
    if (attachment.since) out["since"] = count(*attachment.since);
    return out;
}

Result<Attachment> attachment_from(const json::value& document) {
    Attachment attachment;
    attachment.name = string_at(document, "name");
    attachment.path = string_at(document, "path");
    attachment.argv = words_at(document, "argv");
    attachment.text = string_at(document, "text");
    attachment.gzip = json::flag_at(document, "gzip").value_or(false);
    attachment.bytes = json::natural_at(document, "bytes");
    attachment.inode = json::natural_at(document, "inode");
    attachment.limit = json::natural_at(document, "limit");
    attachment.timestamp_pattern = string_at(document, "timestamp_pattern");
    if (json::find(document, "since")) attachment.since = time_at(document, "since");
    const auto sources = (attachment.path.empty() ? 0 : 1) + (attachment.argv.empty() ? 0 : 1) +
                         (attachment.text.empty() ? 0 : 1);
    if (attachment.name.empty() || sources != 1)
        return Error{Fault::malformed,
                     "an attachment needs a name and one of a path, a program and a text"};
    return attachment;
}

std::string to_text(const GatherAssignment& assignment) {
    return json::write({{"kind", "gather"},
                        {"collector", assignment.collector},
                        {"scope", to_json(assignment.scope)}});
}

std::string to_text(const PassAssignment& assignment) {
    json::array attachments;
    json::array signatures;
    json::array key;
    for (const auto& each : assignment.attachments) attachments.push_back(to_json(each));
    for (const auto& each : assignment.signatures) signatures.push_back(to_json(each));
    for (const auto byte : assignment.key) key.emplace_back(int{byte});
    return json::write({{"kind", "pass"},
                        {"attachments", std::move(attachments)},
                        {"signatures", std::move(signatures)},
                        {"key", std::move(key)},
                        {"rules", rules::to_json(assignment.rules)},
                        {"threads", assignment.threads},
                        {"keep", assignment.keep},
                        {"tell_stand_ins", assignment.tell_stand_ins},
                        {"off_limits", list(assignment.off_limits)}});
}

std::string kind_of(const json::value& assignment) { return string_at(assignment, "kind"); }

Result<GatherAssignment> gather_assignment_from(const json::value& document) {
    const auto* scope = json::find(document, "scope");
    if (!scope) return Error{Fault::malformed, "an assignment without a scope"};
    return GatherAssignment{string_at(document, "collector"), scope_from(*scope)};
}

Result<PassAssignment> pass_assignment_from(const json::value& document) {
    PassAssignment assignment;
    for (const auto& each : json::list_at(document, "attachments")) {
        auto attachment = attachment_from(each);
        if (!attachment) return attachment.error();
        assignment.attachments.push_back(std::move(*attachment));
    }
    for (const auto& each : json::list_at(document, "signatures"))
        assignment.signatures.push_back(
            {string_at(each, "id"), string_at(each, "pattern"),
             static_cast<Severity>(json::integer_at(each, "severity").value_or(0))});
    const auto key = key_at(document, "key");
    if (!key) return key.error();
    assignment.key = *key;
    const auto* rules = json::find(document, "rules");
    auto read = rules::rules_from(rules ? *rules : json::value{});
    if (!read) return read.error();
    assignment.rules = std::move(*read);
    assignment.threads = static_cast<unsigned>(json::natural_at(document, "threads"));
    assignment.keep = json::flag_at(document, "keep").value_or(true);
    assignment.tell_stand_ins = json::flag_at(document, "tell_stand_ins").value_or(false);
    assignment.off_limits = words_at(document, "off_limits");
    return assignment;
}

}  // namespace diag::run
