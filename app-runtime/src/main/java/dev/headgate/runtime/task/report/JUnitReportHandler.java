package dev.headgate.runtime.task.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.archive.ZipLimits;
import dev.headgate.core.archive.ZipReader;
import dev.headgate.core.blob.Blob;
import dev.headgate.core.blob.BlobContent;
import dev.headgate.core.blob.BlobStore;
import dev.headgate.core.blob.BlobUpload;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.github.artifact.Artifact;
import dev.headgate.github.artifact.Downloaded;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.artifact.ArtifactFetch;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the JUnit XML in an artifact, keeps every test's result, and says which tests failed and
 * which are flaky by the runs before.
 *
 * <p>Harmless when repeated: a run's results lie under a name of their own and are written whole or
 * not at all. Nothing is held in memory but the outcomes of one set of tests. Thread-safe.
 */
public final class JUnitReportHandler implements TaskHandler {
  /** The kind of task. */
  public static final String KIND = "junit-report";

  private static final int RUNS = 10;
  private static final int MOST_TESTS = 100_000;
  private static final int SHOWN = 50;
  private static final long LARGEST_FILE = 64L << 20;

  private final ArtifactFetch fetch;
  private final BlobStore blobs;
  private final ZipLimits limits;
  private final InstantSource clock;

  /** A handler that gets artifacts in that way and keeps results there. */
  public JUnitReportHandler(
      ArtifactFetch fetch, BlobStore blobs, ZipLimits limits, InstantSource clock) {
    this.fetch = fetch;
    this.blobs = blobs;
    this.limits = limits;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public TaskOutcome handle(TaskRun run) throws InterruptedException {
    return fetch.with(run, this::report);
  }

  private TaskOutcome report(Downloaded downloaded) throws IOException {
    Artifact artifact = downloaded.artifact();
    RunReport run =
        new RunReport(
            artifact.ref().owner() + "/" + artifact.ref().repo(),
            artifact.name(),
            artifact.runId(),
            artifact.ref().id(),
            artifact.headSha());
    List<Blob> before = earlier(run);
    Flakiness flakiness = new Flakiness();
    for (Blob blob : before) {
      compare(blob, flakiness);
    }
    Summary summary = new Summary(flakiness, run.headSha());
    try (BlobUpload upload = blobs.create(run.blob(), clock.instant())) {
      ReportCodec.write(upload, run);
      read(downloaded, upload, summary);
      if (summary.files == 0) {
        return new TaskOutcome.Failed(
            "the artifact holds no JUnit XML (expected: files that end in .xml)%s"
                .formatted(summary.unreadable.isEmpty() ? "" : ": " + summary.unreadable));
      }
      upload.commit(clock.instant());
    } catch (TooMany much) {
      return new TaskOutcome.Failed(String.valueOf(much.getMessage()));
    }
    blobs.delete(downloaded.blob().id());
    return new TaskOutcome.Done(TaskJson.write(summary.json(run, before.size())));
  }

  /** The last runs before this one that are kept, from the oldest to the newest. */
  private List<Blob> earlier(RunReport run) {
    List<Blob> all = new ArrayList<>();
    String after = "";
    List<Blob> page = page(run, after);
    while (!page.isEmpty()) {
      for (Blob blob : page) {
        if (blob.id().value().compareTo(run.blob().value()) < 0) {
          all.add(blob);
        }
      }
      after = page.get(page.size() - 1).id().value();
      page = page(run, after);
    }
    return all.subList(Math.max(0, all.size() - RUNS), all.size());
  }

  private List<Blob> page(RunReport run, String after) {
    return blobs.list(run.prefix(), after, BlobStore.LONGEST_LIST, clock.instant());
  }

  private void compare(Blob blob, Flakiness flakiness) throws IOException {
    Optional<BlobContent> content = blobs.open(blob.id(), clock.instant());
    if (content.isEmpty()) {
      return;
    }
    try (BlobContent open = content.get()) {
      ReportCodec.read(open.stream(), flakiness::add);
    }
  }

  private void read(Downloaded downloaded, BlobUpload upload, Summary summary) throws IOException {
    try (BlobContent content =
            blobs
                .open(downloaded.blob().id(), clock.instant())
                .orElseThrow(() -> new IOException("the archive is not there any more"));
        ZipReader zip = new ZipReader(content.stream(), limits)) {
      for (Optional<String> name = zip.next(); name.isPresent(); name = zip.next()) {
        if (name.get().toLowerCase(Locale.ROOT).endsWith(".xml")) {
          read(name.get(), zip, upload, summary);
        }
      }
    }
  }

  private static void read(String name, ZipReader zip, BlobUpload upload, Summary summary)
      throws IOException {
    try {
      JUnitXml.read(
          new Bounded(zip.content(), LARGEST_FILE),
          test -> {
            if (summary.tests >= MOST_TESTS) {
              throw new TooMany();
            }
            summary.add(test);
            ReportCodec.write(upload, test);
          });
      summary.files++;
    } catch (JUnitXml.Unreadable foreign) {
      summary.unreadable(name, foreign);
    }
  }

  /** More tests than are kept. */
  private static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super("the artifact tells of more than %d tests".formatted(MOST_TESTS));
    }
  }

  /** What there is to say of a run. */
  private static final class Summary {
    private final Flakiness flakiness;
    private final String commit;
    private final Map<TestCase.Outcome, Integer> counts = new EnumMap<>(TestCase.Outcome.class);
    private final ArrayNode failures = JsonNodeFactory.instance.arrayNode();
    private final List<String> unreadable = new ArrayList<>();
    private int tests;
    private int files;
    private long millis;

    Summary(Flakiness flakiness, String commit) {
      this.flakiness = flakiness;
      this.commit = commit;
    }

    void add(TestCase test) {
      tests++;
      counts.merge(test.outcome(), 1, Integer::sum);
      millis += test.millis();
      flakiness.add(commit, test);
      if (test.outcome().bad() && failures.size() < SHOWN) {
        failures.addObject().put("test", test.id()).put("message", test.message());
      }
    }

    void unreadable(String name, JUnitXml.Unreadable why) {
      if (unreadable.size() < SHOWN) {
        unreadable.add(name + ": " + why.getMessage());
      }
    }

    ObjectNode json(RunReport run, int compared) {
      List<String> flaky = flakiness.flaky(SHOWN);
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("tests", tests);
      for (TestCase.Outcome outcome : TestCase.Outcome.values()) {
        json.put(outcome.label(), counts.getOrDefault(outcome, 0));
      }
      json.put("flaky", flaky.size());
      json.put("millis", millis);
      json.put("files", files);
      json.put("runs_compared", compared);
      json.put("repository", run.repository());
      json.put("run_id", run.runId());
      json.put("head_sha", run.headSha());
      json.put(TaskJson.BLOB, run.blob().value());
      json.put(TaskJson.CONTENT_TYPE, "application/x-ndjson");
      json.put(TaskJson.FILE_NAME, "junit-%d.ndjson".formatted(run.runId()));
      json.set("failures", failures);
      ArrayNode names = json.putArray("flaky_tests");
      flaky.forEach(names::add);
      ArrayNode foreign = json.putArray("unreadable");
      unreadable.forEach(foreign::add);
      return json;
    }
  }
}
