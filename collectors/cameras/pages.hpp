// SPDX-License-Identifier: Apache-2.0
// Many small records as a few items: what is full or old is given away, so that little is held and
// little is lost with us.
#pragma once

#include <string>

#include "collectors/collector.hpp"
#include "platform/json.hpp"

namespace diag::cameras {

class Pages {
public:
    Pages(Sink& sink, std::string name) : sink_(sink), name_(std::move(name)) {}
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;
    ~Pages() { turn(); }

    void add(const json::value& record) {
        text_ += json::write(record);
        text_ += '\n';
        ++lines_;
        if (text_.size() >= page) turn();
    }
    void turn() {
        if (text_.empty()) return;
        auto number = std::to_string(++number_);
        if (number.size() < 4) number.insert(0, 4 - number.size(), '0');
        sink_.give(name_ + "." + number, std::move(text_));
        text_.clear();
    }
    std::size_t lines() const { return lines_; }

private:
    static constexpr std::size_t page = 128 << 10;

    Sink& sink_;
    std::string name_;
    std::string text_;
    std::size_t number_ = 0;
    std::size_t lines_ = 0;
};

}  // namespace diag::cameras
