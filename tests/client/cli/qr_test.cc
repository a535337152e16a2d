#include "client/cli/membership/qr.h"

#include <gtest/gtest.h>

namespace toward::client {
namespace {

constexpr char kLink[] = "https://toward.example/j#1.wMHCw8TFxsfIycrLzM3Oz6ChoqOkpaanqKmqq6ytrq-wsbKztLW2t7i5uru8vb6_";

TEST(Qr, ALinkFitsAnOrdinaryTerminal) { EXPECT_TRUE(RenderQr(kLink, 80).has_value()); }

TEST(Qr, ACodeWiderThanTheScreenIsNotDrawn) { EXPECT_FALSE(RenderQr(kLink, 40).has_value()); }

TEST(Qr, NoCodeHoldsAnythingLonger) { EXPECT_FALSE(RenderQr(std::string(3'000, 'a'), 1'000).has_value()); }

TEST(Qr, EachLineEndsInTheTerminalsOwnColours) {
  const std::string drawn = *RenderQr("toward", 80);
  for (size_t begin = 0; begin < drawn.size();) {
    const size_t end = drawn.find('\n', begin);
    EXPECT_TRUE(std::string_view(drawn).substr(begin, end - begin).ends_with("\x1b[0m"));
    begin = end + 1;
  }
}

}  // namespace
}  // namespace toward::client
