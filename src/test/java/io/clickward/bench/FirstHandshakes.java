package io.clickward.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Starts a server again and again and prints, in milliseconds from just before its process was
 * forked, when the first handshake was done that a client believes, and when one with each host
 * was: the median, the least and the most of each. Arguments: how often, the server's address, its
 * port, a file with the hosts, a file with the CA's certificate, the log file, the command. A first
 * start, not counted, warms this program up.
 */
final class FirstHandshakes {
  private final HandshakeClient client;
  private final List<String> hosts;

  private FirstHandshakes(HandshakeClient client, List<String> hosts) {
    this.client = client;
    this.hosts = hosts;
  }

  /** Milliseconds from the fork. */
  private record Start(double first, double all) {}

  public static void main(String[] arguments) throws Exception {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.ofLiteral(arguments[1]), Integer.parseInt(arguments[2]));
    List<String> hosts = Files.readAllLines(Path.of(arguments[3]));
    List<String> command = List.of(arguments).subList(6, arguments.length);
    Path log = Path.of(arguments[5]);
    Start[] starts = new Start[Integer.parseInt(arguments[0])];
    try (HandshakeClient client =
        HandshakeClient.trusting(server, Path.of(arguments[4]).toFile())) {
      FirstHandshakes handshakes = new FirstHandshakes(client, hosts);
      handshakes.start(command, log);
      for (int i = 0; i < starts.length; i++) {
        starts[i] = handshakes.start(command, log);
      }
    }
    Launched.print(Arrays.stream(starts).mapToDouble(Start::first).toArray());
    Launched.print(Arrays.stream(starts).mapToDouble(Start::all).toArray());
  }

  private Start start(List<String> command, Path log) throws Exception {
    try (Launched server = new Launched(command, log)) {
      double first = server.millisUntil(() -> shakes(hosts.getFirst()));
      for (String host : hosts) {
        client.shake(host).get();
      }
      return new Start(first, server.millis());
    }
  }

  /** False when nobody listens; a listener that does not shake hands is an error. */
  private boolean shakes(String host) throws IOException, InterruptedException {
    try {
      client.shake(host).get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConnectException) {
        return false;
      }
      throw new IOException("no handshake for " + host, e.getCause());
    }
  }
}
