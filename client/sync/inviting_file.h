// `<directory>/inviting`: an invite that is under way, between two runs of a program.
#ifndef TOWARD_CLIENT_SYNC_INVITING_FILE_H_
#define TOWARD_CLIENT_SYNC_INVITING_FILE_H_

#include <memory>
#include <string>

#include "client/sync/pairing.h"

namespace toward::client {

struct InvitingFile {
  static std::string Write(const Inviting& inviting);
  // Null: not what Write made.
  static std::unique_ptr<Inviting> Read(const std::string& text, const KeyPlace& place, Identity& identity,
                                        Random& random);
};

}  // namespace toward::client

#endif  // TOWARD_CLIENT_SYNC_INVITING_FILE_H_
