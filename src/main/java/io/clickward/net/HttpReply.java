package io.clickward.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An answer, as far as it was read.
 *
 * @param status the status code
 * @param headers lower-case names, values in order
 * @param body at most {@link OutboundLimits#bodyBytesMax} bytes
 * @param cut whether there was more body
 */
@SuppressWarnings("ArrayRecordComponent") // read once and never compared
public record HttpReply(int status, Map<String, List<String>> headers, byte[] body, boolean cut) {

  /** The first header of this name. */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /** The body, a byte a character. */
  public String text() {
    return new String(body, ISO_8859_1);
  }
}
