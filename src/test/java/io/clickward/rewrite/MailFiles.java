package io.clickward.rewrite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The mails that gates run over: the project's own and, where it is at hand, the corpus. */
final class MailFiles {
  static final Path FIXTURES = Path.of("src/test/resources/rewrite/mails");
  static final Path CORPUS = Path.of("../shared/corpus");

  private static final Pattern SIGNATURE = Pattern.compile("(?im)^DKIM-Signature:");

  private MailFiles() {}

  /** One mail. A name in {@code .html} says that it is a document without a message around it. */
  @SuppressWarnings("ArrayRecordComponent") // bytes that are read once and never compared
  record Mail(String name, byte[] bytes) {
    boolean isHtml() {
      return name.endsWith(".html");
    }

    Rewritten rewrite(LinkWriter links, RewriteOptions options) {
      return rewrite(links, options, bytes);
    }

    /** Rewrites other bytes of the same kind. */
    Rewritten rewrite(LinkWriter links, RewriteOptions options, byte[] other) {
      Rewriter rewriter = new Rewriter(links, options);
      return isHtml() ? rewriter.html(other) : rewriter.message(other);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Mail> fixtures() {
    return read(FIXTURES);
  }

  /**
   * The corpus; its messages as they come off the wire, and as they lie on disk where that differs.
   * A signed message is not rewritten, so each stands here without its signature too.
   */
  static List<Mail> corpus() {
    Stream<Mail> html = read(CORPUS.resolve("html")).stream();
    Stream<Mail> messages = read(CORPUS.resolve("eml")).stream().flatMap(MailFiles::forms);
    return Stream.concat(html, messages).toList();
  }

  private static Stream<Mail> forms(Mail onDisk) {
    Mail onWire = new Mail(onDisk.name(), withCrlf(onDisk.bytes()));
    boolean same = Arrays.equals(onWire.bytes(), onDisk.bytes());
    Stream<Mail> both =
        same
            ? Stream.of(onWire)
            : Stream.of(onWire, new Mail("bare LF: " + onDisk.name(), onDisk.bytes()));
    return Stream.concat(both, unsigned(onWire));
  }

  private static Stream<Mail> unsigned(Mail mail) {
    String text = latin1(mail.bytes());
    String without = SIGNATURE.matcher(text).replaceAll("X-Unsigned:    ");
    return text.equals(without)
        ? Stream.empty()
        : Stream.of(new Mail("unsigned: " + mail.name(), latin1(without)));
  }

  private static List<Mail> read(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".html") || f.toString().endsWith(".eml"))
          .sorted()
          .map(f -> new Mail(f.getFileName().toString(), bytes(f)))
          .toList();
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

  static byte[] withCrlf(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length + text.length / 40);
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) {
        out.write('\r');
      }
      out.write(text[i]);
    }
    return out.toByteArray();
  }

  /** One character a byte, so that offsets into the text are offsets into the bytes. */
  static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
