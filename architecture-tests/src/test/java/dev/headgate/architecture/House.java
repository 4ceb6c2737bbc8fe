package dev.headgate.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A code base with the rooms of Headgate: Headgate itself, or a planted one that breaks a rule.
 *
 * @param root the package that all rooms lie in
 * @param production the classes that are shipped
 * @param tests the classes that test them
 */
record House(String root, JavaClasses production, JavaClasses tests) {
  /** What each room may see, besides itself. A room that is not named here may not exist. */
  static final Map<String, Set<String>> ROOMS =
      Map.of(
          "core", Set.of(),
          "github", Set.of("core"),
          "storage", Set.of("core"),
          "k8s", Set.of("core"),
          "embedded", Set.of("core", "github", "storage"),
          "runtime", Set.of("core", "github", "storage", "k8s"),
          "server", Set.of("core", "github", "storage", "k8s", "runtime"),
          "worker", Set.of("core", "github", "storage", "k8s", "runtime"));

  static final Set<String> ADAPTERS = Set.of("github", "storage", "k8s");

  static final Set<String> APPS = Set.of("runtime", "server", "worker");

  /** The features of the core. A feature that is not named here may not exist. */
  static final Set<String> FEATURES =
      Set.of(
          "http",
          "identity",
          "cache",
          "credential",
          "quota",
          "breaker",
          "limit",
          "gateway",
          "admission",
          "priority",
          "audit",
          "storage",
          "slot",
          "spending",
          "setting",
          "telemetry",
          "thread",
          "link",
          "graphql",
          "queue",
          "work",
          "webhook",
          "blob",
          "protection",
          "archive",
          "job");

  static House headgate() {
    return new House(
        "dev.headgate",
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.headgate"),
        new ClassFileImporter().importPaths(testFolders()));
  }

  /**
   * A house under {@code planted}, whose tests are told from its production code by their names.
   */
  static House planted(String name) {
    String root = "planted." + name;
    JavaClasses all = new ClassFileImporter().importPackages(root);
    DescribedPredicate<JavaClass> test =
        DescribedPredicate.describe(
            "tests", type -> type.getSimpleName().matches("\\w+(Test|Contract)"));
    return new House(root, all.that(DescribedPredicate.not(test)), all.that(test));
  }

  /** The package of a room, or of a part of one: {@code room("core", "http")}. */
  String room(String... path) {
    return root + "." + String.join(".", path);
  }

  /** The pattern of everything in a room. */
  String in(String room) {
    return room(room) + "..";
  }

  String[] in(Set<String> rooms) {
    return rooms.stream().map(this::in).toArray(String[]::new);
  }

  /** The room that a class lies in, or an empty text if it is none of the house's classes. */
  String roomOf(JavaClass type) {
    return firstPart(type, root);
  }

  /** The feature of the core that a class belongs to, or an empty text. */
  String featureOf(JavaClass type) {
    return firstPart(type, room("core"));
  }

  boolean isIn(Set<String> rooms, JavaClass type) {
    return rooms.contains(roomOf(type));
  }

  private static String firstPart(JavaClass type, String below) {
    String name = type.getPackageName();
    if (!name.startsWith(below + ".")) {
      return "";
    }
    String rest = name.substring(below.length() + 1);
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  /** The compiled tests of all modules: they are built before this one. */
  private static List<Path> testFolders() {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      return modules
          .map(module -> module.resolve("target/test-classes"))
          .filter(Files::isDirectory)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("the modules beside this one", e);
    }
  }
}
