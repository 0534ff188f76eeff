// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <optional>

#include "agent/exchange/extraction.hpp"
#include "parts.hpp"
#include "platform/digest.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

/// Seals this content and opens it into out/.
struct Attempt {
    explicit Attempt(const std::string& content, const PrivateKey& key = desk().key,
                     exchange::OpenLimits limits = {})
        : result(exchange::open_bundle(bundle(scratch.path(), content, {desk().certificate}), key,
                                       std::nullopt, scratch.path() / "out", limits)) {}
    Scratch scratch;
    Result<exchange::Opened> result;

    bool nothing_left() const { return !fs::exists(scratch.path() / "out"); }
    bool says(std::string_view words) const {
        return !result && result.error().what.find(words) != std::string::npos;
    }
};

/// A tar header with any field changed and its checksum made right again.
std::string forged(std::size_t at, std::string_view bytes, std::string path = "evidence/disk/x",
                   std::uint64_t size = 0) {
    auto header = *exchange::tar_header(path, size);
    header.replace(at, bytes.size(), bytes);
    header.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char byte : header) sum += static_cast<unsigned char>(byte);
    char text[8];
    std::snprintf(text, sizeof text, "%06o", sum);
    return header.replace(148, 7, std::string(text) + '\0');
}

std::string contents_json(const std::vector<File>& files) {
    exchange::Contents contents;
    for (const auto& file : files) {
        exchange::ContentEntry entry;
        entry.path = file.path;
        entry.size = file.text.size();
        entry.sha256 = sha256_hex(file.text);
        contents.entries.push_back(entry);
    }
    return json::write_pretty(to_json(contents));
}

}  // namespace

TEST_CASE("open: another key opens nothing and leaves nothing") {
    const Attempt attempt(content_of(small_site()), second_desk().key);

    REQUIRE_FALSE(attempt.result);
    CHECK(attempt.result.error().fault == Fault::refused);
    CHECK(attempt.says("give the key of one of these"));
    CHECK(attempt.nothing_left());
}

TEST_CASE("open: files are closed to others, and the signed manifest lies beside") {
    const Attempt attempt(content_of(small_site()));

    REQUIRE(attempt.result);
    const auto out = attempt.scratch.path() / "out";
    struct stat status {};
    REQUIRE(::stat((out / "evidence/disk/mountinfo").c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
    CHECK(read(out / "manifest.json") == attempt.result->verified.manifest_text);
    CHECK_FALSE(fs::exists(out / ".safr-diag-part"));
}

TEST_CASE("open: a directory that is not empty is refused and left alone") {
    Scratch scratch;
    const auto file = small_bundle(scratch.path());
    scratch.file("out/note", "mine");

    const auto opened =
        exchange::open_bundle(file, desk().key, std::nullopt, scratch.path() / "out");

    REQUIRE_FALSE(opened);
    CHECK(opened.error().fault == Fault::refused);
    CHECK(names_below(scratch.path() / "out") == std::vector<std::string>{"note"});
}

TEST_CASE("open: a file or a dangling link in place of the directory is refused") {
    Scratch scratch;
    const auto file = small_bundle(scratch.path());
    scratch.file("plain", "");
    fs::create_symlink("nowhere", scratch.path() / "link");

    for (const char* name : {"plain", "link"}) {
        const auto opened =
            exchange::open_bundle(file, desk().key, std::nullopt, scratch.path() / name);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().fault == Fault::refused);
    }
}

TEST_CASE("open: an empty directory that was there is kept when opening fails") {
    Scratch scratch;
    const auto file = small_bundle(scratch.path());
    fs::create_directory(scratch.path() / "out");

    const auto opened =
        exchange::open_bundle(file, second_desk().key, std::nullopt, scratch.path() / "out");

    CHECK_FALSE(opened);
    CHECK(names_below(scratch.path() / "out").empty());
}

TEST_CASE("open: no header but the one form of a plain file is taken") {
    const struct {
        const char* what;
        std::string header;
    } hostile[] = {
        {"a symbolic link", forged(156, "2")},
        {"a hard link", forged(156, "1")},
        {"a device", forged(156, "3")},
        {"a directory", forged(156, "5")},
        {"a FIFO", forged(156, "6")},
        {"an extension header", forged(156, "x")},
        {"a long name", forged(156, "L")},
        {"a sparse file", forged(156, "S")},
        {"a file of old tar", forged(156, std::string(1, '\0'))},
        {"a link's target", forged(157, "/etc/passwd")},
        {"a setuid file", forged(100, "0004755")},
        {"an owner", forged(265, "root")},
        {"a path that climbs", forged(0, "../../etc/cron.d")},
        {"an absolute path", forged(0, "/etc/cron.d/xxx")},
        {"a path that climbs later", forged(0, "evidence/../../x")},
        {"a path with a control character", forged(0, "evidence/\x1b[2J/x")},
        {"a size in base 256", forged(124, std::string("\x80\0\0\0\0\0\0\0\0\0\1\0", 12))},
        {"a size with a sign", forged(124, "-0000000001")},
        {"a size with spaces", forged(124, "          1")},
    };
    for (const auto& one : hostile) {
        CAPTURE(one.what);
        const Attempt attempt(gzip(one.header + exchange::tar_end()));
        CHECK(attempt.says("not in the form of a bundle"));
        CHECK(attempt.nothing_left());
    }
}

TEST_CASE("open: a header with the wrong checksum is refused") {
    auto header = *exchange::tar_header("evidence/disk/x", 0);
    header[148] = header[148] == '0' ? '1' : '0';

    CHECK(Attempt(gzip(header + exchange::tar_end())).says("not in the form of a bundle"));
}

TEST_CASE("open: a name that comes twice is refused") {
    CHECK(Attempt(content_of({{"evidence/disk/x", "1"}, {"evidence/disk/x", "2"}}))
              .says("holds evidence/disk/x twice"));
}

TEST_CASE("open: a name that is a file and a directory is refused") {
    CHECK(Attempt(content_of({{"evidence/disk/x", "1"}, {"evidence/disk/x/y", "2"}}))
              .says("a file where a directory should be"));
    CHECK_FALSE(Attempt(content_of({{"evidence/disk/x/y", "1"}, {"evidence/disk/x", "2"}})).result);
}

TEST_CASE("open: a file in a place no bundle has is refused") {
    for (const char* path : {"manifest.json", ".bashrc", "etc/passwd", "evidence", "report.html/x"})
        CHECK(Attempt(content_of({{path, "x"}})).says("is no file a bundle holds"));
}

TEST_CASE("open: contents.json must be there, last, and right about every file") {
    const File file{"evidence/disk/x", "1"};
    const auto with = [&](const std::vector<File>& members) { return gzip(tar_of(members)); };
    CHECK(Attempt(with({file})).says("holds no contents.json"));
    CHECK(Attempt(with({{"contents.json", contents_json({file})}, file}))
              .says("a file follows contents.json"));
    CHECK(Attempt(with({file, {"contents.json", contents_json({})}}))
              .says("a file that contents.json does not list"));
    CHECK(Attempt(with({{"contents.json", contents_json({file})}})).says("lacks evidence/disk/x"));
    CHECK(Attempt(with({file, {"contents.json", contents_json({{file.path, "2"}})}}))
              .says("evidence/disk/x is not as contents.json says"));
    CHECK(Attempt(with({file, {"contents.json", "{"}})).says("contents.json is not valid JSON"));
}

TEST_CASE("open: a gzip bomb ends at the limit and leaves nothing") {
    std::string bomb = *exchange::tar_header("evidence/disk/x", exchange::tar_file_limit);
    bomb = gzip(bomb);
    const auto zeros = gzip(std::string(16 << 20, '\0'));
    for (int i = 0; i < 4; ++i) bomb += zeros;

    const Attempt announced(bomb, desk().key, {.bytes = 8ull << 20, .files = 10});
    std::vector<File> many;
    for (int i = 0; i < 12; ++i)
        many.push_back({"evidence/disk/" + std::to_string(i), std::string(1 << 20, '\0')});
    const Attempt many_files(content_of(many), desk().key, {.bytes = 8ull << 20, .files = 100});
    const Attempt too_many(content_of(many), desk().key, {.bytes = 1ull << 30, .files = 10});

    CHECK(announced.says("would unpack to more than 8.0 MiB"));
    CHECK(many_files.says("would unpack to more than 8.0 MiB"));
    CHECK(too_many.says("more than 10 files"));
    CHECK((announced.nothing_left() && many_files.nothing_left() && too_many.nothing_left()));
}

TEST_CASE("open: content that is no gzip, no tar, or not whole is refused") {
    const auto whole = content_of(small_site());

    CHECK(Attempt("no gzip at all").says("not valid gzip"));
    CHECK(Attempt(gzip("no tar at all")).says("the archive ends early"));
    CHECK(Attempt(whole.substr(0, whole.size() - 1)).says("the gzip data ends early"));
    CHECK(Attempt(whole + "x").says("gzip"));
    CHECK(Attempt(whole + gzip("x")).says("bytes follow the end of the archive"));
    CHECK(Attempt("").says("the gzip data ends early"));
}

TEST_CASE("open: content that is not the one the manifest tells of is refused") {
    Scratch scratch;
    auto parts = taken_apart(small_bundle(scratch.path()));
    auto manifest = parts.read_manifest();
    manifest.content_sha256 = sha256_hex("other");
    parts.sign(json::write_pretty(to_json(manifest)));
    const auto file = scratch.file("forged.safrdiag", put_together(parts));

    const auto opened =
        exchange::open_bundle(file, desk().key, std::nullopt, scratch.path() / "out");

    REQUIRE_FALSE(opened);
    CHECK(opened.error().what.find("not the one the manifest tells of") != std::string::npos);
    CHECK_FALSE(fs::exists(scratch.path() / "out"));
}

TEST_CASE("open: a directory given with a slash at its end is the same directory") {
    Scratch scratch;
    const auto file = small_bundle(scratch.path());

    const auto opened = exchange::open_bundle(file, desk().key, std::nullopt,
                                              (scratch.path() / "a/b/out/").native());

    REQUIRE(opened);
    CHECK(fs::exists(scratch.path() / "a/b/out/contents.json"));
}
