// SPDX-License-Identifier: Apache-2.0
// A case as it may leave by other ways than a bundle.
#include "agent/collect/hold_back.hpp"
#include "agent/collect/learn.hpp"
#include "agent/collect/redaction.hpp"
#include "agent/collect/words.hpp"
#include "agent/commands/case.hpp"
#include "agent/commands/rules_here.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/roots.hpp"
#include "agent/redact/case_key.hpp"
#include "agent/redact/learning.hpp"
#include "platform/log.hpp"
#include "platform/paths.hpp"

namespace diag::commands {
namespace {

/// What a bundle of the case would be redacted with, but for what gathering tells of hosts.
Result<rules::Rules> rules_for(const Invocation& invocation, config::Config config,
                               proof::Known& known) {
    const auto written = rules_here(invocation, config);
    if (!written) return written.error();
    redact::Learner learner(written->rules);
    config::settle_roots(config, system_files(), disposable_paths());
    auto scope = config::scope_of(config, {}, {});
    // A bundle goes without them and says so; a message would leave with their secrets unlearned.
    auto accounts = config::accounts_of(config);
    if (!accounts)
        return Error{accounts.error().fault,
                     "the case cannot be redacted: " + accounts.error().what};
    scope.accounts = std::move(*accounts);
    collect::learn_of_site(learner, scope);
    const auto learned = learner.learned();
    if (!learned) return learned.error();
    auto all = rules::joined(written->rules, *learned);
    known = {.secrets = all.secrets, .spared = all.exceptions};
    return all;
}

}  // namespace

Result<cases::Notes> redacted_case(const Invocation& invocation, cases::Notes notes,
                                   const std::filesystem::path& state) {
    auto config = config_of(invocation);
    if (!config) return config.error();
    const auto key = notes.number.empty() ? Result<redact::CaseKey>(redact::fresh_key())
                                          : redact::case_key(state, notes.number);
    if (!key) return key.error();
    proof::Known known;
    auto rules = rules_for(invocation, std::move(*config), known);
    if (!rules) return rules.error();
    const auto redactor = redact::Redactor::create(*key, *rules);
    if (!redactor) return redactor.error();
    known.given = collect::contacts_of(notes);
    const proof::SecondLook look(known);
    exchange::Redactions counts;
    proof::Found found;
    for (auto* const words : {&notes.problem, &notes.impact, &notes.steps, &notes.asked,
                              &notes.no_screenshots, &notes.product, &notes.version})
        *words = collect::redacted_words(*words, {*redactor, look}, counts, found);
    for (const auto* const as_given :
         {&notes.contact, &notes.alternate, &notes.on_site, &notes.on_site_when})
        if (const auto leaks = look.look(*as_given); !leaks.empty())
            return Error{Fault::denied, "the contacts of the case hold what may not leave (" +
                                            collect::families(leaks) +
                                            "): change them and try again"};
    if (!found.empty())
        log::warning("of the case is left out what the second look found: " +
                     collect::families(found));
    return notes;
}

}  // namespace diag::commands
