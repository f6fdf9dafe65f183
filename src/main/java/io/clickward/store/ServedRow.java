package io.clickward.store;

import io.clickward.domain.HostName;
import io.clickward.domain.TrackingDomain;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows of claims that are served as domains. A start reads all of them, and each column of a row
 * costs it time: what many have in common is read as one text, and taken apart when it is new.
 */
final class ServedRow {
  private static final int HOST = 1;
  private static final int GENERATION = 2;
  private static final int IN_COMMON = 3;

  /** No text of a claim has a line break. */
  static final String SELECT =
      """
      SELECT host, generation,
        account || '\n' || provider || '\n' || click_path || '\n' || open_path || '\n' || clicks
          || '\n' || opens || '\n' || keeps_ip || '\n' || keeps_user_agent || '\n'
          || CAST(pixel_bytes AS TEXT) || '\n' || state || '\n' || reached,
        account, provider, click_path, open_path, https, clicks, opens, keeps_ip,
        keeps_user_agent, pixel_bytes, state, reached, retiring_until
      FROM claim WHERE served = 1
      """;

  private final Map<String, TrackingDomain> known = new HashMap<>();

  TrackingDomain read(ResultSet row) throws SQLException {
    String inCommon = row.getString(IN_COMMON);
    TrackingDomain model = known.get(inCommon);
    if (model == null) {
      model = ClaimRow.active(row);
      known.put(inCommon, model);
    }
    return model.withHost(new HostName(row.getString(HOST)), row.getInt(GENERATION));
  }
}
