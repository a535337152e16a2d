#include "server/limits/caller_address.h"

#include <gtest/gtest.h>

namespace toward::server {
namespace {

TEST(CallerAddress, IsThePeersWithoutItsPort) {
  EXPECT_EQ(CallerAddress("ipv4:192.0.2.1:5123", "", ""), "192.0.2.1");
  EXPECT_EQ(CallerAddress("unix:", "", ""), "unix");
}

TEST(CallerAddress, OfIPv6IsTheNetwork) {
  EXPECT_EQ(CallerAddress("ipv6:%5B2001:db8:1:2:3:4:5:6%5D:5123", "", ""), "2001:db8:1:2::/64");
  EXPECT_EQ(CallerAddress("ipv6:[2001:db8:1:2::9]:5123", "", ""), "2001:db8:1:2::/64");
  EXPECT_EQ(CallerAddress("ipv6:%5B::ffff:192.0.2.1%5D:5123", "", ""), "192.0.2.1");
}

TEST(CallerAddress, IsNotWhatAStrangerSays) {
  EXPECT_EQ(CallerAddress("ipv4:192.0.2.1:5123", "198.51.100.7", ""), "192.0.2.1");
  EXPECT_EQ(CallerAddress("ipv4:192.0.2.1:5123", "198.51.100.7", "127.0.0.1"), "192.0.2.1");
  EXPECT_EQ(CallerAddress("unix:", "198.51.100.7", "127.0.0.1"), "unix");
}

TEST(CallerAddress, IsWhatTheProxySaysLast) {
  EXPECT_EQ(CallerAddress("ipv4:127.0.0.1:5123", "198.51.100.7", "127.0.0.1"), "198.51.100.7");
  EXPECT_EQ(CallerAddress("unix:", "203.0.113.9, 198.51.100.7", "unix"), "198.51.100.7");
  EXPECT_EQ(CallerAddress("unix:/run/toward.sock", " 2001:db8:1:2::9 ", "unix"), "2001:db8:1:2::/64");
}

TEST(CallerAddress, IsTheProxysOwnWhenItSaysNothing) {
  EXPECT_EQ(CallerAddress("ipv4:127.0.0.1:5123", "", "127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(CallerAddress("ipv4:127.0.0.1:5123", "203.0.113.9,", "127.0.0.1"), "127.0.0.1");
}

}  // namespace
}  // namespace toward::server
