// SPDX-License-Identifier: Apache-2.0
// A picture from a child process and back: what the child says of it as three numbers, then its
// bytes.
#include "agent/pictures/picture.hpp"
#include "agent/pictures/walk.hpp"

namespace diag::pictures {
namespace {

constexpr std::size_t numbers = 12;  // width, height, bytes left behind: of 32 bits each

void write_number(std::string& out, std::uint64_t number) {
    for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(number >> shift);
}

/// In the child: at no time more than two copies of either file are held.
Result<std::string> told(const Question& read, Form form) {
    auto original = read();
    if (!original) return original;
    const auto picture = plain_picture(*original, form);
    if (!picture) return picture.error();
    *original = std::string();
    std::string answer;
    answer.reserve(numbers + picture->bytes().size());
    write_number(answer, picture->size().width);
    write_number(answer, picture->size().height);
    write_number(answer, picture->left_behind());
    return answer += picture->bytes();
}

}  // namespace

Result<Picture> plain_picture_apart(const Question& read, Form form, const Waiting& waiting) {
    auto answer =
        std::move(in_disposable_children({[&] { return told(read, form); }}, numbers + most_bytes,
                                         waiting.patience, 1, waiting.given_up)
                      .front());
    if (!answer) return answer.error();
    if (answer->size() <= numbers) return Error{Fault::io, "the child that made it died"};
    Picture picture;
    picture.form_ = form;
    picture.size_ = {number32(*answer, 0), number32(*answer, 4)};
    picture.left_behind_ = number32(*answer, 8);
    picture.bytes_ = std::move(answer->erase(0, numbers));
    return picture;
}

}  // namespace diag::pictures
