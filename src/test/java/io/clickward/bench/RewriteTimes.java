package io.clickward.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.domain.TrackingDomain;
import io.clickward.link.Keyring;
import io.clickward.link.LinkKey;
import io.clickward.link.LinkSeal;
import io.clickward.link.Secret;
import io.clickward.rewrite.LinkWriter;
import io.clickward.rewrite.RewriteOptions;
import io.clickward.rewrite.Rewriter;
import io.clickward.rewrite.SealedLinks;
import io.clickward.testing.Domains;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jsoup.Jsoup;

/**
 * Times the rewriting of a folder's HTML documents beside jsoup's parse and print of the same, on
 * one thread. Prints a line for each way: its name, the median milliseconds for all documents,
 * those of the very first round, and something that was computed from what came out. Arguments: the
 * folder, warm-up rounds, rounds.
 */
final class RewriteTimes {
  private static final String HOST = "links.example.com";
  private static final Instant NOW = Instant.parse("2026-11-20T08:30:00Z");

  /** Writes links of the usual length that cost nothing. */
  private record ReadyLinks() implements LinkWriter {
    private static final String URL = "https://" + HOST + "/c/" + "x".repeat(105);

    @Override
    public String click(int index, int total, byte[] destination) {
      return URL;
    }

    @Override
    public String open(int total) {
      return URL;
    }

    @Override
    public boolean isTracked(String host) {
      return host.equals(HOST);
    }
  }

  /** One way through a document; gives the length of what came out. */
  private interface Way {
    int through(byte[] document);
  }

  private RewriteTimes() {}

  public static void main(String[] arguments) throws IOException {
    List<byte[]> documents = documents(Path.of(arguments[0]));
    int warmUps = Integer.parseInt(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    Map<String, long[]> nanos = new LinkedHashMap<>();
    Map<String, Long> first = new LinkedHashMap<>();
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (int round = -warmUps; round < rounds; round++) {
      for (Map.Entry<String, Way> way : ways().entrySet()) {
        long start = System.nanoTime();
        long out = 0;
        for (byte[] document : documents) {
          out += way.getValue().through(document);
        }
        long took = System.nanoTime() - start;
        bytes.put(way.getKey(), out);
        first.putIfAbsent(way.getKey(), took);
        if (round >= 0) {
          nanos.computeIfAbsent(way.getKey(), _ -> new long[rounds])[round] = took;
        }
      }
    }
    nanos.forEach(
        (way, took) ->
            System.out.printf(
                "%s %.2f %.2f %d%n",
                way, median(took) / 1e6, first.get(way) / 1e6, bytes.get(way)));
  }

  private static Map<String, Way> ways() {
    Rewriter sealing = new Rewriter(sealedLinks(), RewriteOptions.DEFAULT);
    Rewriter bare = new Rewriter(new ReadyLinks(), RewriteOptions.DEFAULT);
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("sealing", document -> sealing.html(document).bytes().length);
    ways.put("bare", document -> bare.html(document).bytes().length);
    ways.put("jsoup", document -> Jsoup.parse(new String(document, UTF_8)).outerHtml().length());
    return ways;
  }

  private static SealedLinks sealedLinks() {
    SecureRandom random = new SecureRandom();
    LinkKey key = new LinkKey(1, Secret.random(random), NOW);
    Keyring keyring = new Keyring(Secret.random(random), List.of(key));
    TrackingDomain domain = Domains.of(HOST);
    var reader = keyring.pseudonyms(domain.account()).of("reader@example.net");
    return new SealedLinks(
        domain,
        443,
        LinkSeal.of(keyring, HOST, domain.generation()),
        new SealedLinks.Message("spring-2026", reader, reader, NOW),
        Set.of(HOST),
        NOW);
  }

  private static List<byte[]> documents(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".html"))
          .sorted()
          .map(RewriteTimes::read)
          .toList();
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
