package io.clickward.rewrite;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.Base64InputStream;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;

/** What mime4j, a reader that knows nothing of ours, sees in a message. */
final class MimeOracle {
  private static final MimeConfig NO_LIMITS =
      new MimeConfig.Builder()
          .setMaxLineLen(-1)
          .setMaxHeaderLen(-1)
          .setMaxHeaderCount(-1)
          .setMaxContentLen(-1)
          .build();

  private static final Pattern TWO_PIECES =
      Pattern.compile("boundary\\*0=\"([^\"]*)\";\\s*boundary\\*1=\"([^\"]*)\"");

  /**
   * A leaf of the tree of parts; messages within the message are leaves.
   *
   * @param within the multiparts around it, outermost first
   * @param header its header fields as they are written
   * @param type its media type in lower case
   * @param charset what it says, or mime4j's default
   * @param encoding its transfer encoding in lower case
   * @param raw its body, still encoded
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes that are read once and never compared
  record Leaf(
      List<Multipart> within,
      List<String> header,
      String type,
      String charset,
      String encoding,
      byte[] raw) {
    byte[] decoded() {
      return decode(raw, encoding);
    }

    boolean has(String name) {
      return !written(name).isEmpty();
    }

    /** The first field of that name as it is written, or nothing. */
    String written(String name) {
      return header.stream().filter(f -> isNamed(f, name)).findFirst().orElse("");
    }

    /** Its unfolded value. */
    String field(String name) {
      return value(written(name));
    }
  }

  /** A multipart: its fields, its type, its boundary, and an encoding that it should not have. */
  record Multipart(List<String> header, String type, String boundary, String encoding) {}

  /** The fields of the message itself, and its leaves. */
  record Message(List<String> header, List<Leaf> leaves) {
    List<String> fields(String name) {
      return header.stream().filter(f -> isNamed(f, name)).map(MimeOracle::value).toList();
    }
  }

  private MimeOracle() {}

  static Message read(byte[] message) {
    try {
      return new Reading(message).message();
    } catch (MimeException | IOException e) {
      throw new IllegalStateException("mime4j cannot read this message", e);
    }
  }

  static byte[] decode(byte[] raw, String encoding) {
    InputStream in = new ByteArrayInputStream(raw);
    try {
      return switch (encoding) {
        case "quoted-printable" ->
            new QuotedPrintableInputStream(in, DecodeMonitor.SILENT).readAllBytes();
        case "base64" ->
            new Base64InputStream(new SequenceInputStream(in, padding(raw)), DecodeMonitor.SILENT)
                .readAllBytes();
        default -> raw;
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the last quantum lacks: mail programs do without, mime4j drops the quantum. */
  private static InputStream padding(byte[] raw) {
    int cut = MailFiles.latin1(raw).replaceAll("[^A-Za-z0-9+/=]", "").length() % 4;
    return new ByteArrayInputStream(MailFiles.latin1(cut == 0 ? "" : "=".repeat(4 - cut)));
  }

  /** A boundary in two pieces (RFC 2231 section 3) in one, as mime4j wants it. */
  private static String joined(String message) {
    return TWO_PIECES.matcher(message).replaceAll("boundary=\"$1$2\"");
  }

  private static boolean isNamed(String field, String name) {
    int colon = field.indexOf(':');
    return colon > 0 && field.substring(0, colon).strip().equalsIgnoreCase(name);
  }

  private static String value(String field) {
    return field.substring(field.indexOf(':') + 1).replaceAll("\r?\n", "").strip();
  }

  private static final class Reading {
    private final MimeTokenStream stream = new MimeTokenStream(NO_LIMITS);
    private final List<Leaf> leaves = new ArrayList<>();
    private final Deque<Multipart> within = new ArrayDeque<>();
    private List<String> root = List.of();
    private List<String> header = new ArrayList<>();

    Reading(byte[] message) {
      stream.setRecursionMode(RecursionMode.M_NO_RECURSE);
      stream.parse(new ByteArrayInputStream(MailFiles.latin1(joined(MailFiles.latin1(message)))));
    }

    Message message() throws MimeException, IOException {
      for (EntityState s = stream.getState(); s != EntityState.T_END_OF_STREAM; s = stream.next()) {
        step(s);
      }
      return new Message(root, List.copyOf(leaves));
    }

    private void step(EntityState state) throws IOException {
      switch (state) {
        case T_START_HEADER -> header = new ArrayList<>();
        case T_FIELD -> header.add(text(stream.getField()));
        case T_END_HEADER -> root = leaves.isEmpty() && within.isEmpty() ? header : root;
        case T_START_MULTIPART -> within.addLast(multipart(stream.getBodyDescriptor()));
        case T_END_MULTIPART -> within.removeLast();
        case T_BODY -> leaves.add(leaf(stream.getBodyDescriptor()));
        default -> {}
      }
    }

    private Multipart multipart(BodyDescriptor body) {
      return new Multipart(header, body.getMimeType(), body.getBoundary(), encoding(body));
    }

    /** The encoding in lower case; mime4j keeps the comments around it. */
    private static String encoding(BodyDescriptor body) {
      String written = body.getTransferEncoding().replaceAll("\\([^()]*\\)", "");
      return written.strip().toLowerCase(Locale.ROOT);
    }

    private Leaf leaf(BodyDescriptor body) throws IOException {
      return new Leaf(
          List.copyOf(within),
          header,
          body.getMimeType(),
          body.getCharset() == null ? "" : body.getCharset(),
          encoding(body),
          stream.getInputStream().readAllBytes());
    }

    private static String text(Field field) {
      return field.getRaw() == null
          ? field.toString()
          : MailFiles.latin1(field.getRaw().toByteArray());
    }
  }
}
