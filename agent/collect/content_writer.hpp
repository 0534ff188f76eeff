// SPDX-License-Identifier: Apache-2.0
// content.tar.gz, member by member. Takes redacted text, and looks at it a second time: a file in
// which something leaks is left out, and contents.json says so. Takes screenshots of nothing but
// pixels too.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/collect/output.hpp"
#include "agent/collect/reread.hpp"
#include "agent/exchange/contents.hpp"
#include "agent/pictures/picture.hpp"
#include "agent/proof/second_look.hpp"
#include "agent/redact/redacted.hpp"
#include "agent/stream/stream.hpp"
#include "platform/clock.hpp"
#include "platform/interrupt.hpp"
#include "platform/result.hpp"

namespace diag::collect {

/// Where an entry's gzip members lie in the output, tar header and padding included.
struct Extent {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
};

/// How long is looked at what may be gigabytes, or a part at a time.
struct LookBounds {
    milliseconds until = milliseconds::max();     ///< of system_clock().uptime()
    std::function<bool()> stopped = interrupted;  ///< whether somebody wants all of it to end
};

class ContentWriter {
public:
    /// `look` outlives it.
    ContentWriter(Output output, const proof::SecondLook& look, LookBounds bounds = {})
        : output_(std::move(output)), look_(look), bounds_(std::move(bounds)) {}

    /// One file, whole. `entry` says what it is; path, size and digest are filled in. What leaks is
    /// left out; a file of our own, of no collector, makes it fail with bug.
    Result<> add(std::string path, const redact::Redacted& text, exchange::ContentEntry entry);

    /// An attachment whose gzip members lie in `pack`, looked at as they will be unpacked. Their
    /// place there is freed. Whether it is in the content: false where it was left out, also with
    /// timed_out because it could not be looked at and copied in time. Fails with refused, at once,
    /// when it is stopped.
    Result<bool> add_packed(std::string path, int pack, const stream::Passed& passed,
                            exchange::ContentEntry entry);

    /// A screenshot, whole: there is no text in it to look at. `entry` as of add().
    Result<> add_picture(std::string path, const pictures::Picture& picture,
                         exchange::ContentEntry entry);

    /// An entry that another writer wrote into `file`, byte for byte.
    Result<> add_again(int file, const Extent& extent, exchange::ContentEntry entry);

    /// Something that could not be had: no file, but a line in contents.json.
    void add_failure(exchange::ContentEntry entry);

    /// Something in which the second look found this: no file, but a line that says so.
    void leave_out(exchange::ContentEntry entry, const proof::Found& found);

    /// contents.json and the end of the archive. Nothing may follow.
    Result<> finish();

    const exchange::Contents& contents() const { return contents_; }
    const proof::SecondLook& look() const { return look_; }
    /// Whether what takes so long is done before the bound.
    bool in_time(milliseconds needed = {}) const;
    bool stopped() const { return bounds_.stopped(); }
    /// Of each entry of contents(); empty where there is no file.
    const std::vector<Extent>& extents() const { return extents_; }

    std::uint64_t looked_files() const { return looked_files_; }
    std::uint64_t looked_bytes() const { return looked_bytes_; }

private:
    Result<> put_file(std::string path, std::string_view plain, exchange::ContentEntry entry);
    Result<> put(std::string_view plain);
    Result<> put_between(const std::string& header, std::string_view plain,
                         const std::string& padding);
    Result<> write(std::string_view packed);
    Result<> copy(const Stretch& stretch);
    Result<> look_again(const Stretch& stretch, const stream::Passed& passed, proof::Found& found);
    std::string whose_leak() const;
    void keep(exchange::ContentEntry entry, std::uint64_t from);
    std::string free_path(std::string path, std::string_view ending = {});

    Output output_;
    const proof::SecondLook& look_;
    LookBounds bounds_;
    exchange::Contents contents_;
    std::vector<Extent> extents_;
    std::uint64_t written_ = 0;
    std::uint64_t looked_files_ = 0;
    std::uint64_t looked_bytes_ = 0;
};

}  // namespace diag::collect
