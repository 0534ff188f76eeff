// SPDX-License-Identifier: Apache-2.0
// Opening in constant memory.
//
// OpenSSL parses a CMS message whole, and needs about four times its size to do so. But it also
// takes the encrypted content from elsewhere ("detached"). Sealer writes indefinite
// lengths, so cutting the content out leaves a valid message of a few hundred bytes: that is
// parsed, and the content is fed to it straight from where it lies.
#include <openssl/asn1.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "platform/cms.hpp"
#include "platform/sink_openssl.hpp"

namespace diag::cms {
namespace {

// A recipient needs about 250 bytes.
constexpr std::uint64_t head_limit = 64 << 10;
constexpr std::string_view content_start{"\xa0\x80", 2};  // [0] of indefinite length
// What follows the last octet of content: ends of [0] and of EncryptedContentInfo, the tag's own
// header; then 16 bytes of tag and the ends of the three outer structures.
constexpr std::string_view tail_start{"\0\0\0\0\x04\x10", 6};
constexpr std::size_t tag_size = 16;
constexpr std::string_view tail_end{"\0\0\0\0\0\0", 6};
constexpr std::size_t tail_size = tail_start.size() + tag_size + tail_end.size();

/// Steps over BER elements. Once something is not as expected it stays failed.
class Walk {
public:
    explicit Walk(std::string_view bytes) : all_(bytes) {}

    /// Into a structure of indefinite length.
    void enter(int tag, int form) { step(tag, form, true); }
    /// Over a whole element of definite length.
    void skip(int tag, int form = V_ASN1_UNIVERSAL) { step(tag, form, false); }

    bool failed() const { return failed_; }
    std::size_t at() const { return at_; }

private:
    void step(int tag, int form, bool indefinite) {
        if (failed_) return;
        const auto* begin = reinterpret_cast<const unsigned char*>(all_.data()) + at_;
        const auto* next = begin;
        long length = 0;
        int found = 0, found_class = 0;
        const int kind = ASN1_get_object(&next, &length, &found, &found_class,
                                         static_cast<long>(all_.size() - at_));
        failed_ = (kind & 0x80) != 0 || found != tag || found_class != form ||
                  ((kind & 1) != 0) != indefinite;
        if (!failed_) at_ += static_cast<std::size_t>(next - begin + (indefinite ? 0 : length));
    }

    std::string_view all_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

/// Where "[0] encryptedContent" begins in AuthEnvelopedData (RFC 5083 2.1), or npos.
std::size_t head_length(std::string_view bytes) {
    Walk walk(bytes);
    walk.enter(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);  // ContentInfo
    walk.skip(V_ASN1_OBJECT);
    walk.enter(0, V_ASN1_CONTEXT_SPECIFIC);
    walk.enter(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);  // AuthEnvelopedData
    walk.skip(V_ASN1_INTEGER);
    walk.skip(V_ASN1_SET);                          // recipients
    walk.enter(V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);  // EncryptedContentInfo
    walk.skip(V_ASN1_OBJECT);
    walk.skip(V_ASN1_SEQUENCE);  // algorithm
    const bool content = !walk.failed() && bytes.substr(walk.at()).starts_with(content_start);
    return content ? walk.at() : std::string_view::npos;
}

/// The encrypted content: octet strings one after the other, as one stream.
class Content {
public:
    Content(const Sealed& sealed, std::uint64_t from, std::uint64_t to)
        : sealed_(sealed), at_(from), end_(to) {}

    /// Up to `limit` bytes; 0 at the end or after a failure.
    std::size_t read(char* into, std::size_t limit) {
        while (outcome_ && chunk_left_ == 0 && (at_ < end_ || have_ < got_)) next_chunk();
        if (!outcome_) return 0;
        const auto length = std::min(limit, chunk_left_);
        outcome_ = take(into, length);
        chunk_left_ -= length;
        return outcome_ ? length : 0;
    }
    const Result<>& outcome() const { return outcome_; }

private:
    void next_chunk() {
        std::array<char, 8> head{};
        outcome_ = take(head.data(), 2);
        if (!outcome_) return;
        chunk_left_ = static_cast<unsigned char>(head[1]);
        const auto more = chunk_left_ & 0x7f;
        if (chunk_left_ > 0x7f) {
            outcome_ = more > 0 && more <= 4 ? take(head.data() + 2, more) : altered();
            chunk_left_ = 0;
            for (std::size_t i = 0; i < more && outcome_; ++i)
                chunk_left_ = chunk_left_ << 8 | static_cast<unsigned char>(head[2 + i]);
        }
        if (outcome_ && head[0] != V_ASN1_OCTET_STRING) outcome_ = altered();
    }
    Result<> take(char* into, std::size_t length) {
        while (length > 0) {
            if (have_ == got_)
                if (const auto filled = fill(); !filled) return filled;
            const auto some = std::min(length, got_ - have_);
            std::memcpy(into, window_.data() + have_, some);
            have_ += some;
            into += some;
            length -= some;
        }
        return {};
    }
    Result<> fill() {
        got_ = static_cast<std::size_t>(std::min<std::uint64_t>(end_ - at_, window_.size()));
        have_ = 0;
        if (got_ == 0) return altered();
        at_ += got_;
        return sealed_.read(at_ - got_, {window_.data(), got_});
    }
    static Result<> altered() {
        return Error{Fault::malformed, "its encrypted content is cut wrongly"};
    }

    const Sealed& sealed_;
    std::uint64_t at_, end_;  ///< what the window has not seen yet
    std::array<char, 65536> window_;
    std::size_t have_ = 0, got_ = 0;
    std::size_t chunk_left_ = 0;
    Result<> outcome_{};
};

int read_content(BIO* bio, char* into, std::size_t limit, std::size_t* got) {
    *got = static_cast<Content*>(BIO_get_data(bio))->read(into, limit);
    return *got > 0 ? 1 : 0;
}

openssl::Bio reading_from(Content& content) {
    static const auto* method = [] {
        auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "content");
        BIO_meth_set_read_ex(made, read_content);
        BIO_meth_set_ctrl(made, [](BIO*, int, long, void*) { return 0L; });
        return made;
    }();
    openssl::Bio bio(BIO_new(method));
    BIO_set_data(bio.get(), &content);
    BIO_set_init(bio.get(), 1);
    return bio;
}

Error not_sealed() { return Error{Fault::malformed, "it is no CMS AuthEnvelopedData of ours"}; }

/// The message without its content, and where that lay.
struct Cut {
    std::string message;
    std::uint64_t from, to;
};

Result<Cut> cut(const Sealed& sealed) {
    std::string head(std::min(sealed.size, head_limit), '\0');
    std::array<char, tail_size> tail{};
    if (sealed.size < tail.size()) return not_sealed();
    if (const auto got = sealed.read(0, head); !got) return got.error();
    if (const auto got = sealed.read(sealed.size - tail.size(), tail); !got) return got.error();
    const auto length = head_length(head);
    const std::string_view end(tail.data(), tail.size());
    if (length == std::string::npos || length + content_start.size() + tail_size > sealed.size ||
        !end.starts_with(tail_start) || !end.ends_with(tail_end))
        return not_sealed();
    // The first two bytes of the tail end the content, which is not there any more.
    return Cut{head.substr(0, length) + std::string(end.substr(2)), length + content_start.size(),
               sealed.size - tail_size};
}

/// CMS_decrypt would hold all plain bytes back until the tag is checked; our callers discard theirs
/// instead.
Result<> decrypt(CMS_ContentInfo* message, Content& content, const Sink& plain) {
    auto in = reading_from(content);
    const openssl::Bio chain(CMS_dataInit(message, in.get()));
    if (!chain) return openssl::failure(Fault::malformed, "it cannot be decrypted");
    static_cast<void>(in.release());  // at the end of the chain now, and freed with it
    std::array<char, 16384> block;
    std::size_t got = 0;
    while (BIO_read_ex(chain.get(), block.data(), block.size(), &got) == 1)
        if (const auto taken = plain({block.data(), got}); !taken) return taken;
    const bool whole = BIO_get_cipher_status(chain.get()) == 1;
    openssl::failure(Fault::malformed, "");  // empties the queue
    if (!content.outcome()) return content.outcome();
    if (!whole) return Error{Fault::malformed, "it was altered after it was sealed"};
    return {};
}

}  // namespace

Result<> open(const Sealed& sealed, const PrivateKey& key, const Sink& plain) {
    const auto parts = cut(sealed);
    if (!parts) return parts.error();
    const auto* at = reinterpret_cast<const unsigned char*>(parts->message.data());
    const openssl::Cms message(
        d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(parts->message.size())));
    openssl::failure(Fault::malformed, "");
    if (!message || OBJ_obj2nid(CMS_get0_type(message.get())) != NID_id_smime_ct_authEnvelopedData)
        return not_sealed();
    if (CMS_decrypt_set1_pkey(message.get(), key.native(), nullptr) != 1) {
        openssl::failure(Fault::refused, "");
        return Error{Fault::refused, "the key given is not one it was sealed for"};
    }
    const auto content = std::make_unique<Content>(sealed, parts->from, parts->to);
    return decrypt(message.get(), *content, plain);
}

}  // namespace diag::cms
