package io.clickward.store;

import io.clickward.domain.Claim;
import io.clickward.domain.HostName;
import io.clickward.domain.Provider;
import io.clickward.domain.Revocation;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.Transition;
import io.clickward.onboarding.Account;
import io.clickward.onboarding.Book;
import io.clickward.onboarding.Kill;
import io.clickward.onboarding.Owner;
import io.clickward.onboarding.Token;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** What onboarding keeps, in SQL that SQLite and PostgreSQL both run. */
final class SqlBook implements Book {
  private static final String CLAIM =
      """
      SELECT account, host, generation, provider, edge, placement, click_path, open_path, https,
        clicks, opens, keeps_ip, keeps_user_agent, pixel_bytes, proof, declared, state, reached,
        findings, retiring_until, since, created_at
      FROM claim
      """;
  private static final String SAVE_CLAIM =
      """
      INSERT INTO claim (account, host, generation, provider, edge, placement, click_path,
        open_path, https, clicks, opens, keeps_ip, keeps_user_agent, pixel_bytes, proof, declared,
        state, reached, findings, retiring_until, served, since, created_at, changed)
      VALUES (:account, :host, :generation, :provider, :edge, :placement, :clickPath,
        :openPath, :https, :clicks, :opens, :ip, :userAgent, :pixelBytes, :proof, :declared,
        :state, :reached, :findings, :until, :served, :since, :createdAt,
        (SELECT number + 1 FROM version))
      ON CONFLICT (account, host) DO UPDATE SET
        generation = excluded.generation, provider = excluded.provider, edge = excluded.edge,
        placement = excluded.placement, click_path = excluded.click_path,
        open_path = excluded.open_path, https = excluded.https, clicks = excluded.clicks,
        opens = excluded.opens, keeps_ip = excluded.keeps_ip,
        keeps_user_agent = excluded.keeps_user_agent, pixel_bytes = excluded.pixel_bytes,
        proof = excluded.proof, declared = excluded.declared, state = excluded.state,
        reached = excluded.reached, findings = excluded.findings,
        retiring_until = excluded.retiring_until, served = excluded.served,
        since = excluded.since, created_at = excluded.created_at, changed = excluded.changed
      """;
  private static final String SAVE_OWNER =
      """
      INSERT INTO host_owner (host, account, generation, live, challenger, challenged_at)
      VALUES (:host, :account, :generation, :live, :challenger, :challengedAt)
      ON CONFLICT (host) DO UPDATE SET
        account = excluded.account, generation = excluded.generation, live = excluded.live,
        challenger = excluded.challenger, challenged_at = excluded.challenged_at
      """;
  private static final String RECORD =
      """
      INSERT INTO transition (account, host, number, at, from_state, to_state, cause)
      SELECT :account, :host, COALESCE(MAX(number), 0) + 1, :at, :from, :to, :cause
      FROM transition WHERE account = :account AND host = :host
      """;

  private final Handle handle;
  private final DamagedClaims damaged;

  SqlBook(Handle handle, DamagedClaims damaged) {
    this.handle = handle;
    this.damaged = damaged;
  }

  /**
   * Keeps other changes out until this transaction ends. SQLite has locked the file already;
   * PostgreSQL locks this row, and what is read after it is what the last change left.
   */
  void lock() {
    handle.execute("UPDATE version SET number = number");
  }

  @Override
  public Optional<Claim> claim(String account, HostName host) {
    return handle
        .createQuery(CLAIM + "WHERE account = :account AND host = :host")
        .bind("account", account)
        .bind("host", host.value())
        .map(ClaimRow::read)
        .findOne();
  }

  @Override
  public List<Claim> claims(String account, String after, int limit) {
    return page(
        new Place(account, after),
        limit,
        "WHERE account = :account AND host > :host ORDER BY host LIMIT :limit");
  }

  /** Where a row is in the order of a page. */
  private record Place(String account, String host) {
    static final Place BEFORE_ALL = new Place("", "");

    static Place of(Claim claim) {
      return new Place(claim.account(), claim.host().value());
    }
  }

  /** A row, and its claim when it can be read. */
  private record Row(Place place, Optional<Claim> claim) {}

  private List<Claim> page(Place after, int limit, String rest) {
    return page(after, limit, rest, Map.of());
  }

  /** A page is full as long as there are more: rows that cannot be read take no room in it. */
  private List<Claim> page(Place after, int limit, String rest, Map<String, Long> bounds) {
    List<Claim> claims = new ArrayList<>();
    Place last = after;
    List<Row> rows;
    do {
      rows =
          handle
              .createQuery(CLAIM + rest)
              .bind("account", last.account)
              .bind("host", last.host)
              .bind("limit", limit)
              .bindMap(bounds)
              .map(this::row)
              .list();
      rows.forEach(row -> row.claim.ifPresent(claims::add));
      last = rows.isEmpty() ? last : rows.getLast().place;
    } while (rows.size() == limit && claims.size() < limit);
    return claims.stream().limit(limit).toList();
  }

  private Row row(ResultSet row, StatementContext call) throws SQLException {
    Place place = new Place(row.getString("account"), row.getString("host"));
    return new Row(place, readable(() -> ClaimRow.read(row, call)));
  }

  /** One account's row that cannot be read must not hide those of the others. */
  private <T> Optional<T> readable(ClaimRow.Reading<T> reading) throws SQLException {
    try {
      return Optional.of(reading.read());
    } catch (DamagedClaimException e) {
      damaged.tell(e);
      return Optional.empty();
    }
  }

  private List<Claim> readable(Query query) {
    return query.map((row, call) -> readable(() -> ClaimRow.read(row, call))).stream()
        .flatMap(Optional::stream)
        .toList();
  }

  @Override
  public long countClaims(String account) {
    return handle
        .createQuery("SELECT COUNT(*) FROM claim WHERE account = :account")
        .bind("account", account)
        .mapTo(Long.class)
        .one();
  }

  @Override
  public long countUnproved(String account) {
    return handle
        .createQuery("SELECT COUNT(*) FROM claim WHERE account = :account AND state = 'registered'")
        .bind("account", account)
        .mapTo(Long.class)
        .one();
  }

  @Override
  public Map<String, Long> countByState() {
    return handle
        .createQuery("SELECT state, COUNT(*) AS claims FROM claim GROUP BY state")
        .map((row, _) -> Map.entry(row.getString("state"), row.getLong("claims")))
        .stream()
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Override
  public void save(Claim claim) {
    ClaimRow.bind(claim, handle.createUpdate(SAVE_CLAIM)).execute();
  }

  @Override
  public void delete(String account, HostName host) {
    for (String table : List.of("transition", "claim")) {
      handle.execute(
          "DELETE FROM " + table + " WHERE account = ? AND host = ?", account, host.value());
    }
  }

  @Override
  public void record(Claim claim, Transition transition) {
    handle
        .createUpdate(RECORD)
        .bind("account", claim.account())
        .bind("host", claim.host().value())
        .bind("at", transition.at().getEpochSecond())
        .bind("from", transition.from())
        .bind("to", transition.to())
        .bind("cause", transition.cause())
        .execute();
  }

  @Override
  public List<Transition> history(String account, HostName host, int limit) {
    return handle
        .createQuery(
            """
            SELECT at, from_state, to_state, cause FROM transition
            WHERE account = :account AND host = :host ORDER BY number DESC LIMIT :limit
            """)
        .bind("account", account)
        .bind("host", host.value())
        .bind("limit", limit)
        .map(
            (row, _) ->
                new Transition(
                    Instant.ofEpochSecond(row.getLong("at")),
                    row.getString("from_state"),
                    row.getString("to_state"),
                    row.getString("cause")))
        .list();
  }

  @Override
  public boolean eachServed(Consumer<TrackingDomain> each) {
    ServedRow rows = new ServedRow();
    boolean all = true;
    for (Optional<TrackingDomain> domain :
        handle.createQuery(ServedRow.SELECT).map((row, _) -> readable(() -> rows.read(row)))) {
      domain.ifPresent(each);
      all &= domain.isPresent();
    }
    return all;
  }

  @Override
  public List<Claim> served(HostName host) {
    return readable(
        handle.createQuery(CLAIM + "WHERE served = 1 AND host = :host").bind("host", host.value()));
  }

  @Override
  public List<HostName> linkHosts(Provider provider) {
    return handle
        .createQuery(
            "SELECT host FROM claim WHERE served = 1 AND state <> 'retiring' AND provider = :provider")
        .bind("provider", provider.name())
        .map((row, _) -> new HostName(row.getString("host")))
        .list();
  }

  @Override
  public List<Claim> well(Optional<Claim> after, int limit) {
    return page(
        after.map(Place::of).orElse(Place.BEFORE_ALL),
        limit,
        """
        WHERE served = 1 AND state IN ('edge-ready', 'https-on', 'retiring')
          AND (host, account) > (:host, :account)
        ORDER BY host, account LIMIT :limit
        """);
  }

  @Override
  public List<Claim> changedSince(long version) {
    return readable(
        handle.createQuery(CLAIM + "WHERE changed > :version").bind("version", version));
  }

  /** The states are those of the index {@code claim_pending}, word by word. */
  @Override
  public List<Claim> pending(From from, Optional<Claim> after, int limit) {
    return page(
        after.map(Place::of).orElse(Place.BEFORE_ALL),
        limit,
        """
        WHERE state IN ('registered', 'ownership-proven', 'certificate-ready', 'degraded')
          AND since >= CASE WHEN state = 'degraded' THEN :inTrouble ELSE :onItsWay END
          AND (host, account) > (:host, :account)
        ORDER BY host, account LIMIT :limit
        """,
        Map.of(
            "onItsWay", from.onItsWay().getEpochSecond(),
            "inTrouble", from.inTrouble().getEpochSecond()));
  }

  @Override
  public List<Claim> retiringUntil(Instant end) {
    return readable(
        handle
            .createQuery(CLAIM + "WHERE served = 1 AND retiring_until <= :end ORDER BY host")
            .bind("end", end.getEpochSecond()));
  }

  @Override
  public List<Claim> declared() {
    return readable(handle.createQuery(CLAIM + "WHERE declared = 1 ORDER BY host"));
  }

  @Override
  public Optional<Owner> owner(HostName host) {
    return handle
        .createQuery(
            """
            SELECT host, account, generation, live, challenger, challenged_at
            FROM host_owner WHERE host = :host
            """)
        .bind("host", host.value())
        .map((row, _) -> Rows.owner(row))
        .findOne();
  }

  @Override
  public void save(Owner owner) {
    handle
        .createUpdate(SAVE_OWNER)
        .bind("host", owner.host().value())
        .bind("account", owner.account())
        .bind("generation", owner.generation())
        .bind("live", owner.live() ? 1 : 0)
        .bind("challenger", owner.challenge().map(Owner.Challenge::account).orElse(null))
        .bind(
            "challengedAt",
            owner.challenge().map(challenge -> challenge.since().getEpochSecond()).orElse(null))
        .execute();
  }

  @Override
  public Optional<Account> account(String name) {
    return handle
        .createQuery("SELECT name, created_at FROM account WHERE name = :name")
        .bind("name", name)
        .map((row, _) -> Rows.account(row))
        .findOne();
  }

  @Override
  public List<Account> accounts(String after, int limit) {
    return handle
        .createQuery(
            "SELECT name, created_at FROM account WHERE name > :after ORDER BY name LIMIT :limit")
        .bind("after", after)
        .bind("limit", limit)
        .map((row, _) -> Rows.account(row))
        .list();
  }

  @Override
  public void add(Account account) {
    handle.execute(
        "INSERT INTO account (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
        account.name(),
        account.createdAt().getEpochSecond());
  }

  private static final String TOKEN =
      "SELECT id, account, role, label, hash, created_at, expires_at FROM token ";

  @Override
  public Optional<Token> token(String id) {
    return tokens(handle.createQuery(TOKEN + "WHERE id = :id").bind("id", id)).stream().findFirst();
  }

  @Override
  public List<Token> tokens(String account) {
    return tokens(
        handle
            .createQuery(TOKEN + "WHERE account = :account ORDER BY created_at, id")
            .bind("account", account));
  }

  private static List<Token> tokens(Query query) {
    return query.map((row, _) -> Rows.token(row)).list();
  }

  @Override
  public void add(Token token) {
    handle
        .createUpdate(
            """
            INSERT INTO token (id, account, role, label, hash, created_at, expires_at)
            VALUES (:id, :account, :role, :label, :hash, :createdAt, :expiresAt)
            """)
        .bind("id", token.id())
        .bind("account", token.account())
        .bind("role", token.role().word())
        .bind("label", token.label())
        .bind("hash", token.hash())
        .bind("createdAt", token.createdAt().getEpochSecond())
        .bind("expiresAt", token.expiresAt().map(Instant::getEpochSecond).orElse(null))
        .execute();
  }

  @Override
  public void deleteExpiredTokens(String account, Instant now) {
    handle.execute(
        "DELETE FROM token WHERE account = ? AND expires_at <= ?", account, now.getEpochSecond());
  }

  @Override
  public boolean deleteToken(String account, String id) {
    return handle.execute("DELETE FROM token WHERE account = ? AND id = ?", account, id) > 0;
  }

  private static final String KILL =
      "SELECT id, account, kind, subject, link, at, cause FROM revocation ";

  @Override
  public List<Revocation> revocations() {
    return kills(handle.createQuery(KILL)).stream().map(Kill::what).toList();
  }

  @Override
  public List<Kill> kills(String account) {
    return kills(
        handle
            .createQuery(KILL + "WHERE account = :account ORDER BY at, id")
            .bind("account", account));
  }

  private static List<Kill> kills(Query query) {
    return query.map((row, _) -> Rows.kill(row)).list();
  }

  @Override
  public void add(Kill kill) {
    Rows.bind(
            kill,
            handle.createUpdate(
                """
                INSERT INTO revocation (id, account, kind, subject, link, at, cause)
                VALUES (:id, :account, :kind, :subject, :link, :at, :cause)
                """))
        .execute();
  }

  @Override
  public boolean deleteKill(String account, String id) {
    return handle.execute("DELETE FROM revocation WHERE account = ? AND id = ?", account, id) > 0;
  }

  @Override
  public long version() {
    return handle.createQuery("SELECT number FROM version").mapTo(Long.class).one();
  }

  @Override
  public void bump() {
    handle.execute("UPDATE version SET number = number + 1");
  }
}
