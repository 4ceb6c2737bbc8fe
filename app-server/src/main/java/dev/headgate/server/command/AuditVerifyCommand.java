package dev.headgate.server.command;

import dev.headgate.core.audit.AuditChain;
import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditSpan;
import dev.headgate.core.audit.AuditVerification;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.LoadedConfiguration;
import dev.headgate.runtime.process.CannotStart;
import dev.headgate.runtime.store.AuditLine;
import dev.headgate.runtime.store.AuditTrailModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Walks along the audit's chain and names the first entry that does not fit; status 1 if one. */
@Command(
    name = "verify",
    description =
        "Finds the first entry of the audit that was changed, removed, moved or inserted.",
    mixinStandardHelpOptions = true)
public final class AuditVerifyCommand implements Callable<Integer> {
  private static final Pattern SEEN = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-f]{64})");

  @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of settings.")
  private @Nullable Path config;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Lines of JSON, exported or logged, the oldest first, instead of the store.")
  private @Nullable Path file;

  @Option(
      names = "--from",
      paramLabel = "N",
      description = "The first entry; by default the oldest.")
  private long from = 1;

  @Option(names = "--to", paramLabel = "N", description = "The last entry; by default the latest.")
  private long to = Long.MAX_VALUE;

  @Option(
      names = "--seen",
      paramLabel = "N:HASH",
      description =
          "An entry that was there before, such as the last of an earlier verify: it must be there"
              + " still. Shows a chain that was cut off together with the record of its end.")
  private @Nullable String seen;

  @Override
  public Integer call() {
    LoadedConfiguration loaded = ConfigurationLoader.load(System.getenv(), config);
    AuditChain chain = AuditTrailModule.chain(loaded.configuration().audit());
    AuditVerification walk = new AuditVerification(chain);
    if (seen != null) {
      expect(walk, seen);
    }
    if (file == null) {
      try (AuditReader reader = AuditReader.open(loaded)) {
        store(reader, walk);
      }
    } else {
      lines(file, walk);
    }
    return tell(walk);
  }

  private void expect(AuditVerification walk, String text) {
    Matcher parts = SEEN.matcher(text);
    if (!parts.matches() || Long.parseLong(parts.group(1)) > to) {
      throw new CannotStart(
          "--seen: %s (expected: number:hash, as Last: of an earlier verify, not behind --to)"
              .formatted(text));
    }
    walk.expect(Long.parseLong(parts.group(1)), parts.group(2));
  }

  private void store(AuditReader reader, AuditVerification walk) {
    // Before the entries: what is appended meanwhile is left out.
    AuditSpan span = reader.span();
    if (from <= span.anchor().number() + 1) {
      walk.begin(span.anchor());
    }
    long last = Math.min(to, span.head().number());
    boolean whole = to >= span.head().number();
    // Whatever lies behind the recorded end at the time of reading was appended since, or inserted.
    reader.each(from - 1, last, walk::accept);
    if (whole) {
      walk.end(span.head());
    }
    if (span.anchor().number() > 0) {
      System.out.println("Removed for their age: entries 1 to " + span.anchor().number());
    }
  }

  private void lines(Path lines, AuditVerification walk) {
    try (Stream<String> texts = Files.lines(lines)) {
      texts
          .flatMap(text -> AuditLine.read(text).stream())
          .filter(entry -> entry.number() >= from && entry.number() <= to)
          .forEachOrdered(walk::accept);
    } catch (IOException | java.io.UncheckedIOException unreadable) {
      throw new CannotStart(
          "--file: %s (expected: a readable file of lines)".formatted(lines), unreadable);
    }
  }

  private static int tell(AuditVerification walk) {
    System.out.println("Entries: " + walk.count());
    walk.first().ifPresent(entry -> System.out.println("First: " + name(entry)));
    walk.last().ifPresent(entry -> System.out.println("Last: " + name(entry)));
    String fault = walk.fault().orElse("");
    System.out.println(fault.isEmpty() ? "The chain is whole." : "TAMPERED: " + fault);
    return fault.isEmpty() ? 0 : 1;
  }

  private static String name(AuditEntry entry) {
    return "%d:%s of %s".formatted(entry.number(), entry.hash(), entry.event().at());
  }
}
