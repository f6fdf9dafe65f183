package io.clickward.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clickward.store.AtRest;
import java.util.Arrays;

/** Makes stored secrets unreadable to the eye and nothing more; tells names apart. For tests. */
public final class XorAtRest implements AtRest {
  private static final byte MASK = 0x5a;

  @Override
  public byte[] seal(String what, byte[] plain) {
    byte[] name = what.getBytes(UTF_8);
    byte[] sealed = new byte[1 + name.length + plain.length];
    sealed[0] = (byte) name.length;
    System.arraycopy(name, 0, sealed, 1, name.length);
    System.arraycopy(masked(plain), 0, sealed, 1 + name.length, plain.length);
    return sealed;
  }

  @Override
  public byte[] open(String what, byte[] sealed) {
    byte[] name = Arrays.copyOfRange(sealed, 1, 1 + sealed[0]);
    if (!new String(name, UTF_8).equals(what)) {
      throw new IllegalStateException(what + " was sealed under another name");
    }
    return masked(Arrays.copyOfRange(sealed, 1 + name.length, sealed.length));
  }

  private static byte[] masked(byte[] bytes) {
    byte[] masked = bytes.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= MASK;
    }
    return masked;
  }
}
