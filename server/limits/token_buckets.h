// Token buckets: how often each of many may do something. Each begins with a full bucket, every act takes a token, and
// tokens come back at a steady rate.
#ifndef TOWARD_SERVER_LIMITS_TOKEN_BUCKETS_H_
#define TOWARD_SERVER_LIMITS_TOKEN_BUCKETS_H_

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace toward::server {

struct Rate {
  // So many come back in each period. 0: no limit.
  int64_t tokens = 0;
  int64_t period_ms = 1'000;
  // How many a full bucket has.
  int64_t burst = 0;
};

// Not thread-safe.
class TokenBuckets {
 public:
  // Remembers at most `capacity` of those who took; the one that has not taken for the longest time is forgotten first
  // and has a full bucket again.
  TokenBuckets(const Rate& rate, size_t capacity) : rate_(rate), capacity_(capacity) {}

  // Takes a token from the bucket of `key`, or none: returns after how many milliseconds there will be one, 0 when it
  // was taken. `now_ms` is of a clock that does not go back.
  int64_t Take(std::string_view key, int64_t now_ms);

  size_t size() const { return buckets_.size(); }

 private:
  struct Bucket {
    std::string key;
    // Tokens times period_ms, so that nothing is lost by rounding.
    int64_t level = 0;
    int64_t filled_ms = 0;
  };

  Bucket& Find(std::string_view key, int64_t now_ms);

  const Rate rate_;
  const size_t capacity_;
  // Who took last is first.
  std::list<Bucket> buckets_;
  // Keys are those of the buckets.
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_key_;
};

}  // namespace toward::server

#endif  // TOWARD_SERVER_LIMITS_TOKEN_BUCKETS_H_
