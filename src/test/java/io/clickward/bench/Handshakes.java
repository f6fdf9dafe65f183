package io.clickward.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Shakes hands with a server for some time, full handshakes on new connections with one host after
 * the other, and prints how many there were. Arguments: the server's address, its port, a file with
 * the hosts, the seconds, the connections at once.
 */
final class Handshakes {
  private final HandshakeClient client;
  private final List<String> hosts;
  private final long end;
  private final AtomicInteger count = new AtomicInteger();

  private Handshakes(HandshakeClient client, List<String> hosts, int seconds) {
    this.client = client;
    this.hosts = hosts;
    this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
  }

  public static void main(String[] arguments) throws Exception {
    InetSocketAddress server =
        new InetSocketAddress(InetAddress.ofLiteral(arguments[0]), Integer.parseInt(arguments[1]));
    List<String> hosts = Files.readAllLines(Path.of(arguments[2]));
    try (HandshakeClient client = HandshakeClient.credulous(server)) {
      Handshakes handshakes = new Handshakes(client, hosts, Integer.parseInt(arguments[3]));
      handshakes.run(Integer.parseInt(arguments[4]));
      System.out.println(handshakes.count);
    }
  }

  private void run(int connections) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        clients.add(threads.submit(this::shakeHands));
      }
      for (Future<?> each : clients) {
        each.get();
      }
    }
  }

  private Void shakeHands() throws Exception {
    while (System.nanoTime() < end) {
      client.shake(hosts.get(Math.floorMod(count.getAndIncrement(), hosts.size()))).get();
    }
    return null;
  }
}
