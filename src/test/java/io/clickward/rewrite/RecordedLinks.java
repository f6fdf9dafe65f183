package io.clickward.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** Writes links that say what they stand for, the same for the same mail, and remembers them. */
final class RecordedLinks implements LinkWriter {
  static final String HOST = "links.example.test";

  static final Pattern CLICK =
      Pattern.compile("https://links\\.example\\.test/c/L\\d+-\\d+-[0-9a-f]{8}");

  /** The whole pixel, in the one form it may have. */
  static final Pattern PIXEL =
      Pattern.compile(
          "<img src=\"https://links\\.example\\.test/o/P\\d+\" width=\"1\" height=\"1\" alt=\"\""
              + " style=\"border:0\">");

  /** A question that was asked, and the answer. */
  record Asked(int index, int total, String destination, String url) {}

  private final List<Asked> asked = new ArrayList<>();

  @Override
  public String click(int index, int total, byte[] destination) {
    CRC32 sum = new CRC32();
    sum.update(destination);
    String url =
        String.format(Locale.ROOT, "https://%s/c/L%d-%d-%08x", HOST, index, total, sum.getValue());
    asked.add(new Asked(index, total, new String(destination, StandardCharsets.UTF_8), url));
    return url;
  }

  @Override
  public String open(int total) {
    return "https://" + HOST + "/o/P" + total;
  }

  @Override
  public boolean isTracked(String host) {
    return host.equals(HOST);
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** The destination behind each URL that was written. */
  Map<String, String> destinations() {
    Map<String, String> destinations = new LinkedHashMap<>();
    asked.forEach(a -> destinations.put(a.url(), a.destination()));
    return destinations;
  }
}
