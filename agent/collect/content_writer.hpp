// SPDX-License-Identifier: Apache-2.0
// content.tar.gz, member by member. Takes redacted text only.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "agent/exchange/contents.hpp"
#include "agent/redact/redacted.hpp"
#include "agent/stream/stream.hpp"
#include "platform/result.hpp"

namespace diag::collect {

/// Where the bytes go: into volumes, or into a file to be looked at first.
using Output = std::function<Result<>(std::string_view)>;

class ContentWriter {
public:
    explicit ContentWriter(Output output) : output_(std::move(output)) {}

    /// One file, whole. `entry` says what it is; path, size and digest are filled in.
    Result<> add(std::string path, const redact::Redacted& text, exchange::ContentEntry entry);

    /// An attachment whose gzip members lie in `pack`. Their place there is freed once copied.
    Result<> add_packed(std::string path, int pack, const stream::Passed& passed,
                        exchange::ContentEntry entry);

    /// Something that could not be had: no file, but a line in contents.json.
    void add_failure(exchange::ContentEntry entry);

    /// contents.json and the end of the archive. Nothing may follow.
    Result<> finish();

    const exchange::Contents& contents() const { return contents_; }

private:
    Result<> put(std::string_view plain);
    Result<> copy_packed(int pack, const stream::Passed& passed);
    std::string free_path(std::string path);

    Output output_;
    exchange::Contents contents_;
};

}  // namespace diag::collect
