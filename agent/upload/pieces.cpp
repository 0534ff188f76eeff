// SPDX-License-Identifier: Apache-2.0
#include "agent/upload/pieces.hpp"

#include <fstream>
#include <new>
#include <system_error>

namespace diag::upload {
namespace {

Result<Piece> read_piece(const std::filesystem::path& file, std::uint64_t offset,
                         std::uint64_t size) {
    Piece piece;
    piece.bytes.resize(size);
    std::ifstream in(file, std::ios::binary);
    in.seekg(static_cast<std::streamoff>(offset));
    in.read(piece.bytes.data(), static_cast<std::streamsize>(size));
    if (static_cast<std::uint64_t>(in.gcount()) != size)
        return Error{Fault::io, file.native() + " cannot be read, or became shorter"};
    piece.digest = sha256(piece.bytes);
    return piece;
}

}  // namespace

Result<Piece> Pieces::take(std::uint64_t offset, std::uint64_t size) {
    if (ahead_) {
        auto ahead = std::move(*ahead_);
        ahead_.reset();
        if (ahead.offset == offset && ahead.size == size) return ahead.piece.get();
    }
    return read_piece(file_, offset, size);
}

void Pieces::expect(std::uint64_t offset, std::uint64_t size) {
    const auto read = [file = file_, offset, size]() -> Result<Piece> {
        try {
            return read_piece(file, offset, size);
        } catch (const std::bad_alloc&) {
            return Error{Fault::full, "memory is short for a piece of the bundle"};
        }
    };
    try {
        ahead_ = Ahead{offset, size, std::async(std::launch::async, read)};
    } catch (const std::system_error&) {
        ahead_.reset();  // no thread is to be had: it is read when it is taken
    }
}

}  // namespace diag::upload
