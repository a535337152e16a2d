// The matrix: what every method answers to every kind of caller.
#ifndef TOWARD_TESTS_SERVER_AUTHORIZATION_ROWS_H_
#define TOWARD_TESTS_SERVER_AUTHORIZATION_ROWS_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/server/authorization/requests.h"
#include "toward/v1/options.pb.h"

namespace toward::server {

using Expectations = std::map<Who, grpc::StatusCode>;

// How a method is called, about what is Ana's, and what comes of it. What `expected` leaves out follows from the
// method's access, or cannot be.
struct Row {
  std::string method;
  std::function<std::string(World&, Who)> request;
  Expectations expected;
  // Of a request whose answer names an id of Ana's: the same about nobody's id.
  std::function<std::string(World&, Who)> of_nobody = nullptr;
};

const std::vector<Row>& Rows();

}  // namespace toward::server

#endif  // TOWARD_TESTS_SERVER_AUTHORIZATION_ROWS_H_
