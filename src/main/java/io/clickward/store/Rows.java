package io.clickward.store;

import io.clickward.domain.HostName;
import io.clickward.domain.Revocation;
import io.clickward.onboarding.Account;
import io.clickward.onboarding.Kill;
import io.clickward.onboarding.Owner;
import io.clickward.onboarding.Role;
import io.clickward.onboarding.Token;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.statement.Update;

/** Rows of the smaller tables as values, and back. */
final class Rows {
  private static final int NO_LINK = -1;

  private Rows() {}

  static Account account(ResultSet row) throws SQLException {
    return new Account(row.getString("name"), instant(row, "created_at"));
  }

  static Token token(ResultSet row) throws SQLException {
    return new Token(
        row.getString("id"),
        row.getString("account"),
        Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
        row.getString("label"),
        row.getString("hash"),
        instant(row, "created_at"),
        optionalInstant(row, "expires_at"));
  }

  static Owner owner(ResultSet row) throws SQLException {
    Optional<Instant> challengedAt = optionalInstant(row, "challenged_at");
    String challenger = row.getString("challenger");
    return new Owner(
        new HostName(row.getString("host")),
        row.getString("account"),
        row.getInt("generation"),
        row.getInt("live") == 1,
        challengedAt.map(at -> new Owner.Challenge(challenger, at)));
  }

  static Kill kill(ResultSet row) throws SQLException {
    return new Kill(
        row.getString("id"),
        row.getString("account"),
        revocation(row),
        instant(row, "at"),
        row.getString("cause"));
  }

  private static Revocation revocation(ResultSet row) throws SQLException {
    String account = row.getString("account");
    String subject = row.getString("subject");
    String kind = row.getString("kind");
    return switch (kind) {
      case "message" -> new Revocation.Message(account, subject);
      case "link" -> new Revocation.Link(account, subject, row.getInt("link"));
      case "destination" -> new Revocation.Destination(account, new HostName(subject));
      case "destination-everywhere" -> new Revocation.DestinationEverywhere(new HostName(subject));
      default -> throw new SQLException("revocation has the unknown kind " + kind);
    };
  }

  static Update bind(Kill kill, Update update) {
    String kind;
    String subject;
    int link = NO_LINK;
    switch (kill.what()) {
      case Revocation.Message(_, String message) -> {
        kind = "message";
        subject = message;
      }
      case Revocation.Link(_, String message, int index) -> {
        kind = "link";
        subject = message;
        link = index;
      }
      case Revocation.Destination(_, HostName host) -> {
        kind = "destination";
        subject = host.value();
      }
      case Revocation.DestinationEverywhere(HostName host) -> {
        kind = "destination-everywhere";
        subject = host.value();
      }
    }
    return update
        .bind("id", kill.id())
        .bind("account", kill.account())
        .bind("kind", kind)
        .bind("subject", subject)
        .bind("link", link)
        .bind("at", kill.at().getEpochSecond())
        .bind("cause", kill.cause());
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochSecond(row.getLong(column));
  }

  static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
    long seconds = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
  }
}
