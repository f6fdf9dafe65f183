package io.clickward.store;

/** Keeps secrets unreadable on disk. What was sealed under one name opens under no other. */
public interface AtRest {
  /**
   * Seals a secret for storing.
   *
   * @param what names the thing, such as {@code certificate key links.example.com}; it is bound to
   *     the result and not kept in it
   */
  byte[] seal(String what, byte[] plain);

  /**
   * Opens what {@link #seal} made under the same name.
   *
   * @throws StoreException when it was changed, has another name, or its key is not here
   */
  byte[] open(String what, byte[] sealed);
}
