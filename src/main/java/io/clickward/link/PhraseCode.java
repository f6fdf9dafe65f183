package io.clickward.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A fixed prefix code over phrases of URLs: every single byte and some hundred longer strings such
 * as {@code https://www.} have a code word of 6 to 17 bits. The phrases and the lengths of their
 * words are a resource and part of the token format; the words follow from the lengths as in RFC
 * 1951 section 3.2.2. docs/reference/link-format.md has the whole of it.
 */
final class PhraseCode {
  private static final int WORD_BITS_MAX = 17;
  private static final Pattern ESCAPED_BYTE = Pattern.compile("\\\\x([0-9A-F]{2})");

  /** The code of token version 1. */
  static final PhraseCode V1 = load("phrases-1.txt");

  private final byte[][] phrases;
  private final int[] wordBits;
  private final int[] words;

  /**
   * By length: where the words longer than it begin, as the first bits of a window of {@link
   * #WORD_BITS_MAX} bits. A window below it begins with a word of at most that length.
   */
  private final int[] longerFrom = new int[WORD_BITS_MAX + 1];

  /**
   * By length: the index of the last phrase with a word of that length or a shorter one, plus 1.
   */
  private final int[] phrasesUpTo = new int[WORD_BITS_MAX + 1];

  /** Indices of the phrases that begin with each byte, the longest phrase first. */
  private final int[][] beginningWith = new int[256][];

  private PhraseCode(List<byte[]> phrases, List<Integer> lengths) {
    this.phrases = phrases.toArray(byte[][]::new);
    this.wordBits = lengths.stream().mapToInt(Integer::intValue).toArray();
    this.words = new int[wordBits.length];
    assignWords();
    indexByFirstByte();
  }

  private static PhraseCode load(String resource) {
    List<byte[]> phrases = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    try (InputStream in = PhraseCode.class.getResourceAsStream(resource);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in, resource), US_ASCII))) {
      for (String line : lines.lines().toList()) {
        int space = line.indexOf(' ');
        lengths.add(Integer.valueOf(line.substring(0, space)));
        phrases.add(unescape(line.substring(space + 1)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new PhraseCode(phrases, lengths);
  }

  private static byte[] unescape(String phrase) {
    if (phrase.indexOf('\\') < 0) {
      return phrase.getBytes(ISO_8859_1);
    }
    return ESCAPED_BYTE.matcher(phrase).replaceAll(m -> octet(m.group(1))).getBytes(ISO_8859_1);
  }

  private static String octet(String hex) {
    return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex, 16)));
  }

  /** The phrases stand in the order of their words, shortest word first. */
  private void assignWords() {
    int next = 0;
    int phrase = 0;
    for (int bits = 1; bits <= WORD_BITS_MAX; bits++) {
      next <<= 1;
      while (phrase < words.length && wordBits[phrase] == bits) {
        words[phrase++] = next++;
      }
      longerFrom[bits] = next << (WORD_BITS_MAX - bits);
      phrasesUpTo[bits] = phrase;
    }
  }

  private void indexByFirstByte() {
    int[] left = new int[beginningWith.length];
    for (byte[] phrase : phrases) {
      left[phrase[0] & 0xff]++;
    }
    for (int first = 0; first < beginningWith.length; first++) {
      beginningWith[first] = new int[left[first]];
    }
    for (int phrase : longestFirst()) {
      int first = phrases[phrase][0] & 0xff;
      beginningWith[first][beginningWith[first].length - left[first]--] = phrase;
    }
  }

  private int[] longestFirst() {
    return IntStream.range(0, phrases.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> phrases[i].length).reversed())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The shortest encoding; where two are equally short, the one with the longer phrase first. */
  byte[] encode(byte[] text) {
    return encode(text, 0);
  }

  /** The same for all but the first bytes, of which so many are phrases of their own. */
  byte[] encode(byte[] text, int singles) {
    int[] choice = new int[text.length];
    BitWriter out = new BitWriter(shortestBits(text, singles, choice));
    for (int at = 0; at < text.length; at += phrases[choice[at]].length) {
      out.write(words[choice[at]], wordBits[choice[at]]);
    }
    return out.padded();
  }

  /** Fills in which phrase to begin with at each place, and answers the bits of the whole. */
  private int shortestBits(byte[] text, int singles, int[] choice) {
    int[] bits = new int[text.length + 1];
    for (int at = text.length - 1; at >= 0; at--) {
      bits[at] = Integer.MAX_VALUE;
      for (int candidate : candidates(text[at], at < singles)) {
        if (matches(phrases[candidate], text, at)) {
          int whole = wordBits[candidate] + bits[at + phrases[candidate].length];
          if (whole < bits[at]) {
            bits[at] = whole;
            choice[at] = candidate;
          }
        }
      }
    }
    return bits[0];
  }

  private int[] candidates(byte first, boolean single) {
    int[] all = beginningWith[first & 0xff];
    return single ? new int[] {all[all.length - 1]} : all;
  }

  private static boolean matches(byte[] phrase, byte[] text, int at) {
    if (at + phrase.length > text.length) {
      return false;
    }
    for (int i = 1; i < phrase.length; i++) {
      if (phrase[i] != text[at + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Decodes all of {@code encoded}.
   *
   * @throws IllegalArgumentException when it does not end in less than a byte of ones, or becomes
   *     longer than {@code bytesMax}; no more than that is ever held
   */
  byte[] decode(byte[] encoded, int bytesMax) {
    byte[] text = new byte[Math.min(bytesMax, 64 + encoded.length * 4)];
    BitReader in = new BitReader(encoded);
    int length = 0;
    while (!in.onlyPaddingLeft()) {
      byte[] phrase = phrases[nextPhrase(in)];
      if (length + phrase.length > bytesMax) {
        throw new IllegalArgumentException("destination becomes longer than it may");
      }
      if (length + phrase.length > text.length) {
        text = Arrays.copyOf(text, Math.min(bytesMax, text.length * 2));
      }
      System.arraycopy(phrase, 0, text, length, phrase.length);
      length += phrase.length;
    }
    return Arrays.copyOf(text, length);
  }

  /** Words of one length are consecutive numbers, so that a word's phrase is found by counting. */
  private int nextPhrase(BitReader in) {
    int window = in.window();
    int bits = 1;
    while (window >= longerFrom[bits]) {
      bits++;
    }
    in.skip(bits);
    return phrasesUpTo[bits] - 1 - ((longerFrom[bits] - 1 - window) >> (WORD_BITS_MAX - bits));
  }

  /** Most significant bit first. */
  private static final class BitWriter {
    private final byte[] bytes;
    private int at;

    BitWriter(int bits) {
      bytes = new byte[(bits + 7) / 8];
    }

    void write(int word, int bits) {
      for (int i = bits - 1; i >= 0; i--) {
        put((word >> i) & 1);
      }
    }

    private void put(int bit) {
      bytes[at >> 3] |= (byte) (bit << (7 - (at & 7)));
      at++;
    }

    byte[] padded() {
      while (at < bytes.length * 8) {
        put(1);
      }
      return bytes;
    }
  }

  private static final class BitReader {
    private final byte[] bytes;
    private int at;

    BitReader(byte[] bytes) {
      this.bytes = bytes;
    }

    /** Less than a byte is left and all of it is ones, which is the beginning of no short word. */
    boolean onlyPaddingLeft() {
      int left = bytes.length * 8 - at;
      int ones = (1 << left) - 1;
      return left == 0 || (left < 8 && (bytes[bytes.length - 1] & ones) == ones);
    }

    /** The next bits without reading them; ones follow the last. */
    int window() {
      int bits = 0;
      for (int i = 0; i < 4; i++) {
        int from = (at >> 3) + i;
        bits = (bits << 8) | (from < bytes.length ? bytes[from] & 0xff : 0xff);
      }
      return (bits << (at & 7)) >>> (Integer.SIZE - WORD_BITS_MAX);
    }

    void skip(int bits) {
      at += bits;
      if (at > bytes.length * 8) {
        throw new IllegalArgumentException("destination ends within a phrase");
      }
    }
  }
}
