// SPDX-License-Identifier: Apache-2.0
// The promise: no line that held a secret still holds it, whatever the syntax around it.
#include <algorithm>
#include <vector>

#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

/// Each holds the secret "Hunter2x" once or more, and nothing of it may stay.
void check_all(const std::vector<std::string>& texts) {
    for (const auto& text : texts) {
        CAPTURE(text);
        const auto result = clean(text);
        CAPTURE(result);
        CHECK_FALSE(holds(result, "Hunter2x"));
        CHECK(std::count(result.begin(), result.end(), '\n') ==
              std::count(text.begin(), text.end(), '\n'));
    }
}

TEST_CASE("redact: credentials in a URL go, in any scheme and spelling") {
    check_all({"rtsp://admin:Hunter2x@10.0.0.5:554/stream1",
               "open rtsps://admin:Hunter2x@cam.local/x failed",
               "mongodb://safr:Hunter2x@db1:27017,db2:27017/main?replicaSet=rs0",
               "jdbc:postgresql://svc:Hunter2x@db.example.com/app",
               "jdbc:oracle:thin:scott/Hunter2x@db.example.com:1521/orcl",
               "amqp://:Hunter2x@broker/", "redis://:Hunter2x@cache:6379/0",
               "https://Hunter2x@github.com/a/b.git",
               R"({"url":"rtsp:\/\/admin:Hunter2x@host\/s","n":1})",
               "next=rtsp%3A%2F%2Fadmin%3AHunter2x%40cam%2Fs&x=1", "url='ftp://u:Hunter2x@h/' x",
               "<url>ftp://u:Hunter2x@h/</url>", "(smb://dom;u:Hunter2x@nas/share)"});
}

TEST_CASE("redact: passwords in a URL go with the signs people put into them") {
    check_all({"rtsp://admin:a@Hunter2x@10.0.0.5/s", "rtsp://admin:Hunter2x@a@10.0.0.5/s",
               "rtsp://admin:a/Hunter2x@10.0.0.5:554/s", "rtsp://admin:Hunter2x/a@10.0.0.5:554/s",
               "rtsp://admin:a:Hunter2x@10.0.0.5/s", "rtsp://admin:a?Hunter2x@10.0.0.5/s",
               "rtsp://admin:a#Hunter2x@10.0.0.5/s", "rtsp://admin:%40Hunter2x%2F@10.0.0.5/s",
               "rtsp://admin:p@ss/w0rd/Hunter2x@cam7.example.com/s?x=1"});
}

TEST_CASE("redact: values of secret keys go in text, properties and logfmt") {
    check_all({"password=Hunter2x",
               "password:Hunter2x\n",
               "a password=Hunter2x, b",
               "password = Hunter2x",
               "passwd: Hunter2x",
               "pwd=Hunter2x;",
               "user=bob pass=Hunter2x",
               "spring.datasource.password=Hunter2x",
               "user-password = \"Hunter2x\"",
               "DB_PASSWORD=Hunter2x",
               "export PGPASSWORD='Hunter2x'",
               "client_secret: Hunter2x",
               "accessToken=Hunter2x",
               "api_key=Hunter2x",
               "apiKey: Hunter2x",
               "x-api-key: Hunter2x",
               "aws_secret_access_key = Hunter2x",
               "private_key=Hunter2x",
               "community: Hunter2x",
               "passphrase=Hunter2x",
               "senha=Hunter2x",
               "contrase\xc3\xb1"
               "a: Hunter2x",
               "clave=Hunter2x",
               "Kennwort: Hunter2x",
               "licenseKey=Hunter2x",
               "password=Hunter2x\r\nnext=1\r\n",
               "#password=Hunter2x",
               "password => Hunter2x",
               "password := Hunter2x",
               "smtp.password=a b Hunter2x",
               "level=info token=Hunter2x ok",
               "{user=bob, password=Hunter2x}",
               "[password=Hunter2x]",
               "(pwd:Hunter2x)",
               "setPassword(\"Hunter2x\")",
               "password1=Hunter2x",
               "passwordConfirm=Hunter2x",
               "password=Hunter2x\\\n   Hunter2x\nx=1",
               "password={noop}Hunter2x",
               "psk=Hunter2x",
               "session_id=Hunter2x",
               "JSESSIONID=Hunter2x",
               "authkey=Hunter2x"});
}

TEST_CASE("redact: values of secret keys go in JSON, also in strings within strings") {
    check_all({R"({"password":"Hunter2x"})", R"({"user":"b","password" : "Hunter2x","x":1})",
               R"({'password': 'Hunter2x'})", R"({"passwords":["a","Hunter2x"],"x":1})",
               R"({"credentials":{"user":"x","password":"Hunter2x"}})",
               R"({"body":"{\"password\":\"Hunter2x\"}"})",
               R"({"a":"{\"b\":\"{\\\"token\\\":\\\"Hunter2x\\\"}\"}"})",
               R"({"name":"DB_PASSWORD","value":"Hunter2x"})",
               R"({"password":"a\"Hunter2x","x":1})", R"({"password":"Hunter2x\\","x":1})",
               R"({"query":"a=1&password=Hunter2x&b=2"})", R"({"cmd":"login password=Hunter2x"})",
               R"(["--password","Hunter2x","-v"])", "{\n \"password\":\n  \"Hunter2x\"\n}",
               "{\n \"passwords\": [\n  \"Hunter2x\",\n  \"Hunter2x\"\n ]\n}",
               R"({"password\u003dHunter2x"})"});
}

TEST_CASE("redact: values of secret keys go in XML") {
    check_all({"<password>Hunter2x</password>", "<ns:password a=\"b\">Hunter2x</ns:password>",
               "<password><![CDATA[Hunter2x]]></password>", "<user password=\"Hunter2x\" a=\"b\"/>",
               "<user password='Hunter2x'/>", "<property name=\"password\" value=\"Hunter2x\"/>",
               "<entry key=\"password\">Hunter2x</entry>",
               "<add key=\"Password\" value=\"Hunter2x\" />", "<password>\n  Hunter2x\n</password>",
               "&lt;password&gt;Hunter2x&lt;/password&gt;", "<Password value=\"Hunter2x\"/>",
               "<void property=\"password\"><string>Hunter2x</string></void>",
               "<tt:Password>Hunter2x</tt:Password>"});
}

TEST_CASE("redact: values of secret keys go in YAML, with blocks and lists") {
    check_all({"password: Hunter2x", "password: \"Hunter2x\" # comment", "  - password: Hunter2x",
               "password: |\n  Hunter2x\n  and Hunter2x\nnext: 1\n", "password: >-\n  Hunter2x\n",
               "passwords:\n  - a\n  - Hunter2x\nx: 1\n", "passwords:\n- Hunter2x\n- Hunter2x\n",
               "passwords: [a, Hunter2x]", "env:\n  - name: DB_PASSWORD\n    value: Hunter2x\n",
               "password:\n  Hunter2x\nx: 1\n"});
}

TEST_CASE("redact: secrets on command lines go") {
    check_all({"run --password Hunter2x --user x",
               "run --password=Hunter2x",
               "run -password Hunter2x",
               "java -Dpassword=Hunter2x -jar x",
               "mysql -u root -pHunter2x db",
               "mongodump -u a -p Hunter2x --out x",
               "mongosh -pHunter2x",
               "sshpass -p Hunter2x ssh h",
               "sshpass -pHunter2x ssh h",
               "curl -u bob:Hunter2x https://h",
               "curl --user bob:Hunter2x https://h",
               "redis-cli -a Hunter2x ping",
               "snmpwalk -v2c -c Hunter2x host",
               "ldapsearch -D x -w Hunter2x",
               "[--password, Hunter2x, -v]",
               std::string("run\0--password\0Hunter2x\0-v\0", 27),
               "machine h login bob password Hunter2x",
               "openssl rsa -passin pass:Hunter2x",
               "CREATE USER u IDENTIFIED BY 'Hunter2x'",
               "ALTER USER u WITH PASSWORD 'Hunter2x'"});
}

TEST_CASE("redact: secrets in query strings, forms and connection strings go") {
    check_all({"GET /a?access_token=Hunter2x&x=1 HTTP/1.1", "GET /a?x=1&password=Hunter2x HTTP/1.1",
               "user=a&password=Hunter2x&c=d", "a=1&amp;password=Hunter2x&amp;b=2",
               "x=password%3DHunter2x%26b%3D2", "?sig=1&X-Amz-Signature=Hunter2x",
               "Server=h;Database=d;User Id=sa;Password=Hunter2x;",
               "Server=h;Password=a Hunter2x;D=x", "Server=h;Password=\"a;Hunter2x\";D=x",
               "host=h user=u password=Hunter2x dbname=d",
               "AccountName=a;AccountKey=Hunter2x==;EndpointSuffix=x"});
}

TEST_CASE("redact: headers of authorization and cookies go, in dumps, JSON, maps and curl") {
    check_all({"Authorization: Bearer Hunter2x",
               "authorization: Basic Hunter2x==",
               "Proxy-Authorization: Negotiate Hunter2x",
               "Authorization: Hunter2x",
               "Authorization: Digest username=\"bob\", nonce=\"Hunter2x\", response=\"Hunter2x\"",
               "Authorization: AWS4-HMAC-SHA256 Credential=Hunter2x/a, Signature=Hunter2x",
               "X-RPC-AUTHORIZATION: main:Hunter2x",
               "X-RPC-AUTHORIZATION: a b:Hunter2x",
               "curl -H \"X-RPC-AUTHORIZATION: main:Hunter2x\" https://h",
               "curl -H 'Authorization: Bearer Hunter2x' https://h",
               R"({"Authorization":"Bearer Hunter2x"})",
               R"(["Authorization","Basic Hunter2x"])",
               R"({"h":"Authorization: Bearer Hunter2x\r\nHost: x"})",
               "{authorization=[Bearer Hunter2x], host=[h]}",
               "Header[name=Authorization, value=Hunter2x]",
               "Cookie: a=1; sid=Hunter2x",
               "Set-Cookie: JSESSIONID=Hunter2x; Path=/",
               R"({"cookie":"a=Hunter2x; b=1"})",
               "{cookie=[JSESSIONID=Hunter2x]}",
               "sent Bearer Hunter2xYz12345",
               "x-auth-token: Hunter2x"});
}

TEST_CASE("redact: private keys go, over lines and in one, whole and cut") {
    check_all(
        {"-----BEGIN RSA PRIVATE KEY-----\nHunter2x\nHunter2x==\n-----END RSA PRIVATE KEY-----\n",
         "a\n-----BEGIN PRIVATE KEY-----\r\nHunter2x\r\n-----END PRIVATE KEY-----\r\n",
         R"({"k":"-----BEGIN PRIVATE KEY-----\nHunter2x\n-----END PRIVATE KEY-----\n"})",
         "-----BEGIN PRIVATE KEY-----\nHunter2x\nHunter2x\n",
         "Hunter2x\n-----END PRIVATE KEY-----\n",
         "key: |\n  -----BEGIN EC PRIVATE KEY-----\n  Hunter2x\n  -----END EC PRIVATE KEY-----\n"});
}

TEST_CASE("redact: tokens go that show what they are by their form") {
    const std::string jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    for (const auto& token :
         {jwt, std::string("AKIAIOSFODNN7EXAMPLE"),
          std::string("ghp_16C7e42F292c6912E7710c838347Ae178B4a"),
          std::string("xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOHcbrzqgy")}) {
        CAPTURE(token);
        CHECK_FALSE(holds(clean("got " + token + " from it"), token));
        CHECK_FALSE(holds(clean("{\"t\":\"" + token + "\"}"), token));
    }
}

TEST_CASE("redact: pictures in base64 are cut out") {
    const std::string body(200, 'A');
    for (const std::string begin : {"/9j/4AAQSkZJRg", "iVBORw0KGgo", "R0lGODlh", "UklGRhAAAABXRUJQ"}) {
        const auto result = clean("{\"image\":\"" + begin + body + "\",\"x\":1}");
        CHECK_FALSE(holds(result, begin));
        CHECK(holds(result, "\",\"x\":1}"));
    }
    CHECK_FALSE(holds(clean("src=\"data:image/png;base64," + body + "\""), body));
    CHECK_FALSE(holds(clean("x " + std::string(5000, 'b') + " y"), std::string(4096, 'b')));
}

}  // namespace
}  // namespace diag::redact
