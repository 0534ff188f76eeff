// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/backup_condition.hpp"

#include "agent/upgrade/rules.hpp"
#include "platform/minute_text.hpp"

namespace diag::upgrade {
namespace {

/// Health rule 6.5: begun after the last change of the configuration, and young.
void judge_age(const BackupProof& proof, const Wanted& wanted, Condition& condition) {
    if (proof.taken > wanted.now) {
        condition.state = State::in_the_way;
        condition.said.push_back(
            {"upgrade.said.backup_future", {{"taken", minute_text(proof.taken)}}});
    } else if (wanted.now - proof.taken > wanted.oldest_backup) {
        condition.state = State::in_the_way;
        condition.said.push_back({"upgrade.said.backup_old",
                                  {{"age", span_text(wanted.now - proof.taken)},
                                   {"most", span_text(wanted.oldest_backup)}}});
    }
    if (!wanted.configured) {
        if (condition.state == State::holds) condition.state = State::not_told;
        condition.said.push_back(
            {"upgrade.said.configuration_unknown", {{"why", wanted.configured.error().what}}});
    } else if (*wanted.configured > proof.taken) {
        condition.state = State::in_the_way;
        condition.said.push_back(
            {"upgrade.said.backup_before_change",
             {{"changed", minute_text(*wanted.configured)}, {"taken", minute_text(proof.taken)}}});
    }
}

void judge_proof(const BackupProof& proof, Condition& condition) {
    const Parameters parameters{{"backup", proof.path},
                                {"taken", minute_text(proof.taken)},
                                {"level", proof.level},
                                {"wanted", proof.wanted}};
    if (!proof.sound) {
        condition.said.push_back(
            {proof.level.empty() ? "upgrade.said.backup_refuted" : "upgrade.said.backup_unproven",
             parameters});
        for (const auto& sentence : proof.wrong)
            condition.said.push_back({"upgrade.said.as_seen", {{"sentence", sentence}}});
        return;
    }
    condition.state = State::holds;
    condition.said.push_back({"upgrade.said.backup_proven", parameters});
    if (!proof.not_compared.empty())
        condition.said.push_back({"upgrade.said.not_compared", {{"why", proof.not_compared}}});
}

}  // namespace

Condition backup_condition(const Chapters& chapters, const Wanted& wanted) {
    Condition condition{.id = "backup", .state = State::in_the_way};
    if (!wanted.backup_needed) {
        condition.state = State::not_needed;
        condition.said.push_back({"upgrade.said.backup_of_primary", {}});
        return condition;
    }
    if (!wanted.backup) {
        condition.said.push_back(
            {wanted.newest_unknown ? "upgrade.said.newest_unknown" : "upgrade.said.no_backup",
             {{"why", wanted.no_backup}}});
        return condition;
    }
    judge_proof(*wanted.backup, condition);
    judge_age(*wanted.backup, wanted, condition);
    condition.findings = obstacles_in(chapters, backup_rule());
    if (!condition.findings.empty()) condition.state = State::in_the_way;
    return condition;
}

Condition images_condition(const Wanted& wanted) {
    using Where = Images::Where;
    Condition condition{.id = "images", .must_be_told = false};
    if (!wanted.backup_needed) condition.state = State::not_needed;
    if (!wanted.backup || !wanted.backup->sound) return condition;
    const auto& images = wanted.backup->images;
    const auto say = [&](State state, const char* phrase) {
        condition.state = state;
        condition.said.push_back(
            {phrase, {{"backup", wanted.backup->path}, {"other", images.backup}}});
    };
    switch (images.where) {
        case Where::in_it:
            condition.state = State::holds;
            break;
        case Where::elsewhere:
            say(State::holds, "upgrade.said.images_elsewhere");
            break;
        case Where::nowhere:
            say(State::in_the_way, "upgrade.said.images_nowhere");
            break;
        case Where::not_here:
            say(State::noted, "upgrade.said.images_not_here");
            break;
        case Where::not_needed:
            condition.state = State::not_needed;
            break;
        case Where::not_told:
            say(State::not_told, "upgrade.said.images_unknown");
            break;
    }
    return condition;
}

void judge_rollback_room(const Chapters& chapters, const Wanted& wanted, Condition& condition) {
    if (condition.state != State::holds || !wanted.backup_needed) return;
    const auto* told = fact_of(chapters, "backups.rollback_backup");
    const bool sound = wanted.backup && wanted.backup->sound;
    if (told && told->value == "none" && !sound) return;
    const bool known = told && is_found(chapters, "backups.rollback_beside");
    if (known && (!sound || told->value == wanted.backup->path)) return;
    condition.state = State::not_told;
    if (known)
        condition.said.push_back({"upgrade.said.room_of_another",
                                  {{"backup", wanted.backup->path}, {"other", told->value}}});
    else
        condition.said.push_back({"upgrade.said.room_unknown", {}});
}

}  // namespace diag::upgrade
