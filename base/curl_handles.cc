#include "base/curl_handles.h"

#include <signal.h>

namespace toward {
namespace {

bool Start() {
  struct sigaction action {};
  sigaction(SIGPIPE, nullptr, &action);
  if (action.sa_handler == SIG_DFL) signal(SIGPIPE, SIG_IGN);
  return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

void StartOnce() {
  static const bool started = Start();
  TOWARD_CHECK(started);
}

}  // namespace

CurlHandle NewCurlHandle() {
  StartOnce();
  CurlHandle handle(curl_easy_init());
  TOWARD_CHECK(handle != nullptr);
  return handle;
}

CurlMulti NewCurlMulti() {
  StartOnce();
  CurlMulti multi(curl_multi_init());
  TOWARD_CHECK(multi != nullptr);
  return multi;
}

void Append(CurlList& list, const std::string& line) {
  curl_slist* const longer = curl_slist_append(list.get(), line.c_str());
  TOWARD_CHECK(longer != nullptr);
  static_cast<void>(list.release());
  list.reset(longer);
}

void SetTransfer(const CurlHandle& handle, const Transfer& transfer) {
  SetOption(handle, CURLOPT_PROTOCOLS_STR, transfer.protocols.c_str());
  SetOption(handle, CURLOPT_PROXY, "");
  SetOption(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!transfer.ca_file.empty()) SetOption(handle, CURLOPT_CAINFO, transfer.ca_file.c_str());
  SetOption(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(transfer.connect_timeout_ms));
  SetOption(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(transfer.total_timeout_ms));
  SetOption(handle, CURLOPT_NOSIGNAL, 1L);
}

long AnswerCode(const CurlHandle& handle) {
  long code = 0;
  TOWARD_CHECK(curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &code) == CURLE_OK);
  return code;
}

}  // namespace toward
