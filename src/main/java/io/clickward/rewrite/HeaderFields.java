package io.clickward.rewrite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of one header (RFC 5322 section 2.2) that rewriting asks for. */
final class HeaderFields {
  static final HeaderFields NONE = new HeaderFields(new byte[0]);

  static final String TYPE = "content-type";
  static final String ENCODING = "content-transfer-encoding";
  static final String DISPOSITION = "content-disposition";
  static final String DKIM = "dkim-signature";
  static final String DATE = "date";
  static final String LIST_UNSUBSCRIBE = "list-unsubscribe";

  private static final Set<String> WANTED =
      Set.of(TYPE, ENCODING, DISPOSITION, DKIM, DATE, LIST_UNSUBSCRIBE);
  private static final int NAME_CHARACTERS_MAX = 32;

  private final byte[] raw;
  private final Map<String, List<Span>> values = new HashMap<>();

  private HeaderFields(byte[] raw) {
    this.raw = raw;
  }

  /** Reads the lines in {@code [start, end)}; a line that is no field is passed over. */
  static HeaderFields parse(byte[] raw, int start, int end) {
    HeaderFields fields = new HeaderFields(raw);
    int at = start;
    while (at < end) {
      int fieldEnd = fieldEnd(raw, at, end);
      fields.add(at, fieldEnd);
      at = fieldEnd;
    }
    return fields;
  }

  /** Behind the field's last line: one that no line starting with a blank follows. */
  private static int fieldEnd(byte[] raw, int start, int end) {
    int at = start;
    do {
      at = Math.min(Ascii.find(raw, at, end, '\n') + 1, end);
    } while (at < end && Ascii.isBlank(raw[at]));
    return at;
  }

  private void add(int start, int end) {
    int limit = Math.min(end, start + NAME_CHARACTERS_MAX);
    int colon = Ascii.find(raw, start, limit, ':');
    if (colon < limit) {
      String name = Ascii.lowerCase(raw, start, colon).stripTrailing();
      if (WANTED.contains(name)) {
        Span value = new Span(colon + 1, withoutBreak(colon + 1, end));
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
  }

  private int withoutBreak(int start, int end) {
    int at = end;
    while (at > start && (raw[at - 1] == '\n' || raw[at - 1] == '\r')) {
      at--;
    }
    return at;
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Where the values of that name stand. */
  List<Span> spans(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** The values of that name, unfolded. */
  List<String> values(String name) {
    return spans(name).stream().map(this::unfolded).toList();
  }

  /** The first value of that name, unfolded, or an empty text. */
  String value(String name) {
    return spans(name).stream().findFirst().map(this::unfolded).orElse("");
  }

  /** The name of the transfer encoding, lower case, or an empty text. It has no parameters. */
  String encoding() {
    String value = value(ENCODING);
    return value.indexOf(';') < 0 ? FieldValue.parse(value).word() : value;
  }

  /** Whether a field stands twice with different values: readers disagree about which counts. */
  boolean isAmbiguous(String name) {
    return spans(name).stream().map(this::unfolded).distinct().limit(2).count() > 1;
  }

  private String unfolded(Span value) {
    return Ascii.text(raw, value.start(), value.end()).replace("\r", "").replace("\n", "").strip();
  }
}
