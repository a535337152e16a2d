// Messages taken apart without a parser, for the driver and the floor.
#ifndef TOWARD_TESTS_BENCH_WIRE_PIECES_H_
#define TOWARD_TESTS_BENCH_WIRE_PIECES_H_

#include <string_view>
#include <vector>

#include "sync/wire.h"

namespace toward::bench {

// The pieces of a message. Aborts when it is none.
std::vector<sync::Piece> Pieces(std::string_view message);

// The content of a length-delimited piece.
std::string_view Content(const sync::Piece& piece);

}  // namespace toward::bench

#endif  // TOWARD_TESTS_BENCH_WIRE_PIECES_H_
