// The network between a device and the server, in a test's hands: passes bytes on, remembers them, and cuts.
#ifndef TOWARD_TESTS_SUPPORT_RELAY_H_
#define TOWARD_TESTS_SUPPORT_RELAY_H_

#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace toward::support {

// Listens on a loopback port of its own and passes every connection on to another one. Works on a thread of its own;
// its methods may be called from any.
class Relay {
 public:
  explicit Relay(int server_port);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  int port() const { return port_; }

  // Everything that went over it, both directions, in the order it came.
  std::string Seen() const;

  // From now on, connections are cut after this many bytes from the server: the request has arrived, the answer is
  // lost.
  void CutAfterServerBytes(size_t bytes) { server_bytes_left_ = bytes; }
  // From now on nothing is cut.
  void StopCutting() { server_bytes_left_ = kNoCut; }

 private:
  static constexpr size_t kNoCut = static_cast<size_t>(-1);
  struct Connection {
    int device = -1;
    int server = -1;
  };

  void Serve();
  void Accept(std::vector<Connection>& connections);
  static void Close(const Connection& connection);
  // False when the connection is over.
  bool Pass(const Connection& connection, int from);

  const int server_port_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<size_t> server_bytes_left_ = kNoCut;
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::string seen_;
  std::thread thread_;
};

}  // namespace toward::support

#endif  // TOWARD_TESTS_SUPPORT_RELAY_H_
