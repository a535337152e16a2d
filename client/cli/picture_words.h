// What a child may choose from for its time: one word, one picture, each something that needs no preparing.
#ifndef TOWARD_CLIENT_CLI_PICTURE_WORDS_H_
#define TOWARD_CLIENT_CLI_PICTURE_WORDS_H_

#include <array>
#include <string>
#include <string_view>

#include "client/cli/screen.h"
#include "plan/plan_day.h"

namespace toward::client {

struct PictureWord {
  std::string_view word;
  // An emoji, in UTF-8.
  std::string_view picture;
};

inline constexpr size_t kPicturesShown = 6;

// Six of a day: the same on both devices, others tomorrow.
std::array<PictureWord, kPicturesShown> PictureWordsOf(plan::PlanDay day);

// Large, numbered, with much space; pictures only where the screen is decorated.
std::string RenderPictureWords(const std::array<PictureWord, kPicturesShown>& words, Style style);

}  // namespace toward::client

#endif  // TOWARD_CLIENT_CLI_PICTURE_WORDS_H_
