package io.clickward.track;

import io.clickward.domain.UserAgentDetail;
import java.util.List;

/** The User-Agent field with as much of it as the domain keeps. */
final class UserAgentText {
  /** Longer ones exist only to be a nuisance; what is kept of them still tells them apart. */
  private static final int CHARACTERS_MAX = 512;

  private record Family(String mark, String name) {}

  /**
   * The first mark that occurs decides: later products name earlier ones in their own User-Agent.
   */
  private static final List<Family> FAMILIES =
      List.of(
          new Family("GoogleImageProxy", "Gmail image proxy"),
          new Family("YahooMailProxy", "Yahoo image proxy"),
          new Family("Thunderbird/", "Thunderbird"),
          new Family("Outlook", "Outlook"),
          new Family("bot", "Bot"),
          new Family("Edg", "Edge"),
          new Family("OPR/", "Opera"),
          new Family("SamsungBrowser/", "Samsung Internet"),
          new Family("FxiOS/", "Firefox"),
          new Family("Firefox/", "Firefox"),
          new Family("CriOS/", "Chrome"),
          new Family("Chrome/", "Chrome"),
          new Family("Safari/", "Safari"),
          new Family("(KHTML, like Gecko)", "Apple Mail"),
          new Family("curl/", "curl"));

  private UserAgentText() {}

  static String of(String userAgent, UserAgentDetail detail) {
    return switch (detail) {
      case NONE -> "";
      case FULL ->
          userAgent.length() <= CHARACTERS_MAX ? userAgent : userAgent.substring(0, CHARACTERS_MAX);
      case CLASS -> family(userAgent);
    };
  }

  private static String family(String userAgent) {
    if (userAgent.isEmpty()) {
      return "";
    }
    for (Family family : FAMILIES) {
      if (userAgent.contains(family.mark)) {
        return family.name;
      }
    }
    return "Other";
  }
}
