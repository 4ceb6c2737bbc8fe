package dev.headgate.storage.testing;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** A container that lives as long as this JVM, where there is a Docker engine. */
final class DockerRedis {

  private static final String IMAGE = "redis:7-alpine";
  private static final int PORT = 6379;

  private DockerRedis() {}

  /** The server's address, or null where no engine answers. */
  static @Nullable URI start() {
    if (!mayAnswer() || !DockerClientFactory.instance().isDockerAvailable()) {
      return null;
    }
    // Stopped by the engine's reaper when this JVM is gone.
    @SuppressWarnings("resource")
    GenericContainer<?> container = new GenericContainer<>(IMAGE).withExposedPorts(PORT);
    container.start();
    return URI.create(
        "redis://%s:%d".formatted(container.getHost(), container.getMappedPort(PORT)));
  }

  /** Asks the file system first: looking for an engine takes a third of a second. */
  private static boolean mayAnswer() {
    return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
  }
}
