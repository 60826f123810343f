#include "catch.hpp"
#include <azoth/driver/backend.hpp>
#include <azoth/driver/url.hpp>
#include <azoth/error.hpp>

#include <string>

namespace {

using namespace azoth;

std::string hosts_of(std::string_view text) {
    std::string hosts;
    for (const UrlHost& host : Url::parse(text).hosts) hosts += '<' + host.name + '|' + std::to_string(host.port) + '>';
    return hosts;
}

TEST_CASE("a URL is split into its decoded parts", "[unit]") {
    const Url url =
        Url::parse("postgresql+libpq://us%40er:p%3Aa%2Fss@db.example.com:5433/my%20db?sslmode=require&a=b%26c");
    CHECK(url.backend == "postgresql");
    CHECK(url.driver == "libpq");
    CHECK(url.user == "us@er");
    CHECK(url.has_password);
    CHECK(url.password == "p:a/ss");
    REQUIRE(url.hosts.size() == 1);
    CHECK(url.hosts[0].name == "db.example.com");
    CHECK(url.hosts[0].port == 5433);
    CHECK(url.database == "my db");
    CHECK(url.option("sslmode") == "require");
    CHECK(url.option("a") == "b&c");
    CHECK(url.option("missing").empty());
}

TEST_CASE("all parts of a URL except the backend may be missing", "[unit]") {
    const Url bare = Url::parse("postgresql://");
    CHECK(bare.hosts.empty());
    CHECK(bare.database.empty());
    CHECK_FALSE(bare.has_password);
    CHECK(Url::parse("postgresql:///db").database == "db");
    CHECK(Url::parse("postgresql://?a=1").option("a") == "1");
    CHECK(Url::parse("postgresql://user@").user == "user");
    CHECK(Url::parse("postgresql://user@/db").hosts.empty());
    CHECK(hosts_of("postgresql://host") == "<host|0>");
    CHECK(hosts_of("postgresql://:5433/db") == "<|5433>");
    const Url empty_password = Url::parse("postgresql://user:@host");
    CHECK(empty_password.has_password);
    CHECK(empty_password.password.empty());
    CHECK(Url::parse("postgresql://h/db?a=").option("a").empty());
}

TEST_CASE("an SQLite URL contains a path", "[unit]") {
    CHECK(Url::parse("sqlite://").database.empty());
    CHECK(Url::parse("sqlite:///:memory:").database == ":memory:");
    CHECK(Url::parse("sqlite:///dir/relative.db").database == "dir/relative.db");
    CHECK(Url::parse("sqlite:////var/absolute.db?mode=ro").database == "/var/absolute.db");
}

TEST_CASE("a URL may name several hosts", "[unit]") {
    CHECK(hosts_of("postgresql://a,b:1,[::1]:2,[fe80::1%25eth0]/db") == "<a|0><b|1><::1|2><fe80::1%eth0|0>");
}

TEST_CASE("a Unix socket's directory is a host, percent-encoded or in the query", "[unit]") {
    CHECK(hosts_of("postgresql://%2Fvar%2Frun:5433/db") == "</var/run|5433>");
    CHECK(hosts_of("postgresql:///db?host=/var/run") == "</var/run|0>");
    CHECK(hosts_of("postgresql:///db?host=/var/run&port=5433") == "</var/run|5433>");
    CHECK(hosts_of("postgresql://user@:5433/db?host=/var/run") == "</var/run|5433>");
    CHECK(Url::parse("postgresql:///db?host=/var/run&a=1").query.size() == 1);
}

TEST_CASE("hosts and ports may be in the query", "[unit]") {
    CHECK(hosts_of("postgresql:///db?host=a:1&host=b:2") == "<a|1><b|2>");
    CHECK(hosts_of("postgresql:///db?host=a,b&port=1,2") == "<a|1><b|2>");
    CHECK(hosts_of("postgresql:///db?host=a,b&port=5") == "<a|5><b|5>");
    CHECK(hosts_of("postgresql:///db?host=::1") == "<::1|0>");
    CHECK(hosts_of("postgresql:///db?host=[::1]:7") == "<::1|7>");
    CHECK(hosts_of("postgresql://a,b/db?port=5") == "<a|5><b|5>");
    CHECK(hosts_of("postgresql:///db?port=5") == "<|5>");
    CHECK_THROWS_AS(Url::parse("postgresql://a/db?host=b"), ArgumentError);
    CHECK_THROWS_AS(Url::parse("postgresql://a:1/db?port=2"), ArgumentError);
    CHECK_THROWS_AS(Url::parse("postgresql:///db?host=a,b,c&port=1,2"), ArgumentError);
}

TEST_CASE("the last value of a repeated key counts, and all are kept in order", "[unit]") {
    const Url url = Url::parse("sqlite:///x?a=1&b=2&a=3");
    CHECK(url.option("a") == "3");
    REQUIRE(url.query.size() == 3);
    CHECK(url.query[0].second == "1");
    CHECK(url.query[1].first == "b");
}

TEST_CASE("a malformed URL throws without showing its password", "[unit]") {
    for (const char* text : {"",
                             "postgresql",
                             "postgresql:/host",
                             "://host",
                             "1sql://host",
                             "post gres://host",
                             "postgresql+://host",
                             "postgresql://u:secret@host:port/db",
                             "postgresql://u:secret@host:0/db",
                             "postgresql://u:secret@host:65536/db",
                             "postgresql://u:sec/secret@host/db",
                             "postgresql://u:secret%@host",
                             "postgresql://u:secret%4@host",
                             "postgresql://u:secret%zz@host",
                             "postgresql://u:secret@[::1/db",
                             "postgresql://u:secret@::1/db",
                             "postgresql://u:secret@[]/db",
                             "postgresql://u:secret@[::1]x/db",
                             "postgresql://u:secret@h/db?a",
                             "postgresql://u:secret@h/db?=a",
                             "postgresql://u:secret@h/db%00",
                             "postgresql://u:secret@h:-1/db"}) {
        CAPTURE(text);
        try {
            Url::parse(text);
            FAIL("it was accepted");
        } catch (const ArgumentError& error) {
            CHECK_THAT(error.what(), StartsWith("malformed database URL: "));
            CHECK(std::string_view(error.what()).find("sec") == std::string_view::npos);
        }
    }
}

TEST_CASE("a URL with an unencoded password throws, and the error tells how to encode it", "[unit]") {
    for (const char* text :
         {"postgresql://user:p@ss@host/db", "postgresql://user:p@ss/word@host/db", "postgresql://user:p/ss@host/db",
          "postgresql://user:p?a=ss@host/db", "postgresql://user:p#ss@host/db", "postgresql://us@er:pss@host/db",
          "postgresql://user:pss@host/db@word", "postgresql://user:pss@host/db?a=word@x", "sqlite://user:p/ss@x"}) {
        CAPTURE(text);
        CHECK_THROWS_WITH(Url::parse(text), StartsWith("malformed database URL: ") && ContainsSubstring("%40") &&
                                                !ContainsSubstring("user:") && !ContainsSubstring("word@") &&
                                                !ContainsSubstring("host"));
    }
    CHECK(Url::parse("postgresql://user:p%40s%2Fs%3F%23@host/db").password == "p@s/s?#");
    CHECK(Url::parse("postgresql://user:a:b@host/db").password == "a:b");
    CHECK(Url::parse("sqlite:////home/me@work/x.db").database == "/home/me@work/x.db");
    CHECK(Url::parse("postgresql:///db?application_name=me@work").option("application_name") == "me@work");
}

TEST_CASE("options that are secrets are not rendered", "[unit]") {
    for (const char* key : {"password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key"}) {
        CAPTURE(key);
        const Url url = Url::parse("postgresql://h/db?" + std::string(key) + "=hush");
        CHECK_THAT(url.render(), ContainsSubstring("***") && !ContainsSubstring("hush"));
        CHECK_THAT(url.render(false), ContainsSubstring("hush"));
    }
}

TEST_CASE("a rendered URL is equivalent and hides its password", "[unit]") {
    for (const char* text :
         {"postgresql://user:p%40s%3As%2F%25@host:5433/db?sslmode=require", "postgresql+libpq://a,b:1,[::1]:2/db",
          "postgresql://%2Fvar%2Frun:5433/my%20db", "postgresql://u@/db", "postgresql://:pw@h", "sqlite://",
          "sqlite:////absolute/x.db?mode=ro", "sqlite:///a%3Fb%25.db", "postgresql://[fe80::1%25eth0]/db",
          "postgresql://:5433/db?application_name=a%26b%3Dc%2Bd"}) {
        CAPTURE(text);
        const Url url = Url::parse(text);
        CHECK(url.render(false) == text);
    }
    CHECK(Url::parse("postgresql://user:secret@host/db").render() == "postgresql://user:***@host/db");
    CHECK(Url::parse("postgresql://h/db?password=secret&a=b").render() == "postgresql://h/db?password=***&a=b");
}

class TestBackend final : public Backend {
public:
    std::string_view name() const noexcept override { return "testdb"; }
    std::vector<std::string_view> drivers() const override { return {"fast", "safe"}; }
    const Dialect& dialect() const noexcept override { std::terminate(); }
    std::unique_ptr<Connector> connector(const Url&, const ConnectOptions&) const override { return nullptr; }
};

TEST_CASE("a backend is found by its name after registration", "[unit]") {
    static const TestBackend first;
    static const TestBackend second;
    CHECK(register_backend(first));
    CHECK(register_backend(second));
    CHECK(&find_backend(Url::parse("testdb://")) == &first);
    CHECK(&find_backend(Url::parse("testdb+safe://")) == &first);
    CHECK_THROWS_WITH(find_backend(Url::parse("testdb+slow://")),
                      "the backend \"testdb\" has no driver \"slow\"; it has: fast, safe");
    CHECK_THROWS_WITH(
        find_backend(Url::parse("oracle://")),
        StartsWith("there is no backend \"oracle\"; linked into this program: ") && ContainsSubstring("testdb"));
}

}  // namespace

TEST_CASE("postgres:// is another spelling of postgresql://", "[unit]") {
    const azoth::Url url = azoth::Url::parse("postgres://ada:secret@db:5433/shop?sslmode=require");
    CHECK(url.backend == "postgresql");
    CHECK(url.render(false) == "postgresql://ada:secret@db:5433/shop?sslmode=require");
    CHECK(azoth::Url::parse("postgres+libpq://db/shop").driver == "libpq");
    CHECK(azoth::Url::parse("postgresqlx://db/shop").backend == "postgresqlx");
}
