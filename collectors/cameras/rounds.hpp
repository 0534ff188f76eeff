// SPDX-License-Identifier: Apache-2.0
// In which order many things on many hosts are asked: host by host in turn, a few at once on each,
// and no more of a host that has proven dead.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "collectors/cameras/dialogue.hpp"
#include "collectors/cameras/record.hpp"

namespace diag::cameras {

class Rounds : public Agenda {
public:
    /// `hosts[i]` is the host of item i, any number; `per_host` items of one at once.
    Rounds(const std::vector<std::size_t>& hosts, std::size_t per_host);

    std::unique_ptr<Dialogue> next(Instant now) final;
    void ended(std::unique_ptr<Dialogue> dialogue) final;

    /// Those that no dialogue was begun for, when it is over.
    void pass_over_the_rest();

protected:
    std::size_t per_host() const { return per_host_; }
    /// nullptr: there is nothing to ask after all. `behind` items of the same host wait for this
    /// one.
    virtual std::unique_ptr<Dialogue> begin(std::size_t item, std::size_t behind, Instant now) = 0;
    /// Whether it shows that the host is dead (and how), or (nothing) that it lives.
    virtual std::optional<End> finish(std::size_t item, Dialogue& dialogue) = 0;
    /// Not begun, because of that.
    virtual void pass_over(std::size_t item, End why) = 0;

private:
    struct Host {
        std::vector<std::size_t> items;
        std::size_t next = 0;
        std::size_t running = 0;
        int deaths = 0;
        bool alive = false;
        bool queued = false;
        End death = End::timed_out;
        bool left() const { return next < items.size(); }
    };
    struct Running {
        std::size_t item;
        std::size_t host;
    };

    void queue(std::size_t host);

    std::size_t per_host_;
    std::vector<Host> hosts_;
    std::deque<std::size_t> ready_;
    std::map<const Dialogue*, Running> running_;
};

}  // namespace diag::cameras
