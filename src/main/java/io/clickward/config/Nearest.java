package io.clickward.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Nearest {
  private Nearest() {}

  /** The candidate that differs from {@code word} in at most a third of its letters, if any. */
  static Optional<String> to(String word, Collection<String> candidates) {
    int mistakesMax = Math.max(1, word.length() / 3);
    return candidates.stream()
        .filter(candidate -> Math.abs(word.length() - candidate.length()) <= mistakesMax)
        .filter(candidate -> distance(word, candidate) <= mistakesMax)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
  }

  /**
   * Letters to insert, delete, replace or swap with their neighbour, whatever their case (optimal
   * string alignment).
   */
  static int distance(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, cost);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(String a, String b, int i, int j, int[][] cost) {
    int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
    int least = Math.min(replaced, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, 1 + cost[i - 2][j - 2]) : least;
  }
}
