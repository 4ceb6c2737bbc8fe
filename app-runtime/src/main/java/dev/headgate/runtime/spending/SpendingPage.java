package dev.headgate.runtime.spending;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.spending.Spender;
import dev.headgate.core.spending.Spenders;
import dev.headgate.core.spending.SpendingBoard;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a process tells the others of who spends through it, as JSON: the {@value #MOST} counters
 * that most was spent from, with the {@value #MOST_NAMES} greatest callers and paths of each, and
 * fewer where names are so long that they would not fit.
 */
final class SpendingPage {
  static final int MOST = 100;
  static final int MOST_NAMES = 10;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SpendingPage() {}

  static String write(Map<QuotaKey, Spenders> book) {
    int most = MOST;
    String page = page(book, most);
    while (page.length() > SpendingBoard.LONGEST_PAGE) {
      most /= 2;
      page = page(book, most);
    }
    return page;
  }

  private static String page(Map<QuotaKey, Spenders> book, int most) {
    Comparator<Map.Entry<QuotaKey, Spenders>> mostSpent =
        Comparator.comparingLong(entry -> -entry.getValue().points());
    List<Map<String, Object>> accounts =
        book.entrySet().stream()
            .sorted(mostSpent)
            .limit(most)
            .map(entry -> account(entry.getKey(), entry.getValue().first(MOST_NAMES)))
            .toList();
    try {
      return JSON.writeValueAsString(accounts);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, Object> account(QuotaKey key, Spenders spenders) {
    return Map.of(
        "host", key.host(),
        "principal", key.principal().id(),
        "resource", key.resource(),
        "since", spenders.since().toString(),
        "points", spenders.points(),
        "callers", spenders.callers(),
        "paths", spenders.paths());
  }

  /**
   * What another process tells.
   *
   * @throws IllegalArgumentException if it is no such page
   */
  static Map<QuotaKey, Spenders> read(String page) {
    try {
      Map<QuotaKey, Spenders> book = new HashMap<>();
      for (JsonNode account : JSON.readTree(page)) {
        QuotaKey key =
            new QuotaKey(
                account.path("host").asText(),
                new Principal(account.path("principal").asText()),
                account.path("resource").asText());
        book.put(
            key,
            new Spenders(
                Instant.parse(account.path("since").asText()),
                account.path("points").asLong(),
                spenders(account.path("callers")),
                spenders(account.path("paths"))));
      }
      return Map.copyOf(book);
    } catch (JsonProcessingException | DateTimeException malformed) {
      throw new IllegalArgumentException("page: malformed (expected: accounts in JSON)", malformed);
    }
  }

  private static List<Spender> spenders(JsonNode list) {
    List<Spender> spenders = new ArrayList<>();
    for (JsonNode spender : list) {
      spenders.add(new Spender(spender.path("name").asText(), spender.path("points").asLong()));
    }
    return spenders;
  }
}
