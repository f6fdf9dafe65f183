package io.clickward.rewrite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Time for the whole corpus: rewriting its documents with links that cost nothing to seal, beside
 * jsoup's parse and print of the same documents; and rewriting its messages. Without the corpus
 * beside the project it measures one small document many times.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 2)
public class RewriteBenchmark {
  private static final Path CORPUS = Path.of("../shared/corpus");

  private final List<byte[]> documents = read("html");
  private final List<byte[]> messages = read("eml");
  private final Rewriter rewriter = new Rewriter(new ConstantLinks(), RewriteOptions.DEFAULT);

  private record ConstantLinks() implements LinkWriter {
    private static final String URL = "https://links.example/c/" + "x".repeat(110);

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
      return host.equals("links.example");
    }
  }

  private static List<byte[]> read(String folder) {
    if (!Files.isDirectory(CORPUS)) {
      byte[] small = Mails.bytes(Mails.html("", Mails.LINK.repeat(8) + "<p>text</p>".repeat(500)));
      return Stream.generate(() -> small).limit(200).toList();
    }
    try (Stream<Path> files = Files.walk(CORPUS.toRealPath().resolve(folder))) {
      return files.filter(Files::isRegularFile).map(RewriteBenchmark::bytes).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All documents. */
  @Benchmark
  public void rewriteDocuments(Blackhole hole) {
    documents.forEach(document -> hole.consume(rewriter.html(document)));
  }

  /** What has to be beaten: the same documents through a parser and its printer. */
  @Benchmark
  public void parseAndPrintDocuments(Blackhole hole) {
    for (byte[] document : documents) {
      hole.consume(Jsoup.parse(new String(document, StandardCharsets.UTF_8)).outerHtml());
    }
  }

  /** All messages. */
  @Benchmark
  public void rewriteMessages(Blackhole hole) {
    messages.forEach(message -> hole.consume(rewriter.message(message)));
  }
}
