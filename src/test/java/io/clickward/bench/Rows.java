package io.clickward.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Prints how many rows all tables of a data folder's databases have. Argument: the folder. */
final class Rows {
  private Rows() {}

  public static void main(String[] arguments) throws Exception {
    long rows = 0;
    for (Path database : databases(Path.of(arguments[0]))) {
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro");
          Statement statement = connection.createStatement()) {
        for (String table : tables(statement)) {
          rows += count(statement, table);
        }
      }
    }
    System.out.println(rows);
  }

  private static List<Path> databases(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".db")).toList();
    }
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet names =
        statement.executeQuery(
            "select name from sqlite_master where type = 'table' and name not like 'sqlite%'")) {
      while (names.next()) {
        tables.add(names.getString(1));
      }
    }
    return tables;
  }

  private static long count(Statement statement, String table) throws SQLException {
    try (ResultSet count = statement.executeQuery("select count(*) from \"" + table + "\"")) {
      return count.next() ? count.getLong(1) : 0;
    }
  }
}
