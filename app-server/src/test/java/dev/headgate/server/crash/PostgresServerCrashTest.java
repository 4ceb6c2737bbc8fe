package dev.headgate.server.crash;

import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerCrashTest implements ServerCrashContract {
  private static OwnPostgres postgres;
  private static Scene scene;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    postgres = RealPostgres.own();
    postgres.migrated();
    scene =
        new Scene(
            folder,
            VICTIMS,
            postgres.port(),
            port ->
                Map.of(
                    "STORAGE_TYPE", "postgres",
                    "DATABASE_URL", "postgres://127.0.0.1:%d/postgres".formatted(port),
                    "DATABASE_USER", "postgres",
                    "DATABASE_POOL_SIZE", "4"));
  }

  @AfterAll
  static void stop() {
    scene.close();
    postgres.close();
  }

  @Override
  public Scene scene() {
    return scene;
  }
}
