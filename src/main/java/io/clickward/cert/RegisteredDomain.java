package io.clickward.cert;

import io.clickward.domain.HostName;
import java.util.Arrays;
import java.util.Set;

/**
 * The domain under which CAs count certificates together. A guess without the Public Suffix List: a
 * wrong one makes us wait too long, or ask once too often and be told by the CA; nothing else
 * depends on it.
 */
final class RegisteredDomain {
  private static final int COUNTRY_CHARACTERS = 2;

  /** Second labels below country domains that are registries, such as co.uk and com.br. */
  private static final Set<String> REGISTRIES =
      Set.of(
          "ac", "co", "com", "edu", "gob", "gov", "gouv", "go", "gen", "id", "ind", "ltd", "me",
          "mil", "ne", "net", "nom", "or", "org", "plc", "sch", "web");

  private RegisteredDomain() {}

  static String of(HostName host) {
    String[] labels = host.value().split("\\.");
    int count = labels.length > 2 && isRegistry(labels) ? 3 : 2;
    int first = Math.max(0, labels.length - count);
    return String.join(".", Arrays.copyOfRange(labels, first, labels.length));
  }

  private static boolean isRegistry(String[] labels) {
    return labels[labels.length - 1].length() == COUNTRY_CHARACTERS
        && REGISTRIES.contains(labels[labels.length - 2]);
  }
}
