package io.clickward.testing;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports of the loopback address, TCP and UDP, that are free together, until somebody takes them.
 * None of those that the kernel gives to outgoing connections: between the look and the server's
 * start, one of the tests' own connections could have it.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int LAST = 31_999;

  /** Each is looked at once before any is again; other processes begin elsewhere. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST - FIRST + 1));

  private FreePorts() {}

  /** So many different ones. */
  public static List<Integer> of(int count) throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int looks = 0; ports.size() < count; looks++) {
      if (looks > LAST - FIRST) {
        throw new IOException("fewer than %d free ports from %d".formatted(count, FIRST));
      }
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), LAST - FIRST + 1);
      if (isFree(port)) {
        ports.add(port);
      }
    }
    return ports;
  }

  private static boolean isFree(int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket _ = new ServerSocket(port, 1, loopback);
        DatagramSocket _ = new DatagramSocket(port, loopback)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
