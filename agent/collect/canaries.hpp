// SPDX-License-Identifier: Apache-2.0
// Proof, in every run, that redaction works in the very processes that redact.
//
// Secrets of each family, made up for this bundle, go the whole way: among the documents before
// anything is gathered, and as attachments of their own through reading, cutting, redacting and
// packing. What comes back is looked through and thrown away, so none of it is in the bundle.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/exchange/proof.hpp"
#include "agent/proof/second_look.hpp"
#include "agent/redact/redactor.hpp"
#include "collectors/collector.hpp"

namespace diag::collect {

struct Canary {
    std::string family;
    std::string secret;  ///< what must not come back
    std::string text;    ///< the lines it stands in
};

/// Made up for this bundle and added to the site's own rules, so that these are proven too.
struct OwnCanaries {
    std::string secret;  ///< as if it had been learned
    std::string word;    ///< as if the site had written it down

    static OwnCanaries made_up();
};

class Canaries {
public:
    /// One of each family, new each time, and those of the site's own rules.
    explicit Canaries(const OwnCanaries& own = {});

    void plant(std::string family, std::string secret, std::string text);

    /// Whether it is a secret of these: nobody need remember what stands for it.
    bool holds(std::string_view secret) const;

    /// All of them, a line or some lines each, in an order of chance.
    std::string text() const;

    /// Fails with bug, naming the family, when a secret is still there, or when `clean` is not what
    /// text() would have become: as many lines, and not the same.
    Result<> check(std::string_view clean) const;

    std::size_t size() const { return all_.size(); }
    std::size_t families() const;

private:
    std::vector<Canary> all_;
};

/// Redacts canaries as documents are: names, values and failures. Adds to `counts`.
Result<> check_documents(const redact::Redactor& redactor, const proof::SecondLook& look,
                         const OwnCanaries& own, exchange::CanaryCount& counts);

/// Two sets that go through the stream together.
class StreamCanaries {
public:
    explicit StreamCanaries(const OwnCanaries& own = {});

    /// Log lines around the canaries, so many that a block of the stream ends among them.
    Attachment attachment() const;

    /// Of what came back of attachment(), unpacked.
    Result<> check(std::string_view clean) const;

    std::size_t size() const { return first_.size() + second_.size(); }
    bool holds(std::string_view secret) const {
        return first_.holds(secret) || second_.holds(secret);
    }

private:
    Canaries first_, second_;
    std::string first_text_, between_, second_text_;
};

}  // namespace diag::collect
