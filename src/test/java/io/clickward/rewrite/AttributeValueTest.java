package io.clickward.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributeValueTest {
  private static final String[] PIECES = {
    "&",
    "#",
    "x",
    ";",
    "amp",
    "copy",
    "notin",
    "not",
    "para",
    "frac12",
    "CounterClockwiseContourIntegral",
    "=",
    "38",
    "128",
    "41",
    "0",
    "110000",
    "9999999999",
    "q",
    " ",
    "NotEqualTilde",
    "lt",
    "Z"
  };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a&b|a&b",
        "&amp|&",
        "&amp;|&",
        "&amp=|&amp=",
        "&ampx|&ampx",
        "&copy=2|&copy=2",
        "&copy;=2|\u00A9=2",
        "&notit;|&notit;",
        "&notin;|\u2209",
        "&not|\u00AC",
        "&NotEqualTilde;|\u2242\u0338",
        "&#x26;&#38&#038;|&&&",
        "&#128;|\u20AC",
        "&#0;&#xD800;&#x110000;&#99999999999;|\uFFFD\uFFFD\uFFFD\uFFFD",
        "&#;&#x;&#xg|&#;&#x;&#xg",
        "&#x1F600;|\uD83D\uDE00",
        "&;&&|&;&&",
        "&unknown;|&unknown;",
      })
  void decodesByTheRuleForAttributes(String raw, String decoded) {
    assertThat(AttributeValue.decode(raw)).isEqualTo(decoded);
  }

  @Test
  void decodesAsJsoupDoes() {
    Random random = new Random(7);
    for (int run = 0; run < 50_000; run++) {
      StringBuilder raw = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        raw.append(PIECES[random.nextInt(PIECES.length)]);
      }
      assertThat(AttributeValue.decode(raw.toString()))
          .as(raw.toString())
          .isEqualTo(Parser.unescapeEntities(raw.toString(), true));
    }
  }
}
