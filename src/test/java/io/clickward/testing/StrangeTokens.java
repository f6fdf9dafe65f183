package io.clickward.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Tokens as strangers try them: random ones, ones that begin as ours do, and ours with a change. A
 * few come unchanged: {@link #isGenuine} knows. All can stand in a URL's path.
 */
public final class StrangeTokens {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final String OTHERS = ALPHABET + "=+/.~%:;,!*'()@&$";
  private static final int RANDOM_MAX = 160;

  private final List<String> seeds;
  private final Set<String> known;
  private final RandomGenerator random;

  /**
   * Changes these tokens.
   *
   * @param genuine those that open where they are tried
   * @param foreign those that open elsewhere only
   */
  public StrangeTokens(List<String> genuine, List<String> foreign, RandomGenerator random) {
    this.seeds = Stream.concat(genuine.stream(), foreign.stream()).toList();
    this.known = new HashSet<>(genuine);
    this.random = random;
  }

  /** Whether a token is one of those that open, unchanged. */
  public boolean isGenuine(String token) {
    return known.contains(token);
  }

  /** The next attempt. */
  public String next() {
    String token = seed();
    int at = random.nextInt(token.length());
    return switch (random.nextInt(13)) {
      case 0 -> text(OTHERS, random.nextInt(RANDOM_MAX));
      case 1 -> text(ALPHABET, random.nextInt(RANDOM_MAX));
      case 2 -> token.substring(0, 3) + text(ALPHABET, random.nextInt(RANDOM_MAX));
      case 3 -> token.substring(0, at);
      case 4 -> token.substring(at);
      case 5 -> token + text(OTHERS, 1 + random.nextInt(4));
      case 6 -> token.substring(0, at) + text(OTHERS, 1) + token.substring(at + 1);
      case 7 -> token.substring(0, at) + text(ALPHABET, 1) + token.substring(at);
      case 8 -> token.substring(0, at) + seed().substring(Math.min(at, 20));
      case 9 -> swapped(token, at, random.nextInt(token.length()));
      case 10 -> bitFlipped(token);
      case 11 -> caseChanged(token, at);
      default -> token;
    };
  }

  private String seed() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private String text(String alphabet, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static String swapped(String token, int one, int other) {
    StringBuilder swapped = new StringBuilder(token);
    swapped.setCharAt(one, token.charAt(other));
    swapped.setCharAt(other, token.charAt(one));
    return swapped.toString();
  }

  private String bitFlipped(String token) {
    byte[] sealed = Base64.getUrlDecoder().decode(token.getBytes(US_ASCII));
    int bit = random.nextInt(sealed.length * 8);
    sealed[bit / 8] ^= (byte) (1 << bit % 8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
  }

  private static String caseChanged(String token, int at) {
    char c = token.charAt(at);
    char other = Character.isLowerCase(c) ? Character.toUpperCase(c) : Character.toLowerCase(c);
    return token.substring(0, at) + other + token.substring(at + 1);
  }
}
