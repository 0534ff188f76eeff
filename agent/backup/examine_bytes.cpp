// SPDX-License-Identifier: Apache-2.0
// What is this, by its content? And on to who reads it.
#include <array>

#include "agent/backup/bson.hpp"
#include "agent/backup/examine.hpp"
#include "agent/backup/tar.hpp"
#include "agent/backup/unpack.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

constexpr std::size_t look = 4 << 10;  // a tar header, the first elements of a document

/// Beginnings of what neither SAFR nor mongodump writes (file(1), magic of these formats).
struct Foreign {
    std::string_view begins;
    std::string_view is;
};
constexpr std::array foreign{
    Foreign{"Salted__", "encrypted (by openssl enc)"},
    Foreign{"age-encryption.org/", "encrypted (by age)"},
    Foreign{"-----BEGIN PGP MESSAGE", "encrypted (by PGP)"},
    Foreign{"\x85\x01", "encrypted (by PGP)"},
    Foreign{"\x85\x02", "encrypted (by PGP)"},
    Foreign{"\x8c\x0d", "encrypted (by GnuPG)"},
    Foreign{"PK\x03\x04", "a ZIP archive"},
    Foreign{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"},
    Foreign{"Rar!\x1a", "a RAR archive"},
    Foreign{"\xfd"
            "7zXZ",
            "packed by xz"},
    Foreign{"\x28\xb5\x2f\xfd", "packed by zstd"},
    Foreign{"BZh", "packed by bzip2"},
    Foreign{"LUKS\xba\xbe", "an encrypted volume"},
};

constexpr std::array<std::string_view, 3> images{"\xff\xd8\xff", "\x89PNG", "GIF8"};

constexpr std::array<std::string_view, 11> configuration_endings{
    ".conf", ".config", ".xml",  ".properties", ".yml", ".yaml",
    ".toml", ".ini",    ".json", ".cfg",        ".env"};

/// Names of what other things are packed into. Where the first bytes tell otherwise these are lost.
constexpr std::array<std::string_view, 4> packed_endings{".tar", ".tgz", ".gz", ".archive"};

template <std::size_t size>
bool ends_with_any(std::string_view name, const std::array<std::string_view, size>& endings) {
    for (const auto ending : endings)
        if (name.ends_with(ending)) return true;
    return false;
}

/// WebP, not every RIFF; BMP, whose four bytes behind the size are reserved and zero (file(1),
/// magic of these formats). A text may begin with their letters.
bool begins_like_rarer_image(std::string_view begins) {
    using namespace std::string_view_literals;
    if (begins.size() < 12) return false;
    return (begins.starts_with("RIFF") && begins.substr(8, 4) == "WEBP") ||
           (begins.starts_with("BM") && begins.substr(6, 4) == "\0\0\0\0"sv);
}

/// In the object store, or an image by its first bytes.
bool is_object(std::string_view name, std::string_view begins) {
    if (in_object_store(name)) return true;
    for (const auto image : images)
        if (begins.starts_with(image)) return true;
    return begins_like_rarer_image(begins);
}

/// A document is whole in what can be seen, or what its name says makes up for it.
bool is_documents(std::string_view name, std::string_view begins) {
    if (name.ends_with(bson_ending)) return true;
    if (!begins_like_a_document(begins)) return false;
    const auto length = static_cast<std::size_t>(length_of_document(begins));
    return length <= begins.size() && check_document(begins.substr(0, length));
}

/// What is only counted.
Result<> count(Reader& reader, const Place& place, std::string_view begins, Pass& pass) {
    auto& contents = pass.contents;
    const bool object = is_object(place.name, begins);
    const bool configuration = !object && !begins.empty() &&
                               ends_with_any(lowered(place.name), configuration_endings) &&
                               begins.substr(0, 512).find('\0') == std::string_view::npos;
    if (configuration) pass.configurations.see(place.name);
    if (!object && !begins.empty() && ends_with_any(lowered(place.name), packed_endings))
        damaged(pass, place, 0, "its name says that it is packed, its first bytes do not");
    const auto bytes = reader.skip_all();
    if (!bytes) return bytes.error();
    if (object) {
        ++contents.objects;
        contents.object_bytes += *bytes;
        if (pass.matching) pass.matching->see_object(place.name);
    } else if (!configuration) {
        ++contents.other_files;
    }
    return {};
}

/// Of the outermost bytes only: what they are instead of a backup. Reads them to their end.
Result<> tell_foreign(Reader& reader, const Place& place, std::string_view begins, Pass& pass) {
    std::string what;
    for (const auto& each : foreign)
        if (what.empty() && begins.starts_with(each.begins))
            what = "this is " + std::string(each.is) + ", which neither SAFR nor mongodump writes";
    if (what.empty() && begins.empty()) what = "the file is empty";
    if (what.empty() && begins.find_first_not_of('\0') == std::string_view::npos)
        what = "it begins with nothing but zeros, as a file whose blocks were never written";
    if (what.empty()) what = "neither gzip, tar, a mongodump archive nor BSON: not a backup";
    pass.contents.form = "unknown";
    damaged(pass, place, 0, what);
    const auto rest = reader.skip_all();
    return rest ? Result<>{} : rest.error();
}

bool begins_layer(std::string_view begins) {
    return begins_like_gzip(begins) || begins_like_tar(begins);
}

/// Of the outermost layers: members of an archive do not say what it is.
void name_form(Pass& pass, const char* form) {
    auto& known = pass.contents.form;
    if (pass.contents.members > 0) return;
    if (known.empty())
        known = form;
    else if (known == "gzip")
        known = std::string(form) + ", packed with gzip";
}

}  // namespace

bool in_object_store(std::string_view name) {
    return name.find("cv-storage/") != std::string_view::npos ||
           name.find("objs/") != std::string_view::npos;
}

void damaged(Pass& pass, const Place& place, std::uint64_t offset, const std::string& what) {
    note(pass.contents, {printable(place.path), offset, what, true});
}

void odd(Pass& pass, const Place& place, const std::string& what) {
    note(pass.contents, {printable(place.path), 0, what, false});
}

Result<> examine_bytes(Reader& reader, const Place& place, Pass& pass) {
    const auto begins = reader.peek(look);
    if (!begins) return begins.error();
    if (begins_layer(*begins) && place.layer >= pass.bounds.layers) {
        damaged(pass, place, 0, "packed into itself more often than a backup is");
        const auto rest = reader.skip_all();
        return rest ? Result<>{} : rest.error();
    }
    const bool surely_documents =
        place.name.ends_with(bson_ending) && begins_like_a_document(*begins);
    if (!surely_documents && begins_like_gzip(*begins)) {
        name_form(pass, "gzip");
        return examine_gzip(reader, place, pass);
    }
    if (begins->starts_with(dump_archive_magic)) {
        name_form(pass, "mongodump archive");
        return walk_dump_archive(reader, place, pass);
    }
    if (place.name.ends_with(metadata_ending) || place.name.ends_with(bson_ending))
        pass.configurations.see_dump(place.name);
    if (place.name.ends_with(metadata_ending)) {
        name_form(pass, "metadata of a collection");
        return read_metadata(reader, place, pass);
    }
    if (is_documents(place.name, *begins)) {
        name_form(pass, "BSON");
        return walk_documents(reader, place, pass);
    }
    if (begins_like_tar(*begins)) {
        name_form(pass, "tar");
        return examine_tar(reader, place, pass);
    }
    if (pass.contents.members == 0 && pass.contents.form != "directory")
        return tell_foreign(reader, place, *begins, pass);
    return count(reader, place, *begins, pass);
}

}  // namespace diag::backup
