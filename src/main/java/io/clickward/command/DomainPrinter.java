package io.clickward.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Domains as people read them, with their records in the form of a zone file. */
final class DomainPrinter {
  private final PrintWriter out;

  DomainPrinter(PrintWriter out) {
    this.out = out;
  }

  void list(JsonNode page) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("HOST", "STATE", "HTTPS", "PROVIDER", "EDGE", "SINCE"));
    for (JsonNode domain : page.path("items")) {
      rows.add(
          List.of(
              text(domain, "host"),
              text(domain, "state"),
              domain.path("https").asBoolean() ? "on" : "off",
              text(domain, "provider"),
              text(domain, "edge"),
              text(domain, "since")));
    }
    table(rows);
  }

  void show(JsonNode domain) {
    out.printf(
        "%s is %s since %s%n", text(domain, "host"), text(domain, "state"), text(domain, "since"));
    out.printf("Next: %s%n", text(domain, "nextAction"));
    showRecords(domain);
    Set<JsonNode> findings = new LinkedHashSet<>();
    domain.path("findings").forEach(findings::add);
    domain.path("requirements").forEach(line -> line.path("findings").forEach(findings::add));
    findings.forEach(this::showFinding);
    out.flush();
  }

  private void showFinding(JsonNode finding) {
    out.printf(
        "%n%s  %s: %s%n  expected %s%n  %s%n",
        text(finding, "severity"),
        text(finding, "subject"),
        text(finding, "observed"),
        text(finding, "expected"),
        text(finding, "nextStep"));
  }

  /**
   * Pasted as it stands: of two CNAMEs of one name, which no zone takes, the later is a comment.
   */
  private void showRecords(JsonNode domain) {
    List<List<String>> rows = new ArrayList<>();
    Set<String> aliases = new HashSet<>();
    for (JsonNode line : domain.path("requirements")) {
      boolean later = text(line, "type").equals("CNAME") && !aliases.add(text(line, "name"));
      rows.add(
          List.of(
              (later ? "; later: " : "") + text(line, "name") + ".",
              text(line, "ttlSeconds"),
              "IN",
              text(line, "type"),
              value(line),
              comment(line, domain.path("dnsAsked").asBoolean())));
    }
    if (!rows.isEmpty()) {
      out.printf("%nRecords, as in a zone file:%n");
      table(rows);
    }
  }

  private static String value(JsonNode line) {
    String value = text(line, "value");
    return switch (text(line, "type")) {
      case "TXT" -> '"' + value + '"';
      case "CNAME" -> value.endsWith(".") ? value : value + ".";
      default -> value;
    };
  }

  private static String comment(JsonNode line, boolean asked) {
    String zone = text(line, "zone");
    String where =
        zone.isEmpty() ? "" : "name %s in zone %s; ".formatted(text(line, "relativeName"), zone);
    String verdict = asked ? "%s; ".formatted(text(line, "verdict")) : "";
    return "; " + where + verdict + text(line, "why");
  }

  /** Columns as wide as their widest cell; the last one as it is. */
  private void table(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths =
        IntStream.range(0, columns)
            .map(c -> rows.stream().mapToInt(row -> row.get(c).length()).max().orElse(0))
            .toArray();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns - 1; c++) {
        line.append(row.get(c)).repeat(' ', widths[c] - row.get(c).length() + 2);
      }
      out.println(line.append(row.getLast()).toString());
    }
    out.flush();
  }

  private static String text(JsonNode node, String name) {
    return node.path(name).asText();
  }
}
