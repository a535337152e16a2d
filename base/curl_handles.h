// libcurl's objects, owned.
#ifndef TOWARD_BASE_CURL_HANDLES_H_
#define TOWARD_BASE_CURL_HANDLES_H_

#include <curl/curl.h>

#include <memory>
#include <string>

#include "base/check.h"

namespace toward {

struct CurlDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
// CURLM is the same type as CURL.
struct CurlMultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using CurlMulti = std::unique_ptr<CURLM, CurlMultiDeleter>;
using CurlHandle = std::unique_ptr<CURL, CurlDeleter>;
using CurlList = std::unique_ptr<curl_slist, CurlDeleter>;
using CurlUrl = std::unique_ptr<CURLU, CurlDeleter>;

// A new handle. The first call of the process starts libcurl and, unless it is caught, has SIGPIPE ignored.
// Thread-safe.
CurlHandle NewCurlHandle();

// Several transfers at once; they share connections. As for NewCurlHandle.
CurlMulti NewCurlMulti();

// Sets an option of a type that libcurl documents for it.
template <typename Value>
void SetOption(const CurlHandle& handle, CURLoption option, Value value) {
  TOWARD_CHECK(curl_easy_setopt(handle.get(), option, value) == CURLE_OK);
}

template <typename Value>
void SetOption(const CurlMulti& multi, CURLMoption option, Value value) {
  TOWARD_CHECK(curl_multi_setopt(multi.get(), option, value) == CURLM_OK);
}

void Append(CurlList& list, const std::string& line);

// What every transfer of ours has in common: only `protocols`, no proxy from the environment, TLS 1.2 or newer against
// the authorities of `ca_file` (PEM; empty: the system's), bounded time, no signals.
struct Transfer {
  std::string protocols;
  std::string ca_file;
  int64_t connect_timeout_ms = 0;
  int64_t total_timeout_ms = 0;
};
void SetTransfer(const CurlHandle& handle, const Transfer& transfer);

// The last answer's code; 0 when there was none.
long AnswerCode(const CurlHandle& handle);

}  // namespace toward

#endif  // TOWARD_BASE_CURL_HANDLES_H_
