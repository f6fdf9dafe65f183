package io.clickward.rewrite;

import java.util.Locale;

/** Constants as the report spells them: {@code MODE_NONE} is {@code mode-none}. */
final class Words {
  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
