// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/permit.hpp"

#include "agent/exchange/fields.hpp"
#include "platform/cms.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::upgrade {
namespace {

using exchange::Fields;

constexpr std::size_t longest_word = 64;
constexpr std::size_t longest_line = 4'096;  // PATH_MAX, and what a person gives as a reason
constexpr std::size_t most_conditions = 32;
constexpr std::chrono::days longest_life{31};
/// In the place of a backup: none is needed here.
constexpr std::string_view of_primary = "primary";

std::string line(Fields& in, std::string_view key, bool may_be_empty = false) {
    auto text = in.text(key);
    const bool one_line = text.size() <= longest_line && printable(text) == text &&
                          text.find_first_of("\n\t") == text.npos;
    if (!one_line || (text.empty() && !may_be_empty)) in.fail(key, "one line of text");
    return text;
}

std::int64_t nanoseconds(Fields& in, std::string_view key) {
    return static_cast<std::int64_t>(in.natural(key));
}

Version version(Fields& in, std::string_view key, bool may_be_empty) {
    const auto text = in.text(key);
    if (text.empty() && may_be_empty) return {};
    auto read = Version::from(text);
    if (read && read->text() == text) return *read;
    in.fail(key, "a version such as 3.34.0");
    return {};
}

json::object file_json(const FileMarks& file) {
    return {{"path", file.path},          {"bytes", file.bytes},
            {"inode", file.inode},        {"modified_ns", file.modified},
            {"changed_ns", file.changed}, {"below", file.below}};
}

Result<FileMarks> file_from(const json::value& document) {
    Fields in(document, "permit: backup.file");
    FileMarks file{.path = line(in, "path"),
                   .bytes = in.natural("bytes"),
                   .inode = in.natural("inode"),
                   .modified = nanoseconds(in, "modified_ns"),
                   .changed = nanoseconds(in, "changed_ns"),
                   .below = {}};
    file.below = line(in, "below", true);
    if (const auto wrong = in.problem()) return *wrong;
    return file;
}

Result<SetAside> set_aside_from(const json::value& document) {
    Fields in(document, "permit: set_aside");
    SetAside each{line(in, "waiver"), line(in, "condition"), line(in, "by"), line(in, "reason")};
    if (const auto wrong = in.problem()) return *wrong;
    return each;
}

Result<> read_set_aside(Fields& in, Permit& permit) {
    const auto& list = in.list("set_aside");
    if (list.size() > most_conditions) in.fail("set_aside", "at most 32 conditions");
    for (const auto& element : list) {
        auto each = set_aside_from(element);
        if (!each) return each.error();
        permit.set_aside.push_back(std::move(*each));
    }
    return {};
}

void read_not_told(Fields& in, Permit& permit) {
    const auto& list = in.list("not_told");
    if (list.size() > most_conditions) in.fail("not_told", "at most 32 conditions");
    for (const auto& element : list) {
        const auto* text = element.if_string();
        if (!text || text->empty() || text->size() > longest_word)
            return in.fail("not_told", "names of conditions");
        permit.not_told.emplace_back(*text);
    }
}

void read_plain(Fields& in, Permit& permit) {
    permit.id = in.text("id");
    if (!is_uuid(permit.id)) in.fail("id", "a UUID in lower case");
    permit.program_root = line(in, "program_root");
    permit.server = {in.hex_digest("machine"), in.hex_digest("programs")};
    permit.replica_set = line(in, "replica_set", true);
    permit.from = version(in, "from", true);
    permit.to = version(in, "to", false);
    permit.made = in.time("made");
    permit.until = in.time("until");
    if (permit.until <= permit.made || permit.until - permit.made > longest_life)
        in.fail("until", "after made, by 31 days at most");
}

/// A newer format may differ in everything but this field.
Result<> check_format(const json::value& document) {
    const auto format = json::integer_at(document, "format");
    if (format && *format > permit_format)
        return Error{Fault::unsupported, "the permit has format " + std::to_string(*format) +
                                             " and this program reads up to format " +
                                             std::to_string(permit_format)};
    if (!format || *format != permit_format)
        return Error{Fault::malformed, "permit: \"format\" should be 1"};
    return {};
}

}  // namespace

json::value to_json(const ProvenBackup& backup) {
    json::object document{{"file", file_json(backup.file)},
                          {"sha256", backup.sha256},
                          {"level", backup.level},
                          {"taken", to_text(backup.taken)},
                          {"proven", to_text(backup.proven)}};
    if (backup.objects) document["objects"] = *backup.objects;
    return document;
}

Result<ProvenBackup> proven_from(const json::value& document) {
    Fields in(document, "permit: backup");
    ProvenBackup backup;
    const auto* file = in.optional("file");
    if (!file) return Error{Fault::malformed, "permit: backup has no \"file\""};
    auto marks = file_from(*file);
    if (!marks) return marks.error();
    backup.file = std::move(*marks);
    backup.sha256 = in.hex_digest("sha256");
    backup.level = line(in, "level");
    backup.taken = in.time("taken");
    backup.proven = in.time("proven");
    if (in.optional("objects")) backup.objects = in.natural("objects");
    if (const auto wrong = in.problem()) return *wrong;
    return backup;
}

namespace {

json::value backup_json(const Permit& permit) {
    if (permit.with_backup) return to_json(permit.backup);
    return permit.backup_of_primary ? json::value(of_primary.data()) : json::value(nullptr);
}

Result<> read_backup(Fields& in, Permit& permit) {
    const auto* backup = in.optional("backup");
    permit.backup_of_primary =
        backup && backup->is_string() && std::string_view(backup->get_string()) == of_primary;
    permit.with_backup = backup && !backup->is_null() && !permit.backup_of_primary;
    if (!backup) in.fail("backup", "an object, \"primary\" or null");
    if (!permit.with_backup) return {};
    auto proven = proven_from(*backup);
    if (!proven) return proven.error();
    permit.backup = std::move(*proven);
    return {};
}

}  // namespace

json::value to_json(const Permit& permit) {
    json::array set_aside, not_told;
    for (const auto& each : permit.set_aside)
        set_aside.push_back({{"waiver", each.waiver},
                             {"condition", each.condition},
                             {"by", each.by},
                             {"reason", each.reason}});
    for (const auto& each : permit.not_told) not_told.emplace_back(each);
    return {{"format", permit_format},
            {"id", permit.id},
            {"program_root", permit.program_root},
            {"machine", permit.server.machine},
            {"programs", permit.server.programs},
            {"replica_set", permit.replica_set},
            {"from", permit.from.text()},
            {"to", permit.to.text()},
            {"backup", backup_json(permit)},
            {"made", to_text(permit.made)},
            {"until", to_text(permit.until)},
            {"set_aside", std::move(set_aside)},
            {"not_told", std::move(not_told)}};
}

Result<Permit> permit_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return Error{document.error().fault, "the permit is " + document.error().what};
    if (const auto readable = check_format(*document); !readable) return readable.error();
    Fields in(*document, "permit");
    [[maybe_unused]] const auto format = in.natural("format");
    Permit permit;
    read_plain(in, permit);
    if (const auto read = read_backup(in, permit); !read) return read.error();
    if (const auto read = read_set_aside(in, permit); !read) return read.error();
    read_not_told(in, permit);
    if (const auto wrong = in.problem()) return *wrong;
    return permit;
}

Result<std::string> signed_permit(const Permit& permit, const exchange::Identity& agent) {
    return cms::sign_document(json::write(to_json(permit)), agent.certificate, agent.key);
}

Result<Permit> open_permit(std::string_view document, const Certificate& agent) {
    if (document.size() > permit_limit)
        return Error{Fault::malformed, "it is larger than a permit ever is"};
    const auto opened = cms::open_document(document);
    if (!opened) return opened.error();
    if (opened->signers.size() != 1 ||
        !equal_in_constant_time(opened->signers.front().signer.key_fingerprint(),
                                agent.key_fingerprint()))
        return Error{Fault::refused, "it was not signed by the agent of this server"};
    return permit_from(opened->content);
}

}  // namespace diag::upgrade
