package io.clickward.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickward.domain.Claim;
import io.clickward.domain.DomainState;
import io.clickward.domain.EdgeKind;
import io.clickward.domain.Finding;
import io.clickward.domain.HostName;
import io.clickward.domain.IpDetail;
import io.clickward.domain.Keeps;
import io.clickward.domain.LinkPaths;
import io.clickward.domain.Placement;
import io.clickward.domain.Provider;
import io.clickward.domain.Step;
import io.clickward.domain.TrackingDomain;
import io.clickward.domain.TrackingMode;
import io.clickward.domain.UserAgentDetail;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code claim} as a claim, and back. */
final class ClaimRow {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() {};
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private ClaimRow() {}

  /**
   * Reads a claim.
   *
   * @throws DamagedClaimException when the row is not what this version writes
   */
  static Claim read(ResultSet row, StatementContext statement) throws SQLException {
    return undamaged(row, () -> claim(row));
  }

  /** The same as it is served, for which neither its place nor what was found wrong matters. */
  static TrackingDomain active(ResultSet row) throws SQLException {
    return undamaged(row, () -> domain(row).withHttps(state(row, List::of).isHttps()));
  }

  /** Makes something of a row. */
  interface Reading<T> {
    T read() throws SQLException;
  }

  /** What a text of a row cannot be read as shows in many ways; a failing disk in another one. */
  private static <T> T undamaged(ResultSet row, Reading<T> reading) throws SQLException {
    try {
      return reading.read();
    } catch (RuntimeException e) {
      throw new DamagedClaimException(row.getString("account"), row.getString("host"), e);
    }
  }

  private static Claim claim(ResultSet row) throws SQLException {
    return new Claim(
        domain(row),
        placement(row),
        row.getString("proof"),
        row.getInt("declared") == 1,
        state(row, () -> value(row.getString("findings"), FINDINGS)),
        Rows.instant(row, "since"),
        Rows.instant(row, "created_at"));
  }

  private static TrackingDomain domain(ResultSet row) throws SQLException {
    return new TrackingDomain(
        new HostName(row.getString("host")),
        row.getString("account"),
        row.getInt("generation"),
        Provider.valueOf(row.getString("provider")),
        new LinkPaths(row.getString("click_path"), row.getString("open_path")),
        row.getInt("https") == 1,
        TrackingMode.valueOf(row.getString("clicks")),
        TrackingMode.valueOf(row.getString("opens")),
        new Keeps(
            IpDetail.valueOf(row.getString("keeps_ip")),
            UserAgentDetail.valueOf(row.getString("keeps_user_agent"))),
        row.getInt("pixel_bytes"));
  }

  private static Placement placement(ResultSet row) throws SQLException {
    EdgeKind edge = EdgeKind.valueOf(row.getString("edge"));
    Provider provider = Provider.valueOf(row.getString("provider"));
    Map<String, String> values = new HashMap<>(value(row.getString("placement"), TEXTS));
    if (provider == Provider.CLICKWARD) {
      // Another provider's were left there when a host that had one came to be declared.
      values.keySet().retainAll(Set.of(Placement.EDGE_TARGET));
    }
    if (values.isEmpty()) {
      return Placement.at(edge);
    }
    List<Finding> problems = new ArrayList<>();
    Placement read =
        Placement.read(
            provider, new HostName(row.getString("host")), Optional.of(edge), values, problems);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "problems with its placement: %d".formatted(problems.size()));
    }
    return read;
  }

  private static DomainState state(ResultSet row, Reading<List<Finding>> findings)
      throws SQLException {
    Step reached = Step.valueOf(row.getString("reached"));
    String state = row.getString("state");
    return switch (state) {
      case "degraded" -> new DomainState.Degraded(findings.read(), reached);
      case "retiring" -> new DomainState.Retiring(Rows.instant(row, "retiring_until"));
      case "retired" -> new DomainState.Retired();
      default -> DomainState.at(reached);
    };
  }

  private static <T> T value(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("its findings or its placement are not JSON of ours", e);
    }
  }

  static Update bind(Claim claim, Update update) {
    DomainState state = claim.state();
    return settings(claim.domain(), update)
        .bind("edge", claim.edge().name())
        .bind("placement", text(claim.placement().values()))
        .bind("proof", claim.proof())
        .bind("declared", claim.declared() ? 1 : 0)
        .bind("state", state.word())
        .bind("reached", state.step().name())
        .bind("findings", json(state))
        .bind("until", until(state))
        .bind("served", state.isServed() ? 1 : 0)
        .bind("since", claim.since().getEpochSecond())
        .bind("createdAt", claim.createdAt().getEpochSecond());
  }

  private static Update settings(TrackingDomain domain, Update update) {
    return update
        .bind("account", domain.account())
        .bind("host", domain.host().value())
        .bind("generation", domain.generation())
        .bind("provider", domain.provider().name())
        .bind("clickPath", domain.paths().click())
        .bind("openPath", domain.paths().open())
        .bind("https", domain.https() ? 1 : 0)
        .bind("clicks", domain.clicks().name())
        .bind("opens", domain.opens().name())
        .bind("ip", domain.keeps().ip().name())
        .bind("userAgent", domain.keeps().userAgent().name())
        .bind("pixelBytes", domain.pixelBytes());
  }

  private static String json(DomainState state) {
    return text(state instanceof DomainState.Degraded degraded ? degraded.findings() : List.of());
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of strings are always JSON", e);
    }
  }

  private static @Nullable Long until(DomainState state) {
    return state instanceof DomainState.Retiring(Instant end) ? end.getEpochSecond() : null;
  }
}
