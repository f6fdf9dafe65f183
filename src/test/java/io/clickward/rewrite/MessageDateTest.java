package io.clickward.rewrite;

import static io.clickward.rewrite.Mails.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDateTest {
  private static final Instant TEN = Instant.parse("2024-01-01T10:00:00Z");

  private static void assertRead(String field, Instant date) {
    assertThat(MessageDate.of(bytes("Subject: s\r\n" + field + "\r\n\r\nhi"))).contains(date);
    assertThat(MessageDate.of(bytes(field.replace("\r", "") + "\n\nhi"))).contains(date);
    assertThat(MessageDate.of(bytes(field))).contains(date);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Date: Mon, 1 Jan 2024 10:00:00 +0000",
        "Date: 1 Jan 2024 10:00 +0000",
        "Date: Mon, 01 Jan 2024 11:30:00 +0130 (a (nested) \\) zone)",
        "DATE \t:Mon (day),1 (month) Jan\t2024 10 : 00 : 00 -0000",
        "date: mon, 1 JAN 2024 10:00:00 z",
        "Date: Tue, 1 Jan 2024 10:00:00 +0000",
      })
  void readsADateHoweverItIsDressed(String field) {
    assertRead(field, TEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Date: Mon, 1 Jan 2024 10:00:00 GMT",
        "Date: Mon, 1 Jan 2024 10:00:00 UT",
        "Date: Mon, 1 Jan 2024 10:00:00 UTC",
        "Date: Mon, 1 Jan 2024 10:00:00 Q",
        "Date: Mon, 1 Jan 2024 05:00:00 EST",
        "Date: Mon, 1 Jan 2024 06:00:00 EDT",
        "Date: Mon, 1 Jan 2024 02:00:00 pst",
        "Date: Mon, 1 Jan\r\n 2024 10:00:00\r\n\t+0000",
        "Date:\r\n Mon, 1 Jan 2024 10:00:00 +0000",
      })
  void readsObsoleteZonesAndFoldedDates(String field) {
    assertRead(field, TEN);
  }

  @ParameterizedTest
  @CsvSource({"24, 2024", "49, 2049", "50, 1950", "99, 1999", "100, 2000", "124, 2024"})
  void readsYearsOfTwoAndThreeDigits(String written, String meant) {
    assertRead(
        "Date: 1 Jan " + written + " 10:00:00 +0000", Instant.parse(meant + "-01-01T10:00:00Z"));
  }

  @Test
  void readsALeapSecondAsTheNextMinutesFirst() {
    assertRead("Date: Sat, 31 Dec 2016 23:59:60 +0000", Instant.parse("2017-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Date:",
        "Date: yesterday",
        "Date: 1 Foo 2024 10:00:00 +0000",
        "Date: 30 Feb 2024 10:00:00 +0000",
        "Date: 1 Jan 2024 25:00:00 +0000",
        "Date: 1 Jan 2024 10:00:61 +0000",
        "Date: 1 Jan 2024 10:00:00",
        "Date: 1 Jan 2024 10:00:00 +0060",
        "X-Date: 1 Jan 2024 10:00:00 +0000",
        "\r\nDate: 1 Jan 2024 10:00:00 +0000",
        "Subject: s\r\n\r\nDate: 1 Jan 2024 10:00:00 +0000",
      })
  void readsNothingElse(String message) {
    assertThat(MessageDate.of(bytes(message))).isEmpty();
  }

  @Test
  void givesUpOnADateThatNobodyWrites() {
    String comments = "(".repeat(100_000) + ")".repeat(100_000);
    assertThat(MessageDate.of(bytes("Date: " + comments + "1 Jan 2024 10:00:00 +0000"))).isEmpty();
  }
}
