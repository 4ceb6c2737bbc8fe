package dev.headgate.storage.testing;

import dev.headgate.core.identity.Secret;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A container that lives as long as this JVM, where there is a Docker engine. */
final class DockerPostgres {

  private static final String IMAGE = "postgres:18-alpine";

  private DockerPostgres() {}

  /** The server's address, or null where no engine answers. */
  static @Nullable PostgresUrl start() {
    if (!mayAnswer() || !DockerClientFactory.instance().isDockerAvailable()) {
      return null;
    }
    // Stopped by the engine's reaper when this JVM is gone.
    @SuppressWarnings("resource")
    PostgreSQLContainer container = new PostgreSQLContainer(IMAGE);
    container.start();
    return PostgresUrl.parse(container.getJdbcUrl())
        .as(container.getUsername(), Secret.of(container.getPassword()));
  }

  /** Asks the file system first: looking for an engine takes a third of a second. */
  private static boolean mayAnswer() {
    return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
  }
}
