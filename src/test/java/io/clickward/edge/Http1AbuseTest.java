package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.RawClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Malformed HTTP/1 by section of RFC 9112, and of RFC 9110 where it says so. Each row is followed
 * by a good request on the same connection: whether that one is answered tells whether the
 * connection went on, and whether anything was smuggled into it.
 */
class Http1AbuseTest {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
  private static final String HOST_FIELD = "Host: " + HOST + "\r\n";
  private static final String PROBE =
      "GET /.well-known/clickward/health HTTP/1.1\r\n"
          + HOST_FIELD
          + "Connection: close\r\nX-Probe: x\r\n\r\n";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\n" + HOST_FIELD + "\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

  @TempDir private static Path folder;
  private static EdgeRig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = EdgeRig.withTwoDomains(folder);
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  /**
   * A request and the statuses that it is answered with.
   *
   * @param goesOn whether the connection takes another request after it
   */
  record Row(String section, String what, String request, String statuses, boolean goesOn) {
    @Override
    public String toString() {
      return section + ": " + what + " -> " + statuses + (goesOn ? "" : ", ends");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"messages", "requestLines", "targets", "hosts", "fields", "bodies", "connections"})
  void answersAsTheStandardSays(Row row) throws Exception {
    try (RawClient client = rig.plain()) {
      String answers = client.send(row.request() + PROBE).rest();
      assertThat(statuses(answers))
          .isEqualTo(row.goesOn() ? row.statuses() + " 200" : row.statuses());
      assertThat(answers).contains("Connection: close").doesNotContain("smuggled", HOST);
      assertThat(answers.endsWith("ok")).isEqualTo(row.goesOn());
    }
    assertThat(rig.events).isEmpty();
  }

  private static String statuses(String answers) {
    List<String> statuses =
        STATUS.matcher(answers).results().map((MatchResult found) -> found.group(1)).toList();
    return String.join(" ", statuses);
  }

  /** The rows of one section. */
  private static final class Rows {
    private final String section;
    private final List<Row> rows = new ArrayList<>();

    Rows(String section) {
      this.section = section;
    }

    Rows goesOn(String statuses, String what, String request) {
      rows.add(new Row(section, what, request, statuses, true));
      return this;
    }

    Rows ends(String statuses, String what, String request) {
      rows.add(new Row(section, what, request, statuses, false));
      return this;
    }

    Stream<Row> rows() {
      return rows.stream();
    }
  }

  private static String line(String line) {
    return line + "\r\n" + HOST_FIELD + "\r\n";
  }

  private static String target(String target) {
    return line("GET " + target + " HTTP/1.1");
  }

  private static String host(String lines) {
    return "GET /robots.txt HTTP/1.1\r\n" + lines + "\r\n";
  }

  private static String field(String lines) {
    return host(HOST_FIELD + lines);
  }

  static Stream<Row> messages() {
    String good = target("/robots.txt");
    return new Rows("9112 2.2")
        .goesOn("200", "an empty line before the request is skipped", "\r\n" + good)
        .ends("400", "LF alone ends a line", good.replace("\r\n", "\n"))
        .ends("400", "CR alone ends a line", good.replace("\r\n", "\r"))
        .ends("400", "CR CR LF", good.replace("1.1\r\n", "1.1\r\r\n"))
        .ends("400", "bare CR in a field", field("X: a\rb\r\n"))
        .ends("400", "bare CR before the version", line("GET /robots.txt\r HTTP/1.1"))
        .ends("400", "bare CR as separator", line("GET\r/robots.txt HTTP/1.1"))
        .ends("400", "white space before the first field", host(" " + HOST_FIELD))
        .ends("400", "a line of white space before the first field", host(" \r\n" + HOST_FIELD))
        .ends("400", "no HTTP at all", "what is this\r\n\r\n")
        .ends("400", "a TLS ClientHello", "\u0016\u0003\u0001\u0000\u00c8\u0001\u0000\r\n\r\n")
        .rows();
  }

  static Stream<Row> requestLines() {
    Stream<Row> versions =
        new Rows("9112 2.3")
            .ends("400", "HTTP/0.9 has no version", "GET /robots.txt\r\n\r\n")
            .goesOn("200", "a higher minor version", line("GET /robots.txt HTTP/1.9"))
            .ends("400", "a version of two digits", line("GET /robots.txt HTTP/1.10"))
            .ends("505", "HTTP/0.9 by name", line("GET /robots.txt HTTP/0.9"))
            .ends("505", "HTTP/2.0", line("GET /robots.txt HTTP/2.0"))
            .ends("505", "HTTP/3.0", line("GET /robots.txt HTTP/3.0"))
            .ends("505", "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            .ends("400", "a version in lower case", line("GET /robots.txt http/1.1"))
            .ends("400", "a space in the version", line("GET /robots.txt HTTP/ 1.1"))
            .ends("400", "a version without minor", line("GET /robots.txt HTTP/1"))
            .ends("400", "a leading zero", line("GET /robots.txt HTTP/01.1"))
            .ends("400", "another protocol", line("GET /robots.txt ICY/1.1"))
            .rows();
    Stream<Row> lines =
        new Rows("9112 3")
            .ends("400", "two spaces after the method", line("GET  /robots.txt HTTP/1.1"))
            .ends("400", "two spaces before the version", line("GET /robots.txt  HTTP/1.1"))
            .ends("400", "tabs", line("GET\t/robots.txt\tHTTP/1.1"))
            .ends("400", "tab and space", line("GET \t/robots.txt HTTP/1.1"))
            .ends("400", "vertical tabs", line("GET\u000b/robots.txt\u000bHTTP/1.1"))
            .ends("400", "form feeds", line("GET\f/robots.txt\fHTTP/1.1"))
            .ends("400", "a space at the end", line("GET /robots.txt HTTP/1.1 "))
            .ends("400", "a space in the target", line("GET /robots.txt x HTTP/1.1"))
            .ends("400", "a word too many", line("GET /robots.txt HTTP/1.1 x"))
            .ends("414", "a line over its limit", target("/" + "a".repeat(20_000)))
            .rows();
    Stream<Row> methods =
        new Rows("9112 3.1")
            .goesOn("405", "a method is case-sensitive", line("get /robots.txt HTTP/1.1"))
            .goesOn("405", "TRACE", line("TRACE /robots.txt HTTP/1.1"))
            .goesOn("405", "an unknown method", line("BREW /robots.txt HTTP/1.1"))
            .ends("400", "a method that is no token", line("G(T /robots.txt HTTP/1.1"))
            .ends("400", "a method with @", line("G@T /robots.txt HTTP/1.1"))
            .rows();
    return Stream.of(versions, lines, methods).flatMap(rows -> rows);
  }

  static Stream<Row> targets() {
    Stream<Row> origin =
        new Rows("9112 3.2.1")
            .ends("400", "no slash", target("robots.txt"))
            .ends("400", "NUL in the path", target("/robots\u0000.txt"))
            .ends("400", "a control in the path", target("/robots\u0001.txt"))
            .ends("400", "DEL in the path", target("/robots\u007f.txt"))
            .goesOn(
                "200", "raw bytes in a query, as browsers sent them", target("/robots.txt?\u00fc"))
            .goesOn("404", "a URL in a query is no absolute form", target("/x?u=http://a.invalid/"))
            .rows();
    String known = "http://" + HOST;
    Stream<Row> absolute =
        new Rows("9112 3.2.2")
            .goesOn("200", "the target's host counts", absolute(known + "/robots.txt", OTHER))
            .goesOn("421", "and only that", absolute("http://x.invalid/robots.txt", HOST))
            .goesOn("200", "in any case", absolute("HTTP://" + HOST + "/robots.txt", HOST))
            .goesOn("404", "without a path", absolute(known, HOST))
            .ends(
                "400", "but HTTP/1.1 needs Host all the same", "GET " + known + " HTTP/1.1\r\n\r\n")
            .ends("400", "and a good one", absolute(known + "/robots.txt", "a b"))
            .ends("400", "another scheme", absolute("ftp://" + HOST + "/robots.txt", HOST))
            .ends("400", "no scheme", absolute("?x://" + HOST + "/robots.txt", HOST))
            .ends("400", "no host", absolute("http:///robots.txt", HOST))
            .ends("400", "no host but a port", absolute("http://:80/robots.txt", HOST))
            .ends("400", "user information", absolute("http://u:p@" + HOST + "/robots.txt", HOST))
            .ends("400", "a host after @", absolute("http://x.invalid@" + HOST + "/", HOST))
            .ends("400", "a port that is none", absolute(known + ":http/robots.txt", HOST))
            .rows();
    Stream<Row> others =
        new Rows("9112 3.2.3")
            .goesOn("405", "CONNECT", line("CONNECT " + HOST + ":443 HTTP/1.1"))
            .ends("400", "authority form with GET", target(HOST + ":80"))
            .goesOn("405", "OPTIONS *", line("OPTIONS * HTTP/1.1"))
            .ends("400", "asterisk form with GET", target("*"))
            .rows();
    return Stream.of(origin, absolute, others).flatMap(rows -> rows);
  }

  private static String absolute(String target, String host) {
    return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  static Stream<Row> hosts() {
    Rows rows =
        new Rows("9112 3.2")
            .ends("400", "no Host", host(""))
            .ends("421", "no Host in HTTP/1.0", "GET /robots.txt HTTP/1.0\r\n\r\n")
            .ends("400", "the same Host twice", host(HOST_FIELD + HOST_FIELD))
            .ends("400", "two Hosts", host(HOST_FIELD + "Host: " + OTHER + "\r\n"))
            .ends("400", "two in HTTP/1.0", "GET / HTTP/1.0\r\n" + HOST_FIELD + HOST_FIELD + "\r\n")
            .goesOn("421", "an empty Host", host("Host:\r\n"))
            .goesOn(
                "421", "a list is a name, though a strange one", host("Host: a.test,b.test\r\n"))
            .goesOn("421", "an address", host("Host: [2001:db8::1]:80\r\n"))
            .goesOn("200", "an empty port", host("Host: " + HOST + ":\r\n"));
    List<String> invalid =
        List.of(
            "u@" + HOST,
            "u:p@" + HOST,
            HOST + ", " + OTHER,
            HOST + " " + OTHER,
            HOST + "\t" + OTHER,
            HOST + "/x",
            HOST + "?x",
            HOST + "#x",
            "http://" + HOST,
            HOST + ":abc",
            HOST + ":80:90",
            HOST + ":-80",
            HOST + ":80 ",
            HOST + "\u0000",
            "\"" + HOST + "\"",
            HOST + "\\@x.invalid",
            "<" + HOST + ">",
            "\u00fc.example.org",
            "[2001:db8::1",
            "[]",
            "[::1]x",
            "[a b]");
    for (String host : invalid) {
      boolean trimmed = host.endsWith(" ");
      String request = host("Host: " + host + "\r\n");
      if (trimmed) {
        rows.goesOn("200", "white space around a value is none of it (section 5)", request);
      } else {
        rows.ends("400", "Host: " + printable(host), request);
      }
    }
    return rows.rows();
  }

  private static String printable(String text) {
    return text.replace('\u0000', '\u2400').replace('\t', '\u2409');
  }

  static Stream<Row> fields() {
    Stream<Row> names =
        Stream.of(
                "X ",
                "X\t",
                "X y",
                "X/y",
                "X\u0001y",
                "X\u0000y",
                "X\u00ffy",
                "X@y",
                "X\u000by",
                "")
            .map(
                name ->
                    new Row(
                        "9112 5",
                        "a name that is no token",
                        field(name + ": z\r\n"),
                        "400",
                        false));
    Stream<Row> values =
        Stream.of("a\u0000b", "a\u0001b", "a\u007fb", "a\u000bb", "a\u001bb")
            .map(
                value ->
                    new Row(
                        "9110 5.5",
                        "a control in a value",
                        field("X: " + value + "\r\n"),
                        "400",
                        false));
    Stream<Row> rest =
        new Rows("9112 5.1")
            .ends("400", "no colon", field("broken\r\n"))
            .ends("400", "Host with a space before the colon", host("Host : " + HOST + "\r\n"))
            .ends("400", "a length the same way", field("Content-Length : 5\r\n") + "hello")
            .ends(
                "400",
                "a coding the same way",
                field("Transfer-Encoding : chunked\r\n") + "0\r\n\r\n")
            .goesOn("200", "bytes over 127 in a value", field("X: a\u00ffb\r\n"))
            .rows();
    Stream<Row> folds =
        new Rows("9112 5.2")
            .goesOn("200", "a folded line is one with a space", field("X: a\r\n b\r\n"))
            .ends("400", "a folded Host", host("Host: " + HOST + "\r\n " + OTHER + "\r\n"))
            .ends(
                "400", "a folded coding", field("Transfer-Encoding:\r\n chunked\r\n") + "0\r\n\r\n")
            .ends("400", "a folded length", field("Content-Length: 0\r\n 5\r\n") + "hello")
            .rows();
    Stream<Row> limits =
        new Rows("9110 5.4")
            .ends("431", "one field over the limit", field("X: " + "a".repeat(30_000) + "\r\n"))
            .ends("431", "many fields over the limit", field("X: a\r\n".repeat(5_000)))
            .rows();
    return Stream.of(names, values, rest, folds, limits).flatMap(rows -> rows);
  }

  static Stream<Row> bodies() {
    Rows codings = new Rows("9112 6.1");
    List<String> refused =
        List.of(
            "identity",
            "gzip",
            "chunked, gzip",
            "chunked, chunked",
            "xchunked",
            "",
            "\u000bchunked");
    for (String coding : refused) {
      String request = field("Transfer-Encoding: " + coding + "\r\n") + "0\r\n\r\n" + SMUGGLED;
      codings.ends("400", "a body of unknown end: " + coding.replace('\u000b', '\u240b'), request);
    }
    String length = "Content-Length: 5\r\n";
    codings
        .ends("400", "length and coding", field(length + CHUNKED) + "0\r\n\r\n" + SMUGGLED)
        .ends("400", "coding and length", field(CHUNKED + length) + "0\r\n\r\n" + SMUGGLED)
        .ends("400", "chunked is not last", field(CHUNKED + "Transfer-Encoding: x\r\n") + SMUGGLED)
        .ends("400", "a coding in HTTP/1.0", "GET / HTTP/1.0\r\n" + HOST_FIELD + CHUNKED + "\r\n")
        .ends(
            "200", "nothing is read after a chunked body", field(CHUNKED) + "0\r\n\r\n" + SMUGGLED);
    Rows lengths = new Rows("9112 6.3");
    for (String wrong :
        List.of("-1", "+5", "0x5", "five", "", "5 5", "5.0", "5,", "5, 5", "0, 5", "\u0665")) {
      lengths.ends(
          "400", "a length that is none: " + wrong, field("Content-Length: " + wrong + "\r\n"));
    }
    lengths
        .ends("400", "more than a long", field("Content-Length: 99999999999999999999\r\n"))
        .ends("400", "2 to the 64th", field("Content-Length: 18446744073709551616\r\n") + SMUGGLED)
        .ends("400", "two equal lengths", field(length + length) + "hello" + SMUGGLED)
        .ends("400", "two lengths", field(length + "Content-Length: 0\r\n") + "hello" + SMUGGLED)
        .goesOn("200", "no body", field("Content-Length: 0\r\n"))
        .goesOn("200", "no body, in three digits", field("Content-Length: 000\r\n"))
        .ends("200", "nothing is read after a body", field(length) + "hello" + SMUGGLED);
    Rows chunks = new Rows("9112 7.1");
    List<String> broken =
        List.of(
            "FFFFFFFFFFFFFFFFF\r\n", "-1\r\n", "zz\r\n", "0x1\r\nx\r\n", "1\r\nxy", "1\nx\n0\n\n");
    for (String chunk : broken) {
      chunks.ends("200", "a chunk is never read", field(CHUNKED) + chunk + SMUGGLED);
    }
    return Stream.of(codings, lengths, chunks).flatMap(Rows::rows);
  }

  static Stream<Row> connections() {
    String good = target("/robots.txt");
    Stream<Row> pipelines =
        new Rows("9112 9.3.2")
            .goesOn("200 200 200", "pipelined requests", good.repeat(3))
            .ends("200 400", "the rest after an error is not looked at", good + host("") + good)
            .ends("400", "nor after a line that is no request", "what\r\n\r\n" + good)
            .ends("414", "nor after a line over its limit", target("/" + "a".repeat(20_000)) + good)
            .ends(
                "431",
                "nor after a header over it",
                field("X: " + "a".repeat(30_000) + "\r\n") + good)
            .rows();
    Stream<Row> endings =
        new Rows("9112 9.6")
            .ends("200", "nothing after close", field("Connection: close\r\n") + good)
            .ends(
                "200", "HTTP/1.0 ends", "GET /robots.txt HTTP/1.0\r\n" + HOST_FIELD + "\r\n" + good)
            .rows();
    Stream<Row> semantics =
        new Rows("9110")
            .ends(
                "200",
                "10.1.1: nobody is asked to continue",
                field("Expect: 100-continue\r\nContent-Length: 5\r\n"))
            .goesOn(
                "200",
                "7.8: no upgrade to h2c",
                field(
                    "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n"))
            .goesOn(
                "200",
                "7.8: nor to a WebSocket",
                field("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAA\r\n"))
            .rows();
    return Stream.of(pipelines, endings, semantics).flatMap(rows -> rows);
  }
}
