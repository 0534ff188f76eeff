// SPDX-License-Identifier: Apache-2.0
// Screenshots: the one kind of picture that may leave, where a case names it and somebody here
// agreed. Everything else that looks like one is dropped by what its bytes are (agent/redact).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "agent/pictures/picture.hpp"
#include "agent/stream/off_limits.hpp"
#include "collectors/collector.hpp"
#include "platform/result.hpp"

namespace diag::collect {

/// One that a case names, as it was when somebody was asked.
struct Screenshot {
    std::filesystem::path file;  ///< absolute, its folder without links
    bool outside = false;        ///< not below the folder of the case's file
    pictures::Form form = pictures::Form::png;
    pictures::Size size;
    std::uint64_t bytes = 0;  ///< of what it becomes
    std::string sha256;       ///< of the same, lower-case hex
    bool agreed = false;      ///< whether it may leave
    /// Why it cannot leave, whoever agrees, in words of ours: then there is nothing but its name.
    std::optional<Error> unfit;
};

/// Where no screenshot may lie: SAFR's store of faces, by whatever way.
stream::OffLimits no_screenshots_below(const Scope& scope);

/// Reads a file and makes a picture of it that holds nothing but pixels. In a process that can be
/// lost, as it may lie on a dead mount. Fails with refused for a link, what is no regular file or
/// has a second name (a hard link, of which nobody knows where else it lies), what lies off limits,
/// or was changed while it was read; as pictures::plain_picture_apart() does; and with absent and
/// denied. The words do not name the file.
Result<pictures::Picture> picture_in(const std::filesystem::path& file, pictures::Form form,
                                     const stream::OffLimits& off_limits,
                                     const pictures::Waiting& waiting = {});

/// Looks at one. Fails as picture_in() does, with malformed where its name tells no form.
Result<Screenshot> screenshot_in(const std::filesystem::path& file,
                                 const stream::OffLimits& off_limits,
                                 const pictures::Waiting& waiting = {});

/// The same once more, as it must be when it leaves. Fails with refused where it became another.
Result<pictures::Picture> picture_of(const Screenshot& screenshot,
                                     const stream::OffLimits& off_limits,
                                     const pictures::Waiting& waiting = {});

}  // namespace diag::collect
