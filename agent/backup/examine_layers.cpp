// SPDX-License-Identifier: Apache-2.0
// Layers of a backup: what a gzip file holds, and the members of a tar, whatever they are called.
#include <algorithm>
#include <array>
#include <map>

#include "agent/backup/examine.hpp"
#include "agent/backup/tar.hpp"
#include "agent/backup/unpack.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

/// Lets through what comes out of gzip and stops where no backup would unpack to so much.
class Watched : public Source {
public:
    Watched(Source& below, Pass& pass) : below_(below), pass_(pass) {}

    Result<std::string_view> next() override {
        auto block = below_.next();
        if (!block) return block;
        pass_.unpacked += block->size();
        if (pass_.unpacked > pass_.bounds.ratio_counts_from &&
            pass_.unpacked / pass_.bounds.ratio > pass_.packed)
            return Error{Fault::full, "it unpacks to more than " +
                                          std::to_string(pass_.bounds.ratio) +
                                          " times its size: no backup does, so reading stopped"};
        return block;
    }

private:
    Source& below_;
    Pass& pass_;
};

/// Where SAFR lies (safr-facts 2.1): `tar -P` leaves such names as they are.
constexpr std::array<std::string_view, 2> safr_roots{"/opt/RealNetworks/SAFR/",
                                                     "/Library/RealNetworks/SAFR/"};

/// Counts odd members by what is odd, so that a million of them are one line each.
class Oddities {
public:
    void see(const Member& member) {
        if (leaves(member.name)) see_name(member);
        if (member.cut) add("long", "a name longer than any file has", member.name);
        if (member.kind == MemberKind::device)
            add("device", "a device or FIFO, which no backup holds", member.name);
        if (member.kind == MemberKind::link && leaves(member.target))
            // It is also what moved folders look like.
            add("link", "a link that leads out of the archive",
                member.name + " -> " + member.target, false);
    }

    void tell(const Place& place, Pass& pass) const {
        for (const auto& [kind, seen] : seen_) {
            auto text = std::string(seen.what) + ": " + printable(seen.first);
            if (seen.count > 1) text += " and " + std::to_string(seen.count - 1) + " more";
            note(pass.contents, {printable(place.path), 0, text, seen.structural});
        }
    }

private:
    struct Seen {
        std::string_view what;
        std::string first;
        std::uint64_t count = 0;
        bool structural = true;
    };

    /// A restore would write there, which only SAFR's own folders are meant for.
    void see_name(const Member& member) {
        const bool plain = member.kind == MemberKind::file || member.kind == MemberKind::directory;
        const bool at_home = std::ranges::any_of(
            safr_roots, [&](std::string_view root) { return member.name.starts_with(root); });
        if (plain && at_home && !climbs(member.name))
            add("absolute", "a name from the root of the disk, as tar -P leaves it", member.name,
                false);
        else
            add("name", "a name that leads out of the archive", member.name);
    }

    static bool climbs(std::string_view path) {
        const auto parts = parts_of(path, '/');
        return std::ranges::find(parts, "..") != parts.end();
    }
    static bool leaves(std::string_view path) { return path.starts_with('/') || climbs(path); }

    void add(const std::string& kind, std::string_view what, const std::string& which,
             bool structural = true) {
        auto& seen = seen_[kind];
        if (seen.count++ == 0) seen = {what, which, 1, structural};
    }

    std::map<std::string, Seen> seen_;
};

Place place_of(const Member& member, const Place& outer) {
    return {.path = outer.path.empty() ? member.name : outer.path + " > " + member.name,
            .name = member.name,
            .layer = outer.layer + 1,
            .modified = member.modified};
}

/// The member to its end. Damage in it does not hinder the next, as its header says where it ends;
/// damage below does.
Result<> examine_member(Tar& tar, const Member& member, const Place& outer, Pass& pass) {
    const auto place = place_of(member, outer);
    Reader reader(tar.contents());
    const auto before = pass.contents.damage_count;
    const auto examined = examine_bytes(reader, place, pass);
    if (examined) return {};
    const auto& error = examined.error();
    if (error.fault == Fault::malformed && pass.contents.damage_count == before)
        damaged(pass, place, reader.position(), error.what);
    const auto rest = reader.skip_all();
    if (rest && error.fault == Fault::malformed) return {};
    return rest ? error : rest.error();
}

void count(const Member& member, Pass& pass) {
    auto& contents = pass.contents;
    ++contents.members;
    if (member.kind == MemberKind::directory) ++contents.directories;
    if (member.kind == MemberKind::link) ++contents.links;
    // The second name of an image is a hard link in a tar, and has no bytes of its own.
    if (pass.matching && member.hard_link && in_object_store(member.name))
        pass.matching->see_object(member.name);
}

Result<> members_of(Tar& tar, const Place& place, Pass& pass, Oddities& oddities) {
    for (;;) {
        const auto member = tar.next();
        if (!member) return member.error();
        if (!*member) return {};
        count(**member, pass);
        oddities.see(**member);
        if ((*member)->kind != MemberKind::file) continue;
        if (const auto examined = examine_member(tar, **member, place, pass); !examined)
            return examined;
    }
}

}  // namespace

Result<> examine_tar(Reader& reader, const Place& place, Pass& pass) {
    Rest rest(reader);
    Tar tar(rest);
    Oddities oddities;
    const auto before = pass.contents.damage_count;
    auto done = members_of(tar, place, pass, oddities);
    if (!done) {
        if (done.error().fault == Fault::malformed && pass.contents.damage_count == before)
            damaged(pass, place, tar.position(), done.error().what);
        oddities.tell(place, pass);
        return done;
    }
    oddities.tell(place, pass);
    done = tar.finish();
    if (!done) return done;
    // A header that was overwritten by zeros ends the archive for every reader, before its end.
    if (tar.more_behind_end())
        damaged(pass, place, tar.position(),
                "there are bytes behind the end of the tar archive: members may be lost");
    else if (!tar.ended_well())
        damaged(pass, place, tar.position(),
                "the two empty blocks that end a tar archive are missing: it was cut off");
    return {};
}

Result<> examine_gzip(Reader& reader, const Place& place, Pass& pass) {
    Unpacked unpacked(reader);
    Watched watched(unpacked, pass);
    Reader inner(watched);
    const auto before = pass.contents.damage_count;
    auto within = place;
    ++within.layer;
    for (const auto ending : {std::string_view(".gz"), std::string_view(".tgz")})
        if (within.name.ends_with(ending)) within.name.resize(within.name.size() - ending.size());
    auto done = examine_bytes(inner, within, pass);
    // Who reads the inside may stop early; the trailer must be seen all the same.
    if (done || done.error().fault == Fault::malformed)
        if (const auto rest = inner.skip_all(); !rest) done = rest.error();
    if (place.layer == 0) pass.contents.unpacked = unpacked.made();
    if (!done && done.error().fault == Fault::malformed && pass.contents.damage_count == before)
        damaged(pass, place, reader.position(), done.error().what);
    if (unpacked.trailing() > 0)
        odd(pass, place,
            std::to_string(unpacked.trailing()) + " bytes behind the end of the gzip data");
    return done;
}

}  // namespace diag::backup
