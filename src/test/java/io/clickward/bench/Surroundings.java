package io.clickward.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.clickward.testing.DnsStub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * The DNS of the CA and of both servers, resolver and name server in one, and the yes to Caddy's
 * question whether a host may have a certificate. Hosts right below {@code ours.test} lead by CNAME
 * to {@code edge.lab.test} at 127.0.0.1, those below {@code theirs.test} to 127.0.0.2. TXT records
 * are made by posting a name and a value, a line each, to {@code /txt}. Arguments: the port of the
 * DNS, the port of HTTP.
 */
final class Surroundings {
  private static final String EDGE = "edge.lab.test.";
  private static final String SERVER = "ns.lab.test.";
  private static final Map<String, String> FIXED =
      Map.of(EDGE, "A 127.0.0.1", SERVER, "A 127.0.0.1");

  private final Map<String, String> texts = new ConcurrentHashMap<>();

  public static void main(String[] arguments) throws Exception {
    Surroundings surroundings = new Surroundings();
    DnsStub.at(local(arguments[0]), query -> Optional.of(surroundings.answer(query)));
    HttpServer http = HttpServer.create(local(arguments[1]), 0);
    http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    http.createContext("/ask", exchange -> end(exchange, ""));
    http.createContext("/txt", surroundings::publish);
    http.start();
  }

  private static InetSocketAddress local(String port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
  }

  private void publish(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), US_ASCII);
    for (String line : body.lines().toList()) {
      String[] words = line.split(" ", 2);
      texts.put(words[0] + ".", words[1]);
    }
    end(exchange, "");
  }

  private static void end(HttpExchange exchange, String body) throws IOException {
    exchange.sendResponseHeaders(200, body.isEmpty() ? -1 : body.length());
    exchange.close();
  }

  private Message answer(Message query) {
    Record question = query.getQuestion();
    String name = question.getName().toString().toLowerCase(Locale.ROOT);
    Message reply = DnsStub.reply(query, Rcode.NOERROR);
    reply.getHeader().setFlag(Flags.AA);
    if (isZone(name)) {
      answerZone(reply, name, question.getType());
    } else if (FIXED.containsKey(name)) {
      addIfAsked(reply, question.getType(), name + " " + FIXED.get(name));
    } else if (texts.containsKey(name)) {
      addIfAsked(reply, question.getType(), name + " TXT " + texts.get(name));
    } else if (isHost(question.getName())) {
      answerHost(reply, name, question.getType());
    } else {
      reply.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    return reply;
  }

  private static boolean isZone(String name) {
    return name.equals("ours.test.") || name.equals("theirs.test.") || name.equals("lab.test.");
  }

  /** One label below a zone, the underscored names of records aside. */
  private static boolean isHost(Name name) {
    return name.labels() == 4
        && !name.getLabelString(0).startsWith("_")
        && isZone(new Name(name, 1).toString());
  }

  private static void answerZone(Message reply, String name, int type) {
    addIfAsked(reply, type, name + " NS " + SERVER);
    addIfAsked(reply, type, name + " SOA " + SERVER + " root.lab.test. 1 3600 600 86400 60");
  }

  private static void answerHost(Message reply, String name, int type) {
    if (name.endsWith(".theirs.test.")) {
      addIfAsked(reply, type, name + " A 127.0.0.2");
    } else {
      reply.addRecord(DnsStub.record(name + " CNAME " + EDGE), Section.ANSWER);
      addIfAsked(reply, type, EDGE + " A 127.0.0.1");
    }
  }

  private static void addIfAsked(Message reply, int type, String line) {
    Record record = DnsStub.record(line);
    if (record.getType() == type) {
      reply.addRecord(record, Section.ANSWER);
    }
  }
}
