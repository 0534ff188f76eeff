// SPDX-License-Identifier: Apache-2.0
// What the stages of gathering hand on.
#pragma once

#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/disk/mountinfo.hpp"
#include "collectors/disk/reach.hpp"

namespace diag::capacity {

/// One folder that grows.
struct Store {
    std::string id, path;
    std::string resolved;  ///< empty where it leads nowhere
    bool answers = false;
};

struct Tour {
    World& world;
    Sink& sink;
    disk::Reach reach;
    milliseconds start;
    std::vector<Store> stores;
    std::vector<disk::Mount> mounts;

    milliseconds left(milliseconds end) const { return start + end - world.clock.uptime(); }

    /// Reads a file, hands it over, and returns its text, empty when there is none.
    std::string give(const std::string& name, const char* path) {
        constexpr std::size_t text_limit = 1 << 20;  // of one kernel file
        auto text = world.files.read(path, text_limit);
        auto copy = text ? *text : std::string{};
        sink.give(name, std::move(text));
        return copy;
    }
};

/// Files and bytes of the images by the day they were written, "written.<id>" of each.
void give_written(Tour& tour);

}  // namespace diag::capacity
