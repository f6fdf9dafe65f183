package io.clickward.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {
  private static final Destination TARGET = Destination.of("https://a.test".getBytes(UTF_8));

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "\u0000", "\u007f", "\u0085", "\ud83d"})
  void refusesAMessageIdOfNothingControlsOrHalfCharacters(String id) {
    assertThatThrownBy(() -> click(id, Links.NOW, 0, 1, TARGET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("message id");
  }

  @Test
  void countsAMessageIdInBytes() {
    assertThatCode(() -> click("\u00fc".repeat(64), Links.NOW, 0, 1, TARGET))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> click("\u00fc".repeat(65), Links.NOW, 0, 1, TARGET))
        .hasMessageContaining("130 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1969-12-31T23:59:59Z", "2106-02-07T06:28:16Z", "2026-01-01T00:00:00.5Z"})
  void refusesADateThatATokenCannotCarry(String date) {
    assertThatThrownBy(() -> click("m", Instant.parse(date), 0, 1, TARGET))
        .hasMessageStartingWith("sent-at");
  }

  @Test
  void refusesAnIndexOutsideItsTotal() {
    assertThatThrownBy(() -> click("m", Links.NOW, 1, 1, TARGET)).hasMessageContaining("1 of 1");
    assertThatThrownBy(() -> click("m", Links.NOW, -1, 1, TARGET)).hasMessageContaining("-1 of 1");
    assertThatThrownBy(() -> click("m", Links.NOW, 0, 10_001, TARGET))
        .hasMessageContaining("at most 10000");
  }

  @Test
  void refusesAClickToAnythingButTheWeb() {
    assertThatThrownBy(() -> click("m", Links.NOW, 0, 1, Destination.NONE))
        .hasMessageContaining("http://");
    assertThatThrownBy(() -> click("m", Links.NOW, 0, 1, Destination.of("tel:+1".getBytes(UTF_8))))
        .hasMessageContaining("http://");
  }

  @Test
  void aPixelGoesNowhere() {
    assertThatThrownBy(() -> new Link(LinkKind.OPEN, "m", Links.PSEUDONYM, Links.NOW, 0, 1, TARGET))
        .hasMessageContaining("destination");
  }

  @Test
  void anIdentifiedRecipientHasABound() {
    assertThatCode(() -> new Recipient.Identified("r".repeat(255))).doesNotThrowAnyException();
    assertThatThrownBy(() -> new Recipient.Identified("r".repeat(256)))
        .hasMessageContaining("256 bytes");
    assertThatThrownBy(() -> new Recipient.Identified("")).hasMessageContaining("0 bytes");
  }

  @Test
  void everyRecipientHasATextForEvents() {
    assertThat(new Recipient.Anonymous().text()).isEmpty();
    assertThat(new Recipient.Pseudonym(1, 0xabcL).text())
        .isEqualTo("00000000000000010000000000000abc");
    assertThat(new Recipient.Identified("r-1").text()).isEqualTo("r-1");
  }

  private static Link click(
      String message, Instant sentAt, int index, int total, Destination destination) {
    return new Link(LinkKind.CLICK, message, Links.PSEUDONYM, sentAt, index, total, destination);
  }
}
