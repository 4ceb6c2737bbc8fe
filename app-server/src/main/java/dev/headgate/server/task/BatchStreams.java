package dev.headgate.server.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.runtime.task.Shown;
import dev.headgate.runtime.task.TaskJson;
import dev.headgate.runtime.task.batch.Batch;
import dev.headgate.runtime.task.batch.BatchProgress;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends the results of batches as they come: a line of JSON for each request, in the order in which
 * they end. Each line has a cursor that stands for it and all before it; whoever was cut off goes
 * on from there. While nothing ends an empty line is sent now and then, by which a client that has
 * left is noticed. Bounded in number. Thread-safe.
 */
public final class BatchStreams implements AutoCloseable {
  /** Newline-delimited JSON. */
  static final String MEDIA_TYPE = "application/x-ndjson";

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private final TaskQueue queue;
  private final Semaphore places;
  private final CountDownLatch closing = new CountDownLatch(1);

  /** Streams over this queue, at most so many at once. */
  BatchStreams(TaskQueue queue, int most) {
    this.queue = queue;
    this.places = new Semaphore(most);
  }

  /** Ends all that are open, as if they were cut off between two lines. */
  @Override
  public void close() {
    closing.countDown();
  }

  /**
   * The results of a batch.
   *
   * @param after the cursor of the last line that the client has; empty for none
   */
  Answer open(Batch batch, String after) {
    BitSet sent = cursor(after, batch.places().size());
    if (!places.tryAcquire()) {
      throw new Problem(
          503,
          "too-many-streams",
          "Too many streams",
          "As many clients as this server allows read results as they come; try again, or ask for"
              + " application/json",
          Map.of(),
          Map.of("Retry-After", "5"));
    }
    return Answer.streamed(MEDIA_TYPE, new Lines(batch, sent)).with("Cache-Control", "no-store");
  }

  private static BitSet cursor(String text, int requests) {
    try {
      BitSet sent = BitSet.valueOf(Base64.getUrlDecoder().decode(text));
      if (sent.length() > requests) {
        throw new IllegalArgumentException("of a longer batch");
      }
      return sent;
    } catch (IllegalArgumentException foreign) {
      throw Problem.badRequest(
          "after: %s (expected: the cursor of a line of this batch)".formatted(Shown.of(text)));
    }
  }

  /** One client's lines. */
  private final class Lines implements Answer.Stream {
    private final Batch batch;
    private final BitSet sent;

    Lines(Batch batch, BitSet sent) {
      this.batch = batch;
      this.sent = sent;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.flush();
      Duration pause = SHORTEST;
      Duration silence = Duration.ZERO;
      while (sent.cardinality() < batch.places().size()) {
        boolean some = round(out);
        pause = some ? SHORTEST : longer(pause);
        silence = some ? Duration.ZERO : silence.plus(pause);
        if (silence.compareTo(HEARTBEAT) > 0) {
          out.write('\n');
          silence = Duration.ZERO;
        }
        if (sent.cardinality() < batch.places().size() && closed(pause)) {
          return;
        }
      }
    }

    /** Sends what has ended; whether there was anything. */
    private boolean round(OutputStream out) throws IOException {
      Set<TaskId> open = new BatchProgress(queue, batch).open();
      Set<Integer> wanted = new LinkedHashSet<>();
      for (int index = 0; index < batch.places().size(); index++) {
        if (!sent.get(index)) {
          wanted.add(batch.places().get(index));
        }
      }
      boolean some = false;
      for (int number : wanted) {
        some |= !open.contains(batch.task(number)) && send(number, out);
      }
      return some;
    }

    private boolean send(int number, OutputStream out) throws IOException {
      Optional<Task> task = queue.find(batch.task(number));
      boolean lost = task.isEmpty() && over();
      if (!lost && task.map(one -> !one.state().ended()).orElse(true)) {
        return false;
      }
      for (int index = 0; index < batch.places().size(); index++) {
        if (batch.places().get(index) == number && !sent.get(index)) {
          sent.set(index);
          ObjectNode line = line(index, number, task);
          line.put(
              "cursor", Base64.getUrlEncoder().withoutPadding().encodeToString(sent.toByteArray()));
          out.write((TaskJson.write(line) + "\n").getBytes(UTF_8));
        }
      }
      return true;
    }

    /** Whether the batch has ended, so that what is missing will not come any more. */
    private boolean over() {
      return queue.find(batch.id()).map(task -> task.state().ended()).orElse(true);
    }

    private ObjectNode line(int index, int number, Optional<Task> ended) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("index", index);
      line.put("task", batch.task(number).value());
      if (ended.isEmpty()) {
        return line.put("state", "failed").put("reason", "its result is not kept any more");
      }
      Task task = ended.get();
      line.put("state", task.state().label());
      if (task.reason() != null) {
        line.put("reason", task.reason());
      }
      if (task.result() != null) {
        JsonNode result = TaskJson.read(task.result());
        if (result instanceof ObjectNode object) {
          line.setAll(object);
        }
      }
      return line;
    }

    @Override
    public void close() {
      places.release();
    }

    private static Duration longer(Duration pause) {
      Duration twice = pause.multipliedBy(2);
      return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }

    private boolean closed(Duration pause) throws IOException {
      try {
        return closing.await(pause.toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }
}
