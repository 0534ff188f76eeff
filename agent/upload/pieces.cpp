// SPDX-License-Identifier: Apache-2.0
#include "agent/upload/pieces.hpp"

#include <fstream>

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
    ahead_ = Ahead{offset, size, std::async(std::launch::async, [file = file_, offset, size] {
                       return read_piece(file, offset, size);
                   })};
}

}  // namespace diag::upload
