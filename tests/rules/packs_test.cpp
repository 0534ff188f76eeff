// SPDX-License-Identifier: Apache-2.0
#include "agent/rules/packs.hpp"

#include <doctest/doctest.h>

#include "agent/rules/folder.hpp"
#include "platform/files.hpp"
#include "tests/consent/desk.hpp"
#include "tests/scratch.hpp"

namespace diag::rules {
namespace {

std::string text_of(int version, const std::string& word = "Acme") {
    return "[pack]\nname = \"safr-2026\"\nversion = " + std::to_string(version) +
           "\n[[word]]\ntext = \"" + word + "\"\n";
}

struct State {
    test::Scratch scratch;
    test::Desk desk;

    std::string document(const std::string& text) const {
        return *cms::sign_document(text, desk.engineer.certificate, desk.engineer.key);
    }
    Result<> add(const std::string& text) const {
        const auto signed_text = document(text);
        const auto pack = opened_pack(signed_text, desk.trust(), test::now);
        if (!pack) return pack.error();
        return add_pack(scratch.path(), *pack, signed_text);
    }
    std::filesystem::path kept(const std::string& name) const {
        return scratch.path() / "rules" / name;
    }
};

TEST_CASE("packs: one that an engineer of the desk signed holds from then on") {
    const State state;

    REQUIRE(state.add(text_of(7)));

    const auto packs = packs_in(state.scratch.path());
    REQUIRE(packs);
    REQUIRE(packs->size() == 1);
    CHECK(packs->front().version == 7);
    CHECK(packs->front().signers == std::vector<std::string>{"Ada"});
    const auto all = rules_in_force(state.scratch.path() / "none", state.scratch.path());
    REQUIRE(all);
    CHECK(all->rules.words == std::vector<std::string>{"Acme"});
    CHECK(all->rules.labels == std::vector<std::string>{"safr-2026 7"});
}

TEST_CASE("packs: signed by anybody else, altered, or by one who was revoked, it is refused") {
    const State state;
    const auto document = state.document(text_of(1));
    const auto refused = [&](const std::string& bytes, const exchange::Trust& trust) {
        return !opened_pack(bytes, trust, test::now);
    };

    CHECK(refused(document, test::Desk("another").trust()));
    CHECK(refused(document, state.desk.trust_without(state.desk.engineer)));
    const auto agent = state.desk.person(Role::agent, "", "agent 7");
    const auto by_agent = cms::sign_document(text_of(1), agent.certificate, agent.key);
    REQUIRE(by_agent);
    CHECK(refused(*by_agent, state.desk.trust()));
    CHECK(refused(text_of(1), state.desk.trust()));
    CHECK(refused(std::string(100'000, 'x'), state.desk.trust()));
    auto altered = document;
    altered[altered.find("Acme")] = 'a';
    CHECK(refused(altered, state.desk.trust()));
}

TEST_CASE("packs: a desk cannot let anything stay, nor send what is no rule") {
    const State state;
    const std::string head = "[pack]\nname = \"x\"\nversion = 1\n";

    for (const auto& body :
         {std::string("[[exception]]\ntext = \"10.0.0.5\"\nwhy = \"a b\"\n"),
          std::string("[[family]]\nname = \"x\"\npattern = 'a*'\n"), std::string()})
        CHECK(state.add(head + body).error().fault == Fault::malformed);
}

TEST_CASE("packs: versions only rise, also once a pack was taken out") {
    const State state;
    REQUIRE(state.add(text_of(7)));

    CHECK(state.add(text_of(7, "Other")).error().fault == Fault::refused);
    CHECK(state.add(text_of(6)).error().fault == Fault::refused);
    CHECK(state.add(text_of(8)));
    CHECK(packs_in(state.scratch.path())->front().version == 8);
    REQUIRE(remove_pack(state.scratch.path(), "safr-2026"));
    CHECK(packs_in(state.scratch.path())->empty());
    CHECK(state.add(text_of(8)).error().fault == Fault::refused);
    CHECK(state.add(text_of(9, "Other")));
    CHECK(remove_pack(state.scratch.path(), "../x").error().fault == Fault::absent);
    CHECK(remove_pack(state.scratch.path(), "unknown").error().fault == Fault::absent);
}

std::string with_rules(int version, const std::string& rules) {
    return "[pack]\nname = \"safr-2026\"\nversion = " + std::to_string(version) + "\n" + rules;
}
const std::string acme = "[[word]]\ntext = \"Acme\"\n", bolt = "[[word]]\ntext = \"Bolt\"\n";
const std::string codes = "[[family]]\nname = \"codes\"\nwords = [\"badgecode\", \"doorpin\"]\n";
const std::string badges = "[[family]]\nname = \"badges\"\npattern = 'BDG-[0-9]{6}'\n";

TEST_CASE("packs: a newer version without a rule of the one in force is refused, which goes on") {
    const State state;
    REQUIRE(state.add(with_rules(7, acme + bolt + codes + badges)));
    const auto before = packs_in(state.scratch.path())->front().entries.size();

    for (const auto& rules :
         {acme, bolt + codes + badges, acme + bolt + codes, acme + bolt + badges,
          acme + bolt + badges + "[[family]]\nname = \"codes\"\nwords = [\"badgecode\"]\n",
          acme + bolt + codes + "[[family]]\nname = \"badges\"\npattern = 'BDG-[0-9]{7}'\n",
          acme + bolt + codes + "[[word]]\ntext = \"BDG-[0-9]{6}\"\n"}) {
        CAPTURE(rules);
        const auto added = state.add(with_rules(8, rules));
        REQUIRE_FALSE(added);
        CHECK(added.error().fault == Fault::refused);
        CHECK(added.error().what.find("lacks a rule that holds now") != std::string::npos);
    }
    const auto packs = packs_in(state.scratch.path());
    REQUIRE(packs);
    CHECK(packs->front().version == 7);
    CHECK(packs->front().entries.size() == before);
}

TEST_CASE("packs: a newer version with every rule of the one in force replaces it, in any order") {
    const State state;
    REQUIRE(state.add(with_rules(7, acme + codes + badges)));

    CHECK(state.add(with_rules(9, badges + bolt + codes + "[[word]]\ntext = \"ACME\"\n")));
    CHECK(packs_in(state.scratch.path())->front().version == 9);
}

TEST_CASE("packs: only the site drops rules, by taking the pack out") {
    const State state;
    REQUIRE(state.add(with_rules(7, acme + bolt)));
    REQUIRE_FALSE(state.add(with_rules(8, acme)));

    REQUIRE(remove_pack(state.scratch.path(), "safr-2026"));

    CHECK(state.add(with_rules(8, acme)));
    CHECK(packs_in(state.scratch.path())->front().entries.size() == 1);
}

TEST_CASE("packs: what would replace one that cannot be read is refused until that is taken out") {
    const State state;
    REQUIRE(state.add(text_of(7)));
    const auto file = state.kept("safr-2026.safrrules");
    const auto refused = [&] {
        const auto added = state.add(text_of(8));
        return !added && added.error().what.find("cannot be read") != std::string::npos;
    };

    REQUIRE(replace_file(file, "damaged"));
    CHECK(refused());
    REQUIRE(replace_file(file, state.document(text_of(6))));
    CHECK(refused());
    std::filesystem::remove(file);
    CHECK(refused());
    REQUIRE(remove_pack(state.scratch.path(), "safr-2026"));
    CHECK(state.add(text_of(8)));
}

TEST_CASE("packs: adding that was cut short between the document and its version can be repeated") {
    const State state;
    REQUIRE(state.add(text_of(7)));
    REQUIRE(replace_file(state.kept("safr-2026.safrrules"), state.document(text_of(8))));
    REQUIRE_FALSE(packs_in(state.scratch.path()));

    CHECK(state.add(text_of(8)));
    CHECK(packs_in(state.scratch.path())->front().version == 8);
}

TEST_CASE("packs: one that is gone, damaged or was put back to an older version is noticed") {
    const State state;
    REQUIRE(state.add(text_of(7)));
    const auto file = state.kept("safr-2026.safrrules");
    const auto whole = *system_files().read(file, largest_pack);

    REQUIRE(replace_file(file, state.document(text_of(6))));
    CHECK(packs_in(state.scratch.path()).error().what.find("is not version 7") !=
          std::string::npos);
    REQUIRE(replace_file(file, whole.substr(0, whole.size() / 2)));
    CHECK(packs_in(state.scratch.path()).error().what.find("is damaged") != std::string::npos);
    std::filesystem::remove(file);
    CHECK(packs_in(state.scratch.path()).error().what.find("is gone") != std::string::npos);
    REQUIRE(replace_file(file, whole));
    CHECK(packs_in(state.scratch.path()));
    REQUIRE(replace_file(state.kept("safr-2026.version"), "many\n"));
    CHECK(packs_in(state.scratch.path()).error().what.find("is damaged") != std::string::npos);
}

TEST_CASE("packs: a pack and an exception of the site that contradict each other end the run") {
    const State state;
    REQUIRE(state.add(text_of(7)));
    const auto folder = state.scratch.path() / "redaction.d";
    state.scratch.file("redaction.d/a.toml", "[[exception]]\ntext = \"acme\"\nwhy = \"known\"\n");

    const auto all = rules_in_force(folder, state.scratch.path());

    REQUIRE_FALSE(all);
    CHECK(all.error().fault == Fault::malformed);
    CHECK(all.error().what.find("contradicts") != std::string::npos);
}

}  // namespace
}  // namespace diag::rules
