package dev.headgate.server.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.testing.RealPostgres;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresFleetTest implements FleetContract {
  private static Fleet fleet;

  /** A database without a schema: the servers apply it, all at once. */
  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    PostgresSettings database = RealPostgres.shared().database();
    Map<String, String> store = new HashMap<>();
    store.put("STORAGE_TYPE", "postgres");
    store.put("DATABASE_URL", database.url());
    store.put("DATABASE_USER", String.valueOf(database.user()));
    if (database.password() != null) {
      store.put("DATABASE_PASSWORD", database.password().reveal());
    }
    fleet = new Fleet(directory, 3, RULES, store);
    fleet.warm();
  }

  @AfterAll
  static void stop() {
    fleet.close();
  }

  @Override
  public Fleet fleet() {
    return fleet;
  }

  @Override
  public String store() {
    return "Postgres";
  }

  @Test
  void aServerThatTakesTheOnesPlaceThatWasKilledServesWhatThatOneRead() throws Exception {
    String path = "/repos/octo/kept";
    HttpResponse<String> first = fleet.get(0, path);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("X-Cache")).contains("ONLINE_MISS");
    long spent = fleet.github().stats().totalSpent();

    fleet.replace(0);
    HttpResponse<String> again = fleet.get(0, path);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("X-Cache")).contains("ONLINE_HIT");
    assertThat(fleet.github().stats().totalSpent()).as("at most a 304").isEqualTo(spent);
  }

  @Test
  void itsLimitsAndCircuitsAreToldAndExplained() {
    JsonNode limits = fleet.json(0, "/api/v1/limits");
    assertThat(limits.toString()).contains("\"direct\"", "\"leased\"");
    assertThat(fleet.get(0, "/api/v1/limits/explain?path=/repos/fleet/direct/x").statusCode())
        .isEqualTo(200);
    JsonNode circuit = fleet.json(1, "/api/v1/breakers/github");
    assertThat(circuit.path("state").asText()).isEqualTo("closed");
    assertThat(circuit.path("processes").asInt()).isEqualTo(3);
    assertThat(fleet.json(2, "/api/v1/breakers").toString()).contains("\"postgres\"");
    assertThat(fleet.health(2).path("components").path("postgres").path("keeps"))
        .extracting(JsonNode::asText)
        .contains("audit", "breakers", "cache", "limits", "quota");
  }
}
