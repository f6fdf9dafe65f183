package io.clickward.bench;

import io.clickward.testing.ClientHello;
import io.clickward.testing.ManyDomains;
import io.clickward.testing.TimedHandshake;
import java.util.Arrays;

/**
 * Makes TLS handshakes one after the other with a server that {@link FillStore} has filled, on its
 * port on loopback. Arguments: the port and one of
 *
 * <ul>
 *   <li>{@code first FROM COUNT}: one with each of so many hosts, and another one with each just
 *       after; prints the median and the 99th percentile in ms of the first, of the second, and of
 *       the difference
 *   <li>{@code touch FROM COUNT}: one with each of so many hosts
 *   <li>{@code known NUMBER COUNT}: so many with one host
 *   <li>{@code unknown FROM COUNT}: so many for names that are nobody's, each another one
 * </ul>
 */
final class ScaleHandshakes {
  private static final double NANOS_OF_A_MILLI = 1e6;

  private ScaleHandshakes() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int from = Integer.parseInt(arguments[2]);
    int count = Integer.parseInt(arguments[3]);
    try (TimedHandshake client = new TimedHandshake(port)) {
      switch (arguments[1]) {
        case "first" -> first(client, from, count);
        case "touch" -> {
          for (int i = from; i < from + count; i++) {
            client.nanos(ManyDomains.host(i));
          }
        }
        case "known" -> {
          for (int i = 0; i < count; i++) {
            client.nanos(ManyDomains.host(from));
          }
        }
        case "unknown" -> unknown(port, from, count);
        default -> throw new IllegalArgumentException(arguments[1]);
      }
    }
  }

  private static void first(TimedHandshake client, int from, int count) throws Exception {
    double[] first = new double[count];
    double[] second = new double[count];
    double[] more = new double[count];
    for (int i = 0; i < count; i++) {
      String host = ManyDomains.host(from + i);
      first[i] = client.nanos(host) / NANOS_OF_A_MILLI;
      second[i] = client.nanos(host) / NANOS_OF_A_MILLI;
      more[i] = first[i] - second[i];
    }
    System.out.println(shape(first) + " " + shape(second) + " " + shape(more));
  }

  private static String shape(double[] millis) {
    Arrays.sort(millis);
    return "%.2f %.2f".formatted(millis[millis.length / 2], millis[millis.length * 99 / 100]);
  }

  private static void unknown(int port, int from, int count) throws Exception {
    for (int i = from; i < from + count; i++) {
      String name = "n%08d.of.strangers.a.example".formatted(i);
      byte[] answer = ClientHello.forName(name).answerFrom(port);
      if (answer.length != 7 || answer[6] != 112) {
        throw new IllegalStateException("an unknown name was answered " + Arrays.toString(answer));
      }
    }
  }
}
