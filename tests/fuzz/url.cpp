// URLs of databases: any text. What is read of it renders as a URL that is read as the same, shows no password unless
// it is asked for, and is taken or refused by both backends.

#include "bytes.hpp"
#include "postgresql/conninfo.hpp"
#include "sqlite/database_options.hpp"
#include <azoth/driver/url.hpp>
#include <azoth/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace azoth;
    using namespace azoth::fuzz;
    try {
        const Url url = Url::parse(text_of(data, size));
        const std::string whole = url.render(false);
        const Url again = Url::parse(whole);
        require(again.render(false) == whole);
        require(again.password == url.password && again.user == url.user && again.database == url.database);
        require(again.query == url.query);
        // What is shown doesn't depend on the password.
        Url other = url;
        if (other.has_password) other.password = "another";
        require(other.render() == url.render());
        if (url.backend == "sqlite") {
            (void)sqlite::parse_options(url, ConnectOptions());
        } else {
            const postgresql::ConnInfo info(url);
            require(info.keywords().size() == info.values().size());
        }
    } catch (const Error&) {
    }
    return 0;
}
