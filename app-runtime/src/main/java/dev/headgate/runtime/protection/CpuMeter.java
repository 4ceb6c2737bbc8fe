package dev.headgate.runtime.protection;

import dev.headgate.core.protection.CpuUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Measures how far the processors are used between two looks: the processor time of this process
 * everywhere; on Linux also how long something had to wait for a processor (pressure stall
 * information, of the container where it has its own), and how long the container was throttled.
 * For one thread.
 */
public final class CpuMeter {
  private static final Pattern STALLED = Pattern.compile("(?m)^some .*total=(\\d{1,18})$");
  private static final Pattern THROTTLED = Pattern.compile("(?m)^throttled_usec (\\d{1,18})$");

  private final List<Path> pressure;
  private final Path statistics;
  private final Supplier<Duration> processTime;
  private final int processors;
  private @Nullable Reading last;

  /**
   * A meter of a machine.
   *
   * @param root the root of its file system
   * @param processTime the processor time that this process has taken so far
   * @param processors how many processors it may use
   */
  public CpuMeter(Path root, Supplier<Duration> processTime, int processors) {
    Path container = root.resolve("sys/fs/cgroup");
    this.pressure = List.of(container.resolve("cpu.pressure"), root.resolve("proc/pressure/cpu"));
    this.statistics = container.resolve("cpu.stat");
    this.processTime = processTime;
    this.processors = processors;
  }

  /** One of this process. */
  static CpuMeter ofThisProcess() {
    ProcessHandle process = ProcessHandle.current();
    return new CpuMeter(
        Path.of("/"),
        () -> process.info().totalCpuDuration().orElse(Duration.ZERO),
        Runtime.getRuntime().availableProcessors());
  }

  /** What was used since the look before; unknown at the first. */
  public CpuUse look(Instant now) {
    Reading reading =
        new Reading(
            now,
            processTime.get(),
            pressure.stream().mapToLong(file -> micros(file, STALLED)).filter(n -> n >= 0),
            micros(statistics, THROTTLED));
    Reading before = last;
    last = reading;
    return before == null || !now.isAfter(before.at)
        ? CpuUse.UNKNOWN
        : reading.since(before, processors);
  }

  /** The number in a file; negative where it is not there. */
  private static long micros(Path file, Pattern pattern) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(file));
      return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    } catch (IOException notLinux) {
      return -1;
    }
  }

  private record Reading(Instant at, Duration used, long stalled, long throttled) {
    Reading(Instant at, Duration used, java.util.stream.LongStream stalled, long throttled) {
      this(at, used, stalled.findFirst().orElse(-1), throttled);
    }

    CpuUse since(Reading before, int processors) {
      double micros = Duration.between(before.at, at).toNanos() / 1e3;
      return new CpuUse(
          share(used.minus(before.used).toNanos() / 1e3, micros * processors),
          before.stalled < 0 ? 0 : share((double) (stalled - before.stalled), micros),
          before.throttled < 0 ? 0 : share((double) (throttled - before.throttled), micros));
    }

    private static double share(double part, double whole) {
      return Math.clamp(part / whole, 0, 1);
    }
  }
}
