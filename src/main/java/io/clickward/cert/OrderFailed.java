package io.clickward.cert;

/** Ends an order. */
final class OrderFailed extends Exception {
  private final transient Setback setback;
  private final boolean over;

  OrderFailed(Setback setback) {
    this(setback, false);
  }

  private OrderFailed(Setback setback, boolean over) {
    super(setback.why());
    this.setback = setback;
    this.over = over;
  }

  /** The CA has ended the order: it is not to be taken up again, whatever the reason. */
  static OrderFailed over(Setback setback) {
    return new OrderFailed(setback, true);
  }

  Setback setback() {
    return setback;
  }

  /** Whether the order can bring nothing any more. */
  boolean isOver() {
    return over;
  }
}
