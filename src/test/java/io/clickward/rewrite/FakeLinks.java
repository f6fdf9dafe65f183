package io.clickward.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Numbered links on {@code links.example}, and a list of what was sealed. */
final class FakeLinks implements LinkWriter {
  static final String HOST = "links.example";

  final List<String> destinations = new ArrayList<>();
  private final String padding;

  FakeLinks() {
    this("");
  }

  private FakeLinks(String padding) {
    this.padding = padding;
  }

  /** Links of the length that real ones have. */
  static FakeLinks long140() {
    return new FakeLinks("x".repeat(100));
  }

  @Override
  public String click(int index, int total, byte[] destination) {
    destinations.add(new String(destination, StandardCharsets.UTF_8));
    return "https://" + HOST + "/c/" + padding + index + "-" + total;
  }

  @Override
  public String open(int total) {
    return "https://" + HOST + "/o/" + padding + total;
  }

  @Override
  public boolean isTracked(String host) {
    return host.equals(HOST);
  }
}
