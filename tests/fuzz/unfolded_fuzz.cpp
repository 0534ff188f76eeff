// SPDX-License-Identifier: Apache-2.0
// Whatever pretends to be a tar, a zip or a gzip is read to an end, within its bounds, and what
// comes out of an archive is text.
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "agent/stream/unfolded.hpp"

namespace {

using namespace diag;

constexpr std::uint64_t limit = std::uint64_t{4} << 20;

class Bytes : public stream::Source {
public:
    explicit Bytes(std::string_view bytes) : left_(bytes) {}
    Result<std::size_t> read(std::span<char> room) override {
        const auto size = std::min({room.size(), left_.size(), std::size_t{700}});
        std::copy_n(left_.begin(), size, room.begin());
        left_.remove_prefix(size);
        return size;
    }
    std::uint64_t taken() const override { return 0; }

private:
    std::string_view left_;
};

void require(bool promise) {
    if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    exchange::Redactions cut;
    const auto source = stream::unfolded(std::make_unique<Bytes>(input), cut, limit);
    std::string text;
    std::array<char, 8192> room;
    for (;;) {
        const auto got = source->read(room);
        if (!got || *got == 0) break;
        text.append(room.data(), *got);
        // A title of 300 bytes a header of 30, and a line that says why, are all that is added.
        require(text.size() <= 3 * limit + 64 * size);
    }
    const bool archive = input.size() > 512 && stream::is_folded(input) && input[0] != '\x1f';
    require(!archive || text.find("\xff\xd8\xff\xe0") == std::string::npos);
    return 0;
}
