package dev.headgate.storage.postgres.limit;

import dev.headgate.core.limit.Gcra;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Several requests as the columns of one statement, which the server decides one after the other.
 * The buckets are sorted by their keys: everyone locks in that order, so nobody waits in a circle.
 */
final class Trip {

  private static final String ACQUIRE = Sql.load(Trip.class, "acquire.sql");

  /** No times: the server reads those that are not there as null. */
  private static final long[] NONE = {};

  private final List<Ask> asks;
  private final TreeMap<RowKey, Integer> places = new TreeMap<>();

  Trip(List<Ask> asks) {
    this.asks = asks;
    for (Ask ask : asks) {
      ask.rows().forEach(row -> places.put(row, 0));
    }
    int place = 0;
    for (var entry : places.entrySet()) {
      entry.setValue(++place);
    }
  }

  /**
   * One round trip.
   *
   * @param callersTime whether the callers decide the time, as in tests
   * @return of each request in their order
   */
  List<Answer> run(Connection connection, boolean callersTime) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ACQUIRE)) {
      statement.setObject(1, places.keySet().stream().mapToLong(RowKey::high).toArray());
      statement.setObject(2, places.keySet().stream().mapToLong(RowKey::low).toArray());
      statement.setObject(3, asks.stream().mapToLong(Ask::permits).toArray());
      statement.setObject(4, asks.stream().mapToInt(ask -> ask.rows().size()).toArray());
      statement.setObject(5, callersTime ? asks.stream().mapToLong(Ask::now).toArray() : NONE);
      setLevels(statement);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return answers(row);
      }
    }
  }

  private void setLevels(PreparedStatement statement) throws SQLException {
    int size = asks.stream().mapToInt(ask -> ask.rows().size()).sum();
    int[] rows = new int[size];
    long[] intervals = new long[size];
    long[] bursts = new long[size];
    int level = 0;
    for (Ask ask : asks) {
      for (int i = 0; i < ask.rows().size(); i++) {
        Gcra rule = ask.buckets().get(i).rule();
        rows[level] = places.getOrDefault(ask.rows().get(i), 0);
        intervals[level] = rule.interval();
        bursts[level] = rule.burst();
        level++;
      }
    }
    statement.setObject(6, rows);
    statement.setObject(7, intervals);
    statement.setObject(8, bursts);
  }

  private List<Answer> answers(ResultSet row) throws SQLException {
    Boolean[] granted = (Boolean[]) row.getArray("granted").getArray();
    Long[] decidedAt = (Long[]) row.getArray("decided_at").getArray();
    List<Long> tats = List.of((Long[]) row.getArray("tats").getArray());
    List<Answer> answers = new ArrayList<>(asks.size());
    int level = 0;
    for (int i = 0; i < asks.size(); i++) {
      int end = level + asks.get(i).rows().size();
      answers.add(new Answer(granted[i], decidedAt[i], tats.subList(level, end)));
      level = end;
    }
    return answers;
  }
}
