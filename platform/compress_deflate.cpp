// SPDX-License-Identifier: Apache-2.0
#include <libdeflate.h>

#include <new>

#include "platform/compress.hpp"

namespace diag {

GzipPacker::GzipPacker(int level) : compressor_(libdeflate_alloc_compressor(level)) {
    if (compressor_ == nullptr) throw std::bad_alloc();
}

GzipPacker::~GzipPacker() { libdeflate_free_compressor(compressor_); }

std::string_view GzipPacker::member(std::string_view plain) {
    const auto bound = libdeflate_gzip_compress_bound(compressor_, plain.size());
    if (bound > room_size_) {
        room_ = std::make_unique_for_overwrite<char[]>(bound);
        room_size_ = bound;
    }
    const auto size =
        libdeflate_gzip_compress(compressor_, plain.data(), plain.size(), room_.get(), room_size_);
    return {room_.get(), size};
}

Result<std::string> gzip_member(std::string_view plain) {
    try {
        GzipPacker packer;
        return std::string(packer.member(plain));
    } catch (const std::bad_alloc&) {
        return Error{Fault::full, "no memory to pack with"};
    }
}

Result<> unpack_member(std::string_view member, std::size_t size, std::string& plain) {
    plain.resize(size);
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>
        unpacker(libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (!unpacker) return Error{Fault::full, "no memory to unpack with"};
    const auto result = libdeflate_gzip_decompress(unpacker.get(), member.data(), member.size(),
                                                   plain.data(), size, nullptr);
    if (result != LIBDEFLATE_SUCCESS) return Error{Fault::malformed, "not a whole gzip member"};
    return {};
}

}  // namespace diag
