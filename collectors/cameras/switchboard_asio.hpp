// SPDX-License-Identifier: Apache-2.0
// All dialogues at once on one thread. A wire is one connection; a line is one dialogue, which may
// use several wires one after the other; a switchboard has all lines. None knows what is spoken.
// For collectors/cameras/*_asio.cpp.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <memory>
#include <set>

#include "collectors/cameras/dialogues_asio.hpp"

namespace diag::cameras {

struct Wire;
using WirePtr = std::shared_ptr<Wire>;
class Line;
using LinePtr = std::shared_ptr<Line>;

class Switchboard {
public:
    Switchboard(Agenda& agenda, std::size_t at_once);
    void run(milliseconds most);
    void fill();
    void over(const LinePtr& line);
    /// After each event: tells all lines when something they may wait for has changed.
    void look();

    boost::asio::io_context& loop() { return loop_; }
    boost::asio::ssl::context& secure() { return secure_; }

private:
    void close();

    Agenda& agenda_;
    std::size_t at_once_;
    boost::asio::io_context loop_{1};
    boost::asio::ssl::context secure_{boost::asio::ssl::context::tls_client};
    boost::asio::steady_timer deadline_{loop_};
    std::set<LinePtr> lines_;
    std::uint64_t seen_ = 0;
    bool closing_ = false;
};

/// What it waits for keeps it alive.
class Line : public std::enable_shared_from_this<Line> {
public:
    Line(Switchboard& board, std::unique_ptr<Dialogue> dialogue)
        : board_(board), timer_(board.loop()), dialogue_(std::move(dialogue)) {}

    void connect();
    void resume() {
        if (!over_) act(dialogue_->resume(instant_now()));
    }
    void hurry() {
        if (!over_) act(dialogue_->hurry(instant_now()));
    }
    std::unique_ptr<Dialogue> take_dialogue() { return std::move(dialogue_); }
    void drop();

private:
    void shake_hands(const WirePtr& wire);
    void opened(const WirePtr& wire);
    void read(const WirePtr& wire);
    void write(const WirePtr& wire);
    void failed(const WirePtr& wire, Failure failure);
    void arm(milliseconds patience);
    void rang();
    void act(Turn turn);
    void end();

    Switchboard& board_;
    boost::asio::steady_timer timer_;
    std::unique_ptr<Dialogue> dialogue_;
    WirePtr wire_;
    bool over_ = false;
};

}  // namespace diag::cameras
