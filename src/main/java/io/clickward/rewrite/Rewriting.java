package io.clickward.rewrite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One mail whose bodies are read: numbers their links, seals them and puts the mail together. */
final class Rewriting {
  private static final String QUOTED_PRINTABLE = " quoted-printable";

  private final byte[] raw;
  private final LinkWriter writer;
  private final RewriteOptions options;
  private final Tally tally;
  private final BodyReader reader;
  private final List<Replacement> changes = new ArrayList<>();
  private final Map<Warning, String> warnings = new EnumMap<>(Warning.class);
  private int rewritten;
  private int pixels;

  Rewriting(byte[] raw, LinkWriter writer, RewriteOptions options, Tally tally, BodyReader reader) {
    this.raw = raw;
    this.writer = writer;
    this.options = options;
    this.tally = tally;
    this.reader = reader;
  }

  Rewritten run() {
    List<Body> bodies = reader.bodies();
    Numbering numbering = new Numbering();
    List<int[]> numbers = bodies.stream().map(body -> numbering.add(body.links())).toList();
    SealedUrls urls = new SealedUrls(writer, numbering.total());
    Optional<Body> pixelBody = options.opens() ? Pixel.body(bodies) : Optional.empty();
    for (int i = 0; i < bodies.size(); i++) {
      Body body = bodies.get(i);
      List<Replacement> replacements = links(body, numbers.get(i), urls);
      if (pixelBody.filter(body::equals).isPresent()) {
        addPixel(body, replacements, urls);
      }
      change(body, replacements);
    }
    warn(bodies);
    byte[] bytes = changes.isEmpty() ? raw : Splice.apply(raw, changes);
    return new Rewritten(bytes, report(bytes.length), numbering.records());
  }

  private List<Replacement> links(Body body, int[] numbers, SealedUrls urls) {
    List<Replacement> replacements = new ArrayList<>(numbers.length + 1);
    for (int i = 0; i < numbers.length; i++) {
      Link link = body.links().get(i);
      byte[] url = urls.click(numbers[i], link.target());
      replacements.add(new Replacement(link.value().start(), link.value().end(), url));
    }
    rewritten += numbers.length;
    return replacements;
  }

  private void addPixel(Body body, List<Replacement> replacements, SealedUrls urls) {
    int size = Splice.lengthAfter(body.decodedLength(), replacements);
    Optional<Span> place = Pixel.place(body, size, options.largePart());
    if (place.isEmpty()) {
      warnings.put(
          Warning.PIXEL_MISSING,
          "No pixel was added: the HTML part has %d bytes, of which Gmail shows %d, or ends inside of a tag or comment."
              .formatted(size, Pixel.GMAIL_BYTES_MAX));
      return;
    }
    Span at = place.get();
    insert(replacements, new Replacement(at.start(), at.end(), Pixel.image(urls.open())));
    pixels = 1;
  }

  private static void insert(List<Replacement> sorted, Replacement added) {
    int i = sorted.size();
    while (i > 0 && sorted.get(i - 1).start() > added.start()) {
      i--;
    }
    sorted.add(i, added);
  }

  private void change(Body body, List<Replacement> replacements) {
    int size = Splice.lengthAfter(body.decodedLength(), replacements);
    if (body.spots().isPresent() && size > Pixel.GMAIL_BYTES_MAX) {
      warnings.put(
          Warning.GMAIL_CLIPS,
          "The HTML part has %d bytes; Gmail hides what is beyond %d, a pixel and an unsubscribe link at the end among it. Shorten the mail."
              .formatted(size, Pixel.GMAIL_BYTES_MAX));
    }
    if (replacements.isEmpty()) {
      return;
    }
    LineBreak lineBreak = LineBreak.of(body.encoded(), LineBreak.of(raw));
    byte[] encoded = body.encoding().splice(body.encoded(), replacements, lineBreak);
    Span place = body.part().body();
    if (body.encoding() instanceof Identity identity && identity.overflows(encoded)) {
      changeEncoding(body.part());
      encoded = QuotedPrintable.encode(encoded, lineBreak);
    }
    changes.add(new Replacement(place.start(), place.end(), encoded));
  }

  /** The one header change: the part's lines got too long for its encoding. */
  private void changeEncoding(MimePart part) {
    List<Span> values = part.header().spans(HeaderFields.ENCODING);
    for (Span value : values) {
      changes.add(new Replacement(value.start(), value.end(), ascii(QUOTED_PRINTABLE)));
    }
    if (values.isEmpty()) {
      String field = "Content-Transfer-Encoding:" + QUOTED_PRINTABLE;
      byte[] line = ascii(field + LineBreak.of(raw).characters());
      changes.add(new Replacement(part.headerEnd(), part.headerEnd(), line));
    }
    warnings.put(
        Warning.RE_ENCODED,
        "Part %s is quoted-printable now: with the new links it had lines of more than %d bytes."
            .formatted(part.path(), Identity.LINE_BYTES_MAX));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void warn(List<Body> bodies) {
    if (tally.visibleUrls() > 0) {
      warnings.put(
          Warning.VISIBLE_URL,
          "Links that show a URL as their text and lead to the tracking domain: %d; some mail programs call that a scam. Give them words for a text, or skip them."
              .formatted(tally.visibleUrls()));
    }
    if (options.opens() && bodies.stream().allMatch(body -> body.spots().isEmpty())) {
      warnings.put(
          Warning.PIXEL_MISSING, "No pixel was added: the mail has no HTML part to put it in.");
    }
    int placeholders = placeholders(bodies) - (pixels == 1 ? 1 : 0);
    if (placeholders > 0) {
      warnings.put(
          Warning.PIXEL_PLACEHOLDER,
          "Placeholders of the pixel that stand in the mail as text: %d. Keep one, and only where opens are tracked."
              .formatted(placeholders));
    }
  }

  private static int placeholders(List<Body> bodies) {
    return bodies.stream()
        .flatMap(body -> body.spots().stream())
        .mapToInt(spots -> spots.placeholders().size())
        .sum();
  }

  private Report report(int bytesAfter) {
    Map<String, String> sentences = new TreeMap<>();
    warnings.forEach((warning, sentence) -> sentences.put(warning.word(), sentence));
    return new Report(
        !changes.isEmpty(),
        "",
        tally.seen(),
        rewritten,
        tally.leftByReason(),
        pixels,
        raw.length,
        bytesAfter,
        reader.skipped(),
        sentences);
  }
}
