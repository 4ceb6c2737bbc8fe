package dev.headgate.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** Time, values, null and names. */
final class Manners {
  /** Who may read the machine's clock or wait by it although not an app, and why. */
  static final Map<String, String> TIME_KEEPERS =
      Map.ofEntries(
          Map.entry(
              "dev.headgate.github.simulator.SimulatorOptions",
              "the default clock of a simulator that is started alone"),
          Map.entry(
              "dev.headgate.storage.memory.limit.SpinLock",
              "naps between two looks at a lock that is held for nanoseconds; decides nothing by"
                  + " it"),
          Map.entry(
              "dev.headgate.github.upstream.Deadlines",
              "breaks calls off by the machine's clock, as the sockets' own timeouts would"),
          Map.entry(
              "dev.headgate.github.upstream.HeaderWatch",
              "the deadline of one call, kept by Deadlines"),
          Map.entry(
              "dev.headgate.github.upstream.Housekeeping",
              "hands OkHttp the clock that its own bookkeeping reads"),
          Map.entry(
              "dev.headgate.runtime.logging.DroppingAppender",
              "naps while lines gather, so that no request has to wake it; decides nothing by it"),
          Map.entry(
              "dev.headgate.runtime.health.HealthProbes", "pauses between two looks at GitHub"),
          Map.entry("dev.headgate.runtime.store.StoreWatch", "pauses between two looks at a store"),
          Map.entry(
              "dev.headgate.runtime.store.StoreModule",
              "hands the clock of leases and near copies to the core"),
          Map.entry(
              "dev.headgate.runtime.work.Worker",
              "pauses between heartbeats, and before it repeats what the queue did not hear"),
          Map.entry("dev.headgate.runtime.work.Heartbeat", "pauses between two beats"),
          Map.entry(
              "dev.headgate.runtime.work.WorkModule",
              "hands workers the ticker by which they reckon their leases"),
          Map.entry(
              "dev.headgate.storage.postgres.queue.TaskHints",
              "pauses before it listens again on a new connection; decides nothing by it"));

  /** The executables: where time comes in. */
  private static final Set<String> EDGES = Set.of("server", "worker", "embedded");

  /** Values that are no records, and why. */
  static final Map<String, String> HAND_MADE_VALUES =
      Map.of(
          "dev.headgate.core.identity.Secret",
          "a record would hand out its content by accessor and pattern",
          "dev.headgate.core.limit.BucketKey",
          "a record cannot remember its hash, and each decision needs that of every key",
          "dev.headgate.core.limit.Cidr",
          "a record would show the array that it is made of, and compare it by identity",
          "dev.headgate.core.limit.PathGlob",
          "its text is taken apart once, and a record would show the parts",
          "dev.headgate.core.http.Headers",
          "its fields are kept in a form that is not its public one");

  private static final Map<String, Set<String>> CLOCKS =
      Map.of(
          "java.lang.System", Set.of("nanoTime", "currentTimeMillis"),
          "java.lang.Thread", Set.of("sleep"),
          "java.util.concurrent.TimeUnit", Set.of("sleep"),
          "java.time.InstantSource", Set.of("system"),
          "java.util.concurrent.locks.LockSupport", Set.of("parkNanos", "parkUntil"));

  private static final Set<String> EMPTY_WORDS =
      Set.of("port", "domain", "service", "impl", "util", "common", "model");

  private Manners() {}

  static ArchRule timeIsAnArgument(House house) {
    return noClasses()
        .that(
            Conditions.are(
                "lie outside the apps' edge",
                type ->
                    !EDGES.contains(house.roomOf(type))
                        && !TIME_KEEPERS.containsKey(outermost(type))))
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe("a clock of the machine is read", Manners::readsClock))
        .because("a rule that is told the time can be tested at any time, without waiting");
  }

  static ArchRule valuesAreRecords(House house) {
    return classes()
        .that(
            Conditions.are(
                "of the core and equal by content",
                type ->
                    "core".equals(house.roomOf(type))
                        && type.tryGetMethod("equals", Object.class).isPresent()
                        && !HAND_MADE_VALUES.containsKey(outermost(type))))
        .should(Conditions.of("be records or enums", type -> type.isRecord() || type.isEnum()))
        .because("a record cannot forget a field in equals, and says at once what it is");
  }

  static ArchRule packagesAreNullMarked(House house) {
    return classes()
        .that()
        .resideInAPackage(house.root() + "..")
        .should(
            Conditions.of(
                "lie in a package that is @NullMarked",
                type ->
                    type.getPackage()
                        .tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith(NullMarked.class))
                        .isPresent()))
        .because("null is checked by the compiler only where a package says so");
  }

  static ArchRule packagesSayWhatTheyAreAbout(House house) {
    return classes()
        .that()
        .resideInAPackage(house.root() + "..")
        .should(
            Conditions.of(
                "lie in a package named after a feature",
                type ->
                    Arrays.stream(type.getPackageName().split("\\.", -1))
                        .noneMatch(EMPTY_WORDS::contains)))
        .because("a package named after a kind of class collects what does not belong together");
  }

  static ArchRule namesSayWhatIsSpecial(House house) {
    return classes()
        .that()
        .resideInAPackage(house.root() + "..")
        .should(
            Conditions.of(
                "have a name that tells them apart",
                type -> !type.getSimpleName().matches("\\w*Impl|Default[A-Z]\\w*|I[A-Z][a-z]\\w*")))
        .because("Impl, Default and I… only say that there is another name");
  }

  private static boolean readsClock(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getTarget().getName();
    return CLOCKS.getOrDefault(owner, Set.of()).contains(name)
        || (owner.equals("java.time.Clock") && name.startsWith("system"))
        || (owner.startsWith("java.time.") && name.equals("now") && isUnaided(access));
  }

  /** A {@code now(clock)} is told whose time it reads; {@code now()} and {@code now(zone)} not. */
  private static boolean isUnaided(JavaAccess<?> access) {
    return !access.getTarget().getFullName().contains("java.time.Clock");
  }

  private static String outermost(JavaClass type) {
    String name = type.getName();
    int dollar = name.indexOf('$');
    return dollar < 0 ? name : name.substring(0, dollar);
  }
}
