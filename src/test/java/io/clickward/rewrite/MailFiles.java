package io.clickward.rewrite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.james.mime4j.codec.QuotedPrintableOutputStream;

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

  /** Mails whose HTML Gmail would clip, in every encoding; too large to lie about as files. */
  static List<Mail> large() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      String link = "https://shop.example.com/items/%d?from=mail&amp;row=%d".formatted(i, i);
      rows.append(
          "<tr><td><a href=\"%s\">Item %d</a></td><td>%s</td></tr>\r\n"
              .formatted(link, i, "\u00E9t\u00E9 ".repeat(30)));
    }
    byte[] html =
        ("<html><body><table>\r\n" + rows + "</table></body></html>\r\n")
            .getBytes(StandardCharsets.UTF_8);
    return List.of(
        new Mail("large.html", html),
        message("8bit", html),
        message("quoted-printable", quotedPrintable(html)),
        message("base64", Base64.getMimeEncoder().encode(html)));
  }

  private static byte[] quotedPrintable(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream encoder = new QuotedPrintableOutputStream(out, false)) {
      encoder.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static Mail message(String encoding, byte[] body) {
    String header =
        "Subject: Catalogue\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: "
            + encoding
            + "\r\n\r\n";
    return new Mail("large-" + encoding + ".eml", latin1(header + latin1(body)));
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
