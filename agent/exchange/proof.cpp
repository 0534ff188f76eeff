// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/proof.hpp"

#include <algorithm>

#include "agent/exchange/fields.hpp"

namespace diag::exchange {
namespace {

json::value to_json(const CanaryCount& canaries) {
    return {{"families", canaries.families},
            {"planted", canaries.planted},
            {"gone", canaries.gone},
            {"lost", canaries.lost}};
}

Result<CanaryCount> canaries_from(const json::value& document) {
    Fields in(document, "manifest.json: canaries");
    const CanaryCount canaries{in.natural("families"), in.natural("planted"), in.natural("gone"),
                               in.natural("lost")};
    if (const auto wrong = in.problem()) return *wrong;
    return canaries;
}

Result<Proof::File> file_from(const json::value& document) {
    Fields in(document, "manifest.json: file");
    Proof::File file{.entry = in.natural("entry")};
    if (in.optional("redactions")) file.redactions = in.counts("redactions");
    if (in.optional("found")) file.found = in.counts("found");
    if (const auto wrong = in.problem()) return *wrong;
    return file;
}

Result<Proof::LeftOut> left_out_from(const json::value& document) {
    Fields in(document, "manifest.json: left_out");
    Proof::LeftOut one{.entry = in.natural("entry")};
    if (const auto by = left_out_by(in.text("by")))
        one.by = *by;
    else
        in.fail("by", "second_look or local_user");
    if (const auto wrong = in.problem()) return *wrong;
    return one;
}

json::array files_json(const Proof& proof) {
    json::array files;
    for (const auto& file : proof.files_told) {
        json::object one{{"entry", file.entry}};
        if (!file.redactions.empty()) one["redactions"] = counts_json(file.redactions);
        if (!file.found.empty()) one["found"] = counts_json(file.found);
        files.push_back(std::move(one));
    }
    return files;
}

Result<> read_lists(Fields& in, Proof& proof) {
    for (const auto& element : in.list("files")) {
        auto file = file_from(element);
        if (!file) return file.error();
        proof.files_told.push_back(std::move(*file));
    }
    for (const auto& element : in.list("left_out")) {
        const auto one = left_out_from(element);
        if (!one) return one.error();
        proof.left_out.push_back(*one);
    }
    return {};
}

json::object look_json(const Proof& proof) {
    return {{"engine", proof.engine},
            {"files", proof.files},
            {"bytes", proof.bytes},
            {"found", counts_json(proof.found)}};
}

Result<> read_look(const json::value& document, Proof& proof) {
    Fields in(document, "manifest.json: second_look");
    proof.engine = in.text("engine");
    proof.files = in.natural("files");
    proof.bytes = in.natural("bytes");
    proof.found = in.counts("found");
    if (const auto wrong = in.problem()) return *wrong;
    return {};
}

std::string plural(std::uint64_t count, std::string_view one) {
    return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

}  // namespace

json::value to_json(const Proof& proof) {
    json::array left_out;
    for (const auto& one : proof.left_out)
        left_out.push_back(json::object{{"entry", one.entry}, {"by", name_of(one.by)}});
    json::object out{{"canaries", to_json(proof.canaries)}, {"second_look", look_json(proof)}};
    if (!proof.not_learned.empty()) out["not_learned"] = counts_json(proof.not_learned);
    if (proof.pictures > 0) out["pictures"] = proof.pictures;
    if (proof.unexplained) out["unexplained"] = true;
    if (proof.reviewed) out["reviewed"] = true;
    out["files"] = files_json(proof);
    out["left_out"] = std::move(left_out);
    return out;
}

Result<Proof> proof_from(const json::value& document) {
    Fields in(document, "manifest.json: proof");
    Proof proof;
    const auto* const canaries = in.optional("canaries");
    const auto* const look = in.optional("second_look");
    if (canaries == nullptr) in.fail("canaries", "an object");
    if (look == nullptr) in.fail("second_look", "an object");
    if (in.optional("not_learned")) proof.not_learned = in.counts("not_learned");
    if (in.optional("pictures")) proof.pictures = in.natural("pictures");
    proof.unexplained = in.flag("unexplained");
    proof.reviewed = in.flag("reviewed");
    if (const auto lists = read_lists(in, proof); !lists) return lists.error();
    if (const auto wrong = in.problem()) return *wrong;
    const auto counted = canaries_from(*canaries);
    if (!counted) return counted.error();
    proof.canaries = *counted;
    if (const auto read = read_look(*look, proof); !read) return read.error();
    return proof;
}

std::string not_learned_words(const Redactions& not_learned) {
    std::uint64_t all = 0;
    std::string reasons;
    for (const auto& [why, count] : not_learned) {
        all += count;
        auto words = why;
        std::ranges::replace(words, '_', ' ');
        reasons += (reasons.empty() ? "" : ", ") + std::to_string(count) + " " + words;
    }
    if (all == 0) return {};
    return plural(all, "value") + " of the configuration " +
           (all == 1 ? "is looked for beside its name" : "are looked for beside their names") +
           " only (" + reasons + ")";
}

std::string in_words(const Proof& proof) {
    std::string text = std::to_string(proof.canaries.gone) + " of " +
                       std::to_string(proof.canaries.planted) + " canaries" + " of " +
                       std::to_string(proof.canaries.families) + " families gone";
    if (proof.canaries.lost > 0) text += ", " + std::to_string(proof.canaries.lost) + " lost";
    text += "; second look (" + proof.engine + ") over " + plural(proof.files, "file");
    std::uint64_t found = 0;
    for (const auto& [family, count] : proof.found) found += count;
    text += found == 0 ? ": nothing" : ": " + plural(found, "leak");
    const auto by = [&](LeftOutBy who) {
        return static_cast<std::uint64_t>(
            std::ranges::count(proof.left_out, who, &Proof::LeftOut::by));
    };
    if (const auto count = by(LeftOutBy::second_look); count > 0)
        text += ", " + plural(count, "item") + " left out for it";
    if (const auto words = not_learned_words(proof.not_learned); !words.empty())
        text += "; " + words;
    if (proof.pictures > 0)
        text += "; " + plural(proof.pictures, "screenshot") + ", agreed to at the site";
    if (proof.unexplained) text += "; some stand-ins cannot be explained at the site";
    if (proof.reviewed) text += "; reviewed at the site";
    if (const auto count = by(LeftOutBy::local_user); count > 0)
        text += ", where " + plural(count, "file") + (count == 1 ? " was" : " were") + " left out";
    return text;
}

void tell_files(const Contents& contents, Proof& proof) {
    for (std::size_t entry = 0; entry < contents.entries.size(); ++entry) {
        const auto& one = contents.entries[entry];
        if (!one.redactions.empty() || !one.leaks.empty())
            proof.files_told.push_back({entry, one.redactions, one.leaks});
        if (!one.picture.empty() && !one.path.empty()) ++proof.pictures;
        if (one.left_out) proof.left_out.push_back({entry, *one.left_out});
        for (const auto& [family, count] : one.leaks) proof.found[family] += count;
    }
}

}  // namespace diag::exchange
