#include "tests/bench/wire_pieces.h"

#include <utility>

#include "base/check.h"

namespace toward::bench {
namespace {

void SkipVarint(std::string_view& bytes) {
  while ((static_cast<unsigned char>(bytes.front()) & 0x80) != 0) bytes.remove_prefix(1);
  bytes.remove_prefix(1);
}

}  // namespace

std::vector<sync::Piece> Pieces(std::string_view message) {
  auto pieces = sync::Cut(message);
  TOWARD_CHECK(pieces.ok());
  return *std::move(pieces);
}

std::string_view Content(const sync::Piece& piece) {
  std::string_view content = piece.bytes;
  SkipVarint(content);
  SkipVarint(content);
  return content;
}

}  // namespace toward::bench
