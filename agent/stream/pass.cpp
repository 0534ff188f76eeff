// SPDX-License-Identifier: Apache-2.0
// Every thread does all of the work on a block: takes the next one, redacts it, looks through it,
// packs it, and waits for its turn to add it up. So memory is one set of rooms a thread, there are
// no queues, and a thread that is slow holds back only the order, not the work.
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "agent/stream/account.hpp"
#include "platform/compress.hpp"
#include "platform/files.hpp"

namespace diag::stream {
namespace {

/// Where the next write to `output` lands: another worker may have written to it before.
std::uint64_t place_of(int output) {
    const auto at = ::lseek(output, 0, SEEK_CUR);
    return at < 0 ? 0 : static_cast<std::uint64_t>(at);
}

/// What is mounted where; empty where the kernel does not tell.
std::string mountinfo() {
    auto text = system_files().read("/proc/self/mountinfo", std::size_t{4} << 20);
    return text ? std::move(*text) : std::string{};
}

/// What one thread works with.
struct Bench {
    explicit Bench(const Lookout& shared) : lookout(shared) {}
    Block block;
    std::uint64_t turn = 0;
    redact::Redacted clean = redact::fixed_text("");
    std::unique_ptr<GzipPacker> packer;
    Lookout lookout;
};

class Passage {
public:
    Passage(std::span<const Attachment> attachments, const redact::Redactor& redactor,
            std::span<const Signature> signatures, const Options& options)
        : attachments_(attachments),
          redactor_(redactor),
          signatures_(signatures),
          options_(options),
          off_limits_(OffLimits::below(options.off_limits, mountinfo())),
          lookout_(signatures),
          position_(options.output < 0 ? 0 : place_of(options.output)) {}

    /// Works until there are no more blocks. `after_each` is called between blocks.
    void work(const std::function<void(const Block&)>& after_each) {
        Bench bench(lookout_);
        if (options_.output >= 0) bench.packer = std::make_unique<GzipPacker>();
        while (take(bench)) {
            add(bench, worked(bench));
            after_each(bench.block);
        }
    }

    /// What is done by now, in order.
    std::deque<Passed> finished() {
        const std::lock_guard guard(adding_);
        return std::exchange(finished_, {});
    }

private:
    /// The next block into the bench; false when there is none left.
    bool take(Bench& bench) {
        const std::lock_guard guard(reading_);
        if (!reader_) {
            if (next_attachment_ == attachments_.size()) return false;
            reader_.emplace(attachments_[next_attachment_], next_attachment_, off_limits_);
            ++next_attachment_;
        }
        reader_->next(bench.block);
        if (bench.block.last) reader_.reset();
        bench.turn = next_turn_++;
        return true;
    }

    Worked worked(Bench& bench) const {
        Worked result;
        result.block = &bench.block;
        const auto& text = bench.block.text;
        if (text.empty()) return result;
        if (const auto done = redactor_.redact(text, result.redactions, bench.clean); !done) {
            result.failure = done.error();
            return result;
        }
        result.clean = bench.clean.text();
        const TimestampReader times(system_clock().now(),
                                    attachments_[bench.block.attachment].timestamp_pattern);
        result.sightings = bench.lookout.look(text, times);
        if (bench.packer) result.packed = bench.packer->member(result.clean);
        return result;
    }

    /// Adds the block up when all before it have been.
    void add(const Bench& bench, const Worked& worked) {
        std::unique_lock lock(adding_);
        turn_.wait(lock, [&] { return turn_now_ == bench.turn; });
        if (!account_)
            account_.emplace(attachments_[bench.block.attachment], signatures_, options_.output,
                             &position_);
        account_->add(worked);
        if (bench.block.last) {
            finished_.push_back(account_->close());
            account_.reset();
        }
        ++turn_now_;
        turn_.notify_all();
    }

    std::span<const Attachment> attachments_;
    const redact::Redactor& redactor_;
    std::span<const Signature> signatures_;
    const Options& options_;
    OffLimits off_limits_;
    Lookout lookout_;

    std::mutex reading_;
    std::optional<BlockReader> reader_;
    std::size_t next_attachment_ = 0;
    std::uint64_t next_turn_ = 0;

    std::mutex adding_;
    std::condition_variable turn_;
    std::uint64_t turn_now_ = 0;
    std::optional<Account> account_;
    std::uint64_t position_;
    std::deque<Passed> finished_;
};

}  // namespace

void pass(std::span<const Attachment> attachments, const redact::Redactor& redactor,
          std::span<const Signature> signatures, const Options& options,
          const std::function<void(Passed)>& done) {
    Passage passage(attachments, redactor, signatures, options);
    const auto deliver = [&] {
        for (auto& passed : passage.finished()) done(std::move(passed));
    };
    {
        std::vector<std::jthread> others;
        for (unsigned i = 1; i < options.threads; ++i)
            others.emplace_back([&] { passage.work([](const Block&) {}); });
        passage.work([&](const Block& block) {
            if (options.progress) options.progress(attachments[block.attachment].name, block.taken);
            deliver();
        });
    }
    deliver();
}

}  // namespace diag::stream
