package io.clickward.probe;

/**
 * Why a challenge method will not work.
 *
 * @param seen whether that was seen; otherwise something could not be asked, which may be otherwise
 *     for a CA
 */
record Objection(String why, boolean seen) {
  static Objection seen(String why) {
    return new Objection(why, true);
  }

  static Objection unasked(String why) {
    return new Objection(why, false);
  }

  Objection at(String place) {
    return new Objection(place + ": " + why, seen);
  }
}
