// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/rtp.hpp"

#include <algorithm>
#include <cmath>

namespace diag::cameras {
namespace {

// RFC 3550 A.1: a jump of more than this is a source that began anew, not loss; packets this far
// behind are late.
constexpr std::uint16_t most_dropout = 3000;
constexpr std::uint16_t most_misorder = 100;
constexpr double usual_clock = 90000;
/// Jitter is a running mean that begins at 0 and needs some packets to mean anything.
constexpr std::uint64_t settling = 20;
/// A frame that is this much later than the one before is a jump of the clock, s.
constexpr double longest_pause = 60;

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
    return byte_at(bytes, at) << 24 | byte_at(bytes, at + 1) << 16 | byte_at(bytes, at + 2) << 8 |
           byte_at(bytes, at + 3);
}

bool is_key_type(Codec codec, unsigned first) {
    if (codec == Codec::h264) return (first & 31) == 5;
    const auto type = first >> 1 & 63;
    return type >= 16 && type <= 21;
}

/// Units of an aggregate, each after its size in two bytes.
bool any_in_aggregate(Codec codec, std::string_view units) {
    while (units.size() > 2) {
        const auto size = byte_at(units, 0) << 8 | byte_at(units, 1);
        units.remove_prefix(2);
        if (size == 0) return false;
        if (is_key_type(codec, byte_at(units, 0))) return true;
        units.remove_prefix(std::min<std::size_t>(size, units.size()));
    }
    return false;
}

}  // namespace

std::optional<bool> holds_keyframe(Codec codec, std::string_view payload) {
    if (codec == Codec::other || payload.empty()) return {};
    const auto first = byte_at(payload, 0);
    if (codec == Codec::h264) {
        constexpr unsigned stap_a = 24, fu_a = 28, fu_b = 29;
        const auto type = first & 31;
        if (type == stap_a) return any_in_aggregate(codec, payload.substr(1));
        if (type != fu_a && type != fu_b) return is_key_type(codec, first);
        if (payload.size() < 2) return {};
        return is_key_type(codec, byte_at(payload, 1));
    }
    constexpr unsigned aggregate = 48, fragment = 49;
    const auto type = first >> 1 & 63;
    if (payload.size() < 3) return {};
    if (type == aggregate) return any_in_aggregate(codec, payload.substr(2));
    if (type != fragment) return is_key_type(codec, first);
    // The fragment's type stands in the low six bits; put it where a NAL header has it.
    return is_key_type(codec, (byte_at(payload, 2) & 63) << 1);
}

std::optional<RtpHeader> parse_rtp(std::string_view packet) {
    if (packet.size() < 12 || byte_at(packet, 0) >> 6 != 2) return {};
    RtpHeader header;
    header.marker = byte_at(packet, 1) >> 7 != 0;
    header.payload_type = byte_at(packet, 1) & 127;
    header.sequence = static_cast<std::uint16_t>(byte_at(packet, 2) << 8 | byte_at(packet, 3));
    header.timestamp = word_at(packet, 4);
    header.source = word_at(packet, 8);
    std::size_t at = 12 + 4 * (byte_at(packet, 0) & 15);
    if ((byte_at(packet, 0) & 16) != 0) {
        if (packet.size() < at + 4) return {};
        at += 4 + 4 * (byte_at(packet, at + 2) << 8 | byte_at(packet, at + 3));
    }
    if (packet.size() < at) return {};
    header.payload = packet.substr(at);
    header.header = at;
    return header;
}

RtpCounter::RtpCounter(Codec codec, unsigned clock)
    : codec_(codec), clock_(clock > 0 ? clock : usual_clock) {}

void RtpCounter::begin_sequence(std::uint16_t sequence) {
    newest_ = sequence;
    window_ = 1;
    bad_next_.reset();
}

void RtpCounter::follow_sequence(std::uint16_t sequence) {
    const auto ahead = static_cast<std::uint16_t>(sequence - newest_);
    if (ahead == 0) {
        ++seen_.repeated;
    } else if (ahead < most_dropout) {
        seen_.lost += ahead - 1u;
        window_ = ahead < 64 ? window_ << ahead | 1 : 1;
        newest_ = sequence;
        bad_next_.reset();
    } else if (ahead <= 65535 - most_misorder) {
        if (bad_next_ == sequence) {
            ++seen_.resets;
            begin_sequence(sequence);
        } else {
            bad_next_ = static_cast<std::uint16_t>(sequence + 1);
        }
    } else {
        const auto behind = static_cast<std::uint16_t>(newest_ - sequence);
        const bool known = behind < 64 && (window_ >> behind & 1) != 0;
        if (known) {
            ++seen_.repeated;
            return;
        }
        ++seen_.reordered;
        if (seen_.lost > 0) --seen_.lost;
        if (behind < 64) window_ |= std::uint64_t{1} << behind;
    }
}

void RtpCounter::follow_clock(const RtpHeader& header, Instant now) {
    const auto forward = header.timestamp - timestamp_;
    const bool later = seen_.frames > 0 && forward > 0 && forward < clock_ * longest_pause;
    const bool jumped =
        seen_.frames > 0 && !later && forward != 0 && 0 - forward >= clock_ * longest_pause;
    if (seen_.frames == 0 || later || jumped) {
        if (later) elapsed_ += forward;
        timestamp_ = header.timestamp;
        ++seen_.frames;
    }
    if (jumped) transit_.reset();
    const double arrival = static_cast<double>(now.count()) * clock_ / 1e6;
    // The difference of transits needs no common zero; timestamps wrap, so it is taken modulo 2^32.
    const double transit = std::fmod(arrival, 4294967296.0) - header.timestamp;
    if (transit_) {
        auto change = std::fabs(transit - *transit_);
        change = std::min(change, std::fabs(4294967296.0 - change));
        const auto jitter = seen_.jitter * clock_ / 1000;
        seen_.jitter = (jitter + (change - jitter) / 16) * 1000 / clock_;
        if (++in_a_row_ > settling) seen_.jitter_most = std::max(seen_.jitter_most, seen_.jitter);
    }
    transit_ = transit;
}

void RtpCounter::follow_keyframes(const RtpHeader& header, Instant now) {
    if (holds_keyframe(codec_, header.payload) != true) return;
    if (seen_.keyframes > 0 && header.timestamp == keyframe_timestamp_) return;
    if (keyframe_elapsed_) {
        const double distance = static_cast<double>(elapsed_ - *keyframe_elapsed_) / clock_;
        seen_.keyframe_distance = std::max(seen_.keyframe_distance.value_or(0), distance);
    }
    ++seen_.keyframes;
    if (!seen_.first_keyframe) seen_.first_keyframe = now;
    keyframe_timestamp_ = header.timestamp;
    keyframe_elapsed_ = elapsed_;
    keyframe_arrival_ = now;
}

void RtpCounter::packet(std::string_view head, std::size_t size, Instant now) {
    const auto header = parse_rtp(head);
    if (!header || size < header->header) {
        ++seen_.malformed;
        return;
    }
    if (!begun_ || header->source != source_) {
        ++seen_.sources;
        source_ = header->source;
        begun_ = true;
        transit_.reset();
        begin_sequence(header->sequence);
    } else {
        follow_sequence(header->sequence);
    }
    ++seen_.packets;
    seen_.bytes += size - header->header;
    if (!seen_.first) seen_.first = now;
    seen_.last = now;
    follow_clock(*header, now);
    follow_keyframes(*header, now);
}

void RtpCounter::control(std::string_view packet) {
    // A sender report is the first of a compound packet (RFC 3550 6.1), type 200.
    if (packet.size() >= 28 && byte_at(packet, 0) >> 6 == 2 && byte_at(packet, 1) == 200)
        ++seen_.sender_reports;
}

RtpFigures RtpCounter::figures(Instant now) const {
    auto figures = seen_;
    if (seen_.frames > 1 && elapsed_ > 0)
        figures.frame_rate =
            static_cast<double>(seen_.frames - 1) * clock_ / static_cast<double>(elapsed_);
    if (seen_.frames > 1 && seen_.first && *seen_.last > *seen_.first)
        figures.arrival_rate = static_cast<double>(seen_.frames - 1) * 1e6 /
                               static_cast<double>((*seen_.last - *seen_.first).count());
    const auto from = keyframe_arrival_ ? keyframe_arrival_ : seen_.first;
    if (codec_ != Codec::other && from && now >= *from)
        figures.since_keyframe = static_cast<double>((now - *from).count()) / 1e6;
    return figures;
}

}  // namespace diag::cameras
