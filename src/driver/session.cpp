#include <azoth/driver/notification.hpp>
#include <azoth/driver/session.hpp>
#include <azoth/error.hpp>

#include <utility>

namespace azoth {

task<Answer> Session::copy_in(Request request, ParameterSource& source) { return execute_many(request, source); }

void Session::listen(std::shared_ptr<NotificationSink> sink) {
    if (sink == nullptr) return;
    Diagnostics d;
    d.message = "this database has no notifications";
    throw NotSupportedError(std::move(d));
}

}  // namespace azoth
