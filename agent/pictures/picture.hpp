// SPDX-License-Identifier: Apache-2.0
// A screenshot of which nothing is left but what its pixels need.
//
// Everything else a PNG or JPEG can carry tells of who made it, where and with what: EXIF with the
// place, XMP, comments, colour profiles, thumbnails, times, other pictures and files behind the
// end. So nothing is taken out here; a new file is written, of the parts that are known to be
// needed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/disposable.hpp"
#include "platform/result.hpp"

namespace diag::pictures {

enum class Form { png, jpeg };

std::string_view name_of(Form form);        ///< "PNG", "JPEG"
std::string_view media_type_of(Form form);  ///< "image/png", "image/jpeg" (IANA)

/// What a file of that name should hold, by its ending: .png, .jpg, .jpeg in whatever case.
/// Fails with absent for any other name.
Result<Form> form_named(std::string_view file_name);

/// Of what is taken and of what it becomes. A photograph of twelve megapixels, as telephones take
/// them by themselves, has 4 to 6 MB; a PNG of a 4K screen about as much. Every copy of it counts
/// in the 64 MB that all processes of a run may hold.
inline constexpr std::size_t most_bytes = std::size_t{8} << 20;
/// Two 5K screens side by side (10240 x 2880) fit. What telephones take on demand, 48 or 50
/// megapixels, does not.
inline constexpr std::uint32_t most_on_a_side = 16'384;
inline constexpr std::uint64_t most_pixels = 40'000'000;
/// Of a PNG's rows as they are unpacked and packed again. Two 5K screens with transparency have
/// 118 MB.
inline constexpr std::uint64_t most_pixel_bytes = std::uint64_t{128} << 20;

struct Size {
    std::uint32_t width = 0;
    std::uint32_t height = 0;  ///< both in pixels, from 1 on
};

/// How long is waited for one.
struct Waiting {
    milliseconds patience{10'000};  ///< for reading and making it
    GivenUp given_up = {};          ///< whether nobody waits any more
};

/// Only plain_picture() makes one, here or apart, and only this can be packed as a picture.
class Picture {
public:
    Form form() const { return form_; }
    Size size() const { return size_; }
    const std::string& bytes() const { return bytes_; }
    /// Bytes of the original that are not pixels and stayed behind.
    std::uint64_t left_behind() const { return left_behind_; }

private:
    friend Result<Picture> plain_picture(std::string_view bytes, Form form);
    friend Result<Picture> plain_picture_apart(const Question& read, Form form,
                                               const Waiting& waiting);
    Picture() = default;
    Form form_ = Form::png;
    Size size_;
    std::string bytes_;
    std::uint64_t left_behind_ = 0;
};

/// The same picture in a file of its own, the same bytes for the same input and library. Holds the
/// original and the result in memory, never the pixels.
///
/// Fails with malformed where it is not `form`, is cut, damaged or of a kind that screens do not
/// make; with full past most_bytes, of which also what it becomes has no more, most_on_a_side,
/// most_pixels or most_pixel_bytes.
Result<Picture> plain_picture(std::string_view bytes, Form form);

/// The same of what `read` gives, in a process that can be lost: what takes longer, dies or holds
/// much memory does so there. Fails as `read` and plain_picture() do, and with timed_out.
Result<Picture> plain_picture_apart(const Question& read, Form form, const Waiting& waiting);

}  // namespace diag::pictures
