#include "attack.hpp"
#include "engine/support.hpp"
#include "secrets_watch.hpp"
#include "temporary.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace az = azoth;

namespace azoth_tests::secrets {
namespace {

const std::string password = "planted-password";
const std::string piece = "plantedpiece";

az::task<void> connect_and_note(Watch& watch, std::string url, bool hide) {
    try {
        auto engine = az::create_async_engine(url, watch.options(hide));
        // As the value of another option it is shown like any other value.
        if (url.find("=x" + password) == std::string::npos) watch.note(engine.url().render());
        auto conn = co_await engine.connect();
        co_await conn.execute(select_one);
        co_await engine.dispose();
    } catch (...) {
        watch.note(std::current_exception());
    }
}

void report_password(const Watch& watch, const std::vector<std::string>& planted) {
    std::size_t found = 0;
    for (const std::string& secret : planted) {
        const std::size_t times = watch.count(secret);
        found += times;
        INFO(secret << " is in" << watch.texts_with(secret));
        attack("read a password in errors, logs, spans, measurements or hooks", times != 0);
    }
    std::printf("secrets: %zu planted, %zu found\n", planted.size(), found);
}

}  // namespace

TEST_CASE("A password, or a piece of it, can't be read in the error of a malformed URL", "[security]") {
    Watch watch;
    for (const std::string& url : std::vector<std::string>{
             "postgresql://app:p@" + piece + "@127.0.0.1:1/db",
             "postgresql://app:p@ss/" + piece + "@127.0.0.1:1/db",
             "postgresql://app:p/" + piece + "@127.0.0.1:1/db",
             "postgresql://app:p?x=" + piece + "@127.0.0.1:1/db",
             "postgresql://app:p?" + piece + "=x@127.0.0.1:1/db",
             "postgresql://app:p#" + piece + "@127.0.0.1:1/db",
             "postgresql://app:" + piece + "%@127.0.0.1:1/db",
             "postgresql://app:" + piece,
             "postgresql://app:p:" + piece + "/db",
             "postgresql://app:[" + piece + "@127.0.0.1:1/db",
             "postgresql://127.0.0.1:1/db?password=p&" + piece + "=x",
             "postgresql://127.0.0.1:1/db?password=p&" + piece,
             "postgresql:/app:" + piece + "@127.0.0.1:1/db",
             "sqlite://app:" + piece + "@127.0.0.1:1/db",
         }) {
        run(connect_and_note(watch, url, false));
    }
    CHECK(watch.noted() >= 14);
    report_password(watch, {piece});
}

TEST_CASE("A password of a URL, an option or a file can't be read in the error of a connection", "[security]") {
    const std::string port = server_setting("AZOTH_TEST_PG_PORT");
    if (port.empty()) return;
    const std::string here = "127.0.0.1:" + port;
    Folder folder;
    folder.write("passwords", here + ":*:azoth_scram:" + password + "\n");
    const std::string file = (folder.path() / "passwords").string();
    ::chmod(file.c_str(), 0600);
    Watch watch;
    for (const bool hide : {false, true}) {
        for (const std::string& url : std::vector<std::string>{
                 "postgresql://azoth_scram:" + password + "@" + here + "/azoth",
                 "postgresql://azoth_md5:" + password + "@" + here + "/azoth",
                 "postgresql://azoth:" + password + "@" + here + "/azoth",
                 "postgresql://azoth:" + password + "@" + here + "/no_such_database",
                 "postgresql://azoth:" + password + "@no-such-host.invalid/azoth",
                 "postgresql://azoth:" + password + "@127.0.0.1:1/azoth",
                 "postgresql://azoth_scram@" + here + "/azoth?password=" + password,
                 "postgresql://azoth_scram@" + here + "/azoth?passfile=" + file,
                 "postgresql://azoth@" + here + "/azoth?sslpassword=" + password + "&sslmode=require",
                 // libpq shows the values of these options.
                 "postgresql://azoth:" + password + "@" + here + "/azoth?sslmode=x" + password,
                 "postgresql://azoth:" + password + "@" + here + "/azoth?channel_binding=x" + password,
                 "postgresql://azoth:" + password + "@" + here + "/azoth?target_session_attrs=x" + password,
                 "postgresql://azoth:" + password + "@" + here + "/azoth?keepalives=x" + password,
                 "postgresql://azoth:" + password + "@" + here + "/azoth?gssencmode=x" + password,
             }) {
            run(connect_and_note(watch, url, hide));
        }
    }
    report_password(watch, {password});
}

}  // namespace azoth_tests::secrets
