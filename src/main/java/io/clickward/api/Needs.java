package io.clickward.api;

import io.clickward.onboarding.Caller;
import io.clickward.onboarding.Role;

/** What a caller must be allowed to, to use a route. */
enum Needs {
  /** No token. */
  NOTHING,
  READ,
  OPERATE,
  ADMINISTER,
  /** To be an admin of the installation's own account. */
  INSTALL;

  boolean allows(Caller caller) {
    return switch (this) {
      case NOTHING -> true;
      case READ -> caller.role().covers(Role.READ);
      case OPERATE -> caller.role().covers(Role.OPERATOR);
      case ADMINISTER -> caller.role().covers(Role.ADMIN);
      case INSTALL -> caller.installs();
    };
  }

  String inWords() {
    return switch (this) {
      case NOTHING -> "anybody";
      case READ -> "a token with the role read";
      case OPERATE -> "a token with the role operator";
      case ADMINISTER -> "a token with the role admin";
      case INSTALL -> "an admin token of the installation's own account";
    };
  }
}
