package io.clickward.rewrite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Parts of URLs that name leaving a list, or choosing what comes from it, in the languages that
 * mails are commonly written in. A link that is left alone for a word that means something else
 * costs a click in the count; one that is tracked stands between a reader and the way out.
 */
final class UnsubscribeWords {
  /** Without accents, as those are taken off. */
  private static final List<String> LATIN =
      List.of(
          "unsub",
          "opt-out",
          "optout",
          "opt_out",
          "preference",
          "preferencias", // Spanish and Portuguese; "preferencial" is a price
          "preferenz",
          "abmeld",
          "abbestell",
          "austragen",
          "desinscri",
          "desabonn",
          "desuscri",
          "darse-de-baja",
          "descadastr",
          "disiscri",
          "afmeld", // Danish too
          "uitschrijv",
          "avregistrer",
          "avanmal",
          "avmeld",
          "wypisz", // "wypis" alone is an extract
          "wypisa",
          "odhlasit", // "odhlasoval" is a vote
          "odhlasen",
          "leiratkoz",
          "dezabon",
          "abonelikten");

  private static final List<String> OTHERS =
      List.of(
          "\u043e\u0442\u043f\u0438\u0441\u0430\u0442", // Russian; Serbian signs with a part of it
          "\u043e\u0442\u043f\u0438\u0441\u043a",
          "\u0432\u0456\u0434\u043f\u0438\u0441", // Ukrainian
          "\u914d\u4fe1\u505c\u6b62", // Japanese
          "\u8cfc\u8aad\u89e3\u9664",
          "\u9000\u8ba2", // Chinese
          "\u9000\u8a02");

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  private UnsubscribeWords() {}

  /** Whether one is in a URL, which is not too long to be sealed. */
  static boolean isIn(String url) {
    String words = plain(decoded(url).toLowerCase(Locale.ROOT));
    return LATIN.stream().anyMatch(words::contains)
        || (!Ascii.isAll(words) && OTHERS.stream().anyMatch(words::contains));
  }

  private static String decoded(String url) {
    return url.indexOf('%') < 0
        ? url
        : new String(
            PercentDecoding.octets(new String(url.getBytes(UTF_8), ISO_8859_1))
                .getBytes(ISO_8859_1),
            UTF_8);
  }

  private static String plain(String text) {
    return Ascii.isAll(text)
        ? text
        : MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
  }
}
