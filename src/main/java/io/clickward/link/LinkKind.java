package io.clickward.link;

/** What a sealed link is for: a redirect or the pixel. */
public enum LinkKind {
  CLICK,
  OPEN
}
