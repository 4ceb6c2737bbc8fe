package dev.headgate.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a Java 17 on this machine without starting any. */
final class Java17 {
  private static final List<String> FOLDERS =
      List.of(
          "/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java", "/usr/local/java", "/opt/java", "/opt");

  private Java17() {}

  /** Its {@code java}: the one that is named, that on the PATH, or one in the usual folders. */
  static Optional<Path> find() {
    List<Path> homes = new ArrayList<>();
    Optional.ofNullable(System.getenv("JAVA17_HOME")).map(Path::of).ifPresent(homes::add);
    Optional.ofNullable(System.getenv("JAVA_HOME_17_X64")).map(Path::of).ifPresent(homes::add);
    for (String folder : String.valueOf(System.getenv("PATH")).split(":", -1)) {
      onThePath(Path.of(folder).resolve("java")).ifPresent(homes::add);
    }
    FOLDERS.forEach(folder -> homes.addAll(inside(Path.of(folder))));
    String user = System.getProperty("user.home");
    homes.addAll(inside(Path.of(user, ".sdkman/candidates/java")));
    homes.addAll(inside(Path.of(user, ".jdks")));
    return homes.stream().filter(Java17::fits).map(home -> home.resolve("bin/java")).findFirst();
  }

  private static Optional<Path> onThePath(Path java) {
    try {
      return Optional.of(java.toRealPath().resolve("../..").normalize());
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  private static List<Path> inside(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> homes = Files.list(folder)) {
      return homes.toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  private static boolean fits(Path home) {
    try {
      return Files.isExecutable(home.resolve("bin/java"))
          && Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"17");
    } catch (IOException unreadable) {
      return false;
    }
  }
}
