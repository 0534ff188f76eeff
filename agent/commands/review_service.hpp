// SPDX-License-Identifier: Apache-2.0
// What answers behind the link of `collect --review`: replacements with their originals, in memory,
// over loopback, to one browser.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

#include "agent/collect/order.hpp"
#include "agent/pages/door.hpp"
#include "agent/pages/form.hpp"
#include "agent/pages/review_page.hpp"
#include "platform/web_server.hpp"

namespace diag::commands {

class ReviewService : public WebService {
public:
    /// `material` outlives it.
    ReviewService(const collect::ForReview& material, report::Language language);

    WebReception begin(const WebHead& head) override;

    /// From now on the server listens on this port; returns the link.
    std::string open(std::uint16_t port);

    /// Nothing until somebody decided on the page.
    std::optional<collect::Decision> decided() const;

    /// Nobody waits for the page any more: whatever is read for it ends, and so does what is asked
    /// later. The server is joined at once then.
    void close() { closed_ = true; }

    /// What was left out on the page so far.
    std::set<std::size_t> left_out() const;

private:
    /// One page of a file's replacements.
    struct Wanted {
        std::size_t entry = 0;
        std::string kind;
        std::uint64_t page = 0;  ///< from 0
    };
    /// The bytes of a screenshot.
    struct Picture {
        std::size_t entry = 0;
    };
    /// What can be answered from memory, or what must be read first.
    using Asked = std::variant<WebReception, Wanted, Picture>;

    Asked asked(const WebHead& head);
    pages::Reviewed reviewed() const;
    pages::Recall recall() const;
    Asked shown(const std::string& query);
    Asked shown_picture(const std::string& number) const;
    WebAnswer file(const Wanted& wanted);
    WebAnswer picture(const Picture& wanted) const;
    WebAnswer overview(int status, const std::string& remark) const;
    WebAnswer said(int status, const std::string& phrase) const;
    WebAnswer answered(const std::string& body);
    Result<> take(const pages::Fields& fields);
    Result<> put_section(const std::string& name, bool out);

    const collect::ForReview& material_;
    const report::Language language_;
    std::atomic<bool> closed_ = false;
    std::atomic<std::uint64_t> newest_ = 0;  ///< of those that read a file: older ones end
    mutable std::mutex mutex_;               ///< never held while a file is read
    std::set<std::size_t> left_out_;
    std::string open_;
    std::optional<collect::Decision> decided_;
    pages::Door door_;
};

}  // namespace diag::commands
