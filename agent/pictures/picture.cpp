// SPDX-License-Identifier: Apache-2.0
#include "agent/pictures/picture.hpp"

#include "agent/pictures/walk.hpp"
#include "platform/text.hpp"

namespace diag::pictures {

std::string_view name_of(Form form) { return form == Form::png ? "PNG" : "JPEG"; }

std::string_view media_type_of(Form form) { return form == Form::png ? "image/png" : "image/jpeg"; }

Result<Form> form_named(std::string_view file_name) {
    const auto name = lowered(file_name);
    if (name.ends_with(".png")) return Form::png;
    if (name.ends_with(".jpg") || name.ends_with(".jpeg")) return Form::jpeg;
    return Error{Fault::absent, "no name of a PNG or JPEG file"};
}

Result<> check_size(const Size& size) {
    if (size.width == 0 || size.height == 0) return broken("it says it has no pixels");
    if (size.width <= most_on_a_side && size.height <= most_on_a_side &&
        std::uint64_t{size.width} * size.height <= most_pixels)
        return {};
    return Error{Fault::full, "it says it has " + std::to_string(size.width) + " x " +
                                  std::to_string(size.height) + " pixels, more than " +
                                  std::to_string(most_pixels / 1'000'000) +
                                  " million or than any screen"};
}

Error grown() {
    return {Fault::full, "written anew it is longer than " + bytes_text(most_bytes)};
}

Result<Picture> plain_picture(std::string_view bytes, Form form) {
    if (bytes.empty()) return broken("it is empty");
    if (bytes.size() > most_bytes)
        return Error{Fault::full, "it is longer than " + bytes_text(most_bytes)};
    auto plain = form == Form::png ? plain_png(bytes) : plain_jpeg(bytes);
    if (!plain) return plain.error();
    // A file written anew is not always shorter.
    if (plain->bytes.size() > most_bytes) return grown();
    Picture picture;
    picture.form_ = form;
    picture.size_ = plain->size;
    picture.bytes_ = std::move(plain->bytes);
    picture.left_behind_ = plain->left_behind;
    return picture;
}

}  // namespace diag::pictures
