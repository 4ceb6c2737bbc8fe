package dev.headgate.server.webhook;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.queue.Enqueued;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.webhook.Sightings;
import dev.headgate.core.webhook.WebhookEvent;
import dev.headgate.core.webhook.WebhookSignature;
import dev.headgate.github.webhook.PayloadReader;
import dev.headgate.runtime.task.webhook.WebhookTask;
import dev.headgate.runtime.telemetry.WebhookMetrics;
import dev.headgate.runtime.telemetry.WebhookMetrics.Result;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes GitHub's webhooks: checks the signature over the raw bytes and puts the delivery into the
 * queue, once for each GUID. It answers 202 only for what the queue keeps; whatever cannot be kept
 * is answered so that GitHub shows the delivery as failed, from where it can be sent again.
 */
final class WebhookEndpoint implements EndpointGroup {
  /** GitHub sends no more. */
  private static final int LARGEST = 25 << 20;

  private static final int BYTES_AT_ONCE = 64 << 20;
  private static final Duration ROOM = Duration.ofSeconds(3);
  private static final long BUSY_SECONDS = 5;
  private static final int MOST_AUDITED_A_SECOND = 10;

  private final WebhookSignature signature;
  private final int maxWaiting;
  private final TaskQueue queue;
  private final Sightings sightings;
  private final AuditLog audit;
  private final WebhookMetrics metrics;
  private final InstantSource clock;
  private final ByteBudget budget = new ByteBudget(BYTES_AT_ONCE);
  private final AtomicLong auditedSecond = new AtomicLong();
  private final AtomicLong audited = new AtomicLong();

  WebhookEndpoint(
      WebhookSignature signature,
      int maxWaiting,
      TaskQueue queue,
      Sightings sightings,
      AuditLog audit,
      WebhookMetrics metrics,
      InstantSource clock) {
    this.signature = signature;
    this.maxWaiting = maxWaiting;
    this.queue = queue;
    this.sightings = sightings;
    this.audit = audit;
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.post("/webhooks/github", Access.OPEN, this::receive));
  }

  private Answer receive(Call call) throws IOException {
    String event = field(call, "X-GitHub-Event");
    if (!signature.configured()) {
      throw refused(
          event,
          Result.DISABLED,
          403,
          "webhooks-disabled",
          "No webhook is accepted while there is no secret: set GITHUB_WEBHOOK_SECRET to the secret"
              + " of the webhook on GitHub");
    }
    String guid = field(call, "X-GitHub-Delivery");
    if (!event.matches("[a-z0-9_]{1,64}")) {
      throw malformed(event, "X-GitHub-Event: missing or malformed (expected: an event's name)");
    }
    if (!guid.matches("[A-Za-z0-9-]{1,56}")) {
      throw malformed(event, "X-GitHub-Delivery: missing or malformed (expected: a GUID)");
    }
    long announced = call.exchange().getLength();
    if (announced > LARGEST) {
      throw tooLarge(event);
    }
    @Nullable Runnable giveBack = budget.take(announced < 0 ? LARGEST : announced, ROOM);
    if (giveBack == null) {
      throw busy(event, "Too many webhooks are being read at once");
    }
    try {
      return received(call, event, guid);
    } finally {
      giveBack.run();
    }
  }

  private Answer received(Call call, String event, String guid) throws IOException {
    byte[] body;
    try {
      body = call.body(LARGEST);
    } catch (Problem tooLarge) {
      metrics.delivered(event, Result.TOO_LARGE);
      throw tooLarge;
    }
    if (!signature.matches(body, call.exchange().getHeaders().get("X-Hub-Signature-256"))) {
      throw unsigned(call, event, guid);
    }
    call.exchange().caller(WebhookTask.CALLER);
    String payload = payload(call, event, body);
    Map<String, Object> members;
    try {
      members = PayloadReader.read(payload);
    } catch (IOException noJson) {
      throw malformed(event, "payload: no JSON object (expected: GitHub's payload)");
    }
    String target =
        Optional.ofNullable(
                call.exchange().getHeaders().get("X-GitHub-Hook-Installation-Target-Type"))
            .filter(type -> type.matches("[a-z]{1,32}"))
            .orElse("");
    NewTask task = WebhookTask.of(guid, event, target, payload, call.exchange().requestId());
    return kept(call, new WebhookEvent(event, guid, members), task);
  }

  private Answer kept(Call call, WebhookEvent event, NewTask task) {
    try {
      return switch (queue.enqueue(task, maxWaiting, clock.instant())) {
        case Enqueued.Accepted accepted -> accepted(event.name(), Result.ACCEPTED, accepted.task());
        case Enqueued.Existing existing -> again(call, event, existing.task());
        case Enqueued.Full full -> {
          sightings.missed(event);
          throw busy(event.name(), "%d webhooks wait already".formatted(full.depth()));
        }
      };
    } catch (StorageFailure away) {
      metrics.delivered(event.name(), Result.UNAVAILABLE);
      throw away;
    }
  }

  /** GitHub sends it once more: only what failed is done again. */
  private Answer again(Call call, WebhookEvent event, Task known) {
    if (known.state() != TaskState.FAILED && known.state() != TaskState.CANCELLED) {
      return accepted(event.name(), Result.DUPLICATE, known);
    }
    Task replayed = queue.replay(known.id(), clock.instant()).orElse(known);
    audit(
        call,
        WebhookTask.CALLER,
        "webhook.replayed",
        event.name() + " " + event.delivery(),
        known.state().label() + " before");
    return accepted(event.name(), Result.REPLAYED, replayed);
  }

  private Answer accepted(String event, Result result, Task task) {
    metrics.delivered(event, result);
    Map<String, Object> told =
        Map.of(
            "task", task.id().value(),
            "state", task.state().label(),
            "result", result.name().toLowerCase(Locale.ROOT));
    return Answer.json(event.equals("ping") ? 200 : 202, told)
        .with("Location", "/api/v1/tasks/" + task.id().value());
  }

  private String payload(Call call, String event, byte[] body) {
    String type =
        Optional.ofNullable(call.exchange().getHeaders().get("Content-Type"))
            .orElse("")
            .replaceAll(";.*", "")
            .strip()
            .toLowerCase(Locale.ROOT);
    String text = text(event, body);
    return switch (type) {
      case "application/json" -> text;
      case "application/x-www-form-urlencoded" -> form(event, text);
      default -> {
        metrics.delivered(event, Result.MALFORMED);
        throw new Problem(
            415,
            "unsupported-media-type",
            "Unsupported media type",
            "Content-Type: (expected: application/json or application/x-www-form-urlencoded)",
            Map.of());
      }
    };
  }

  private String text(String event, byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException otherBytes) {
      throw malformed(event, "body: no UTF-8 (expected: GitHub's payload)");
    }
  }

  private String form(String event, String text) {
    try {
      for (String pair : text.split("&", -1)) {
        if (pair.startsWith("payload=")) {
          return URLDecoder.decode(pair.substring("payload=".length()), StandardCharsets.UTF_8);
        }
      }
    } catch (IllegalArgumentException badEscape) {
      throw malformed(event, "payload: malformed (expected: percent-encoded UTF-8)");
    }
    throw malformed(event, "payload: missing (expected: a form field with GitHub's payload)");
  }

  private Problem unsigned(Call call, String event, String guid) {
    long second = clock.instant().getEpochSecond();
    if (auditedSecond.getAndSet(second) != second) {
      audited.set(0);
    }
    if (audited.incrementAndGet() <= MOST_AUDITED_A_SECOND) {
      audit(
          call,
          call.exchange().clientAddress(),
          "webhook.refused",
          event + " " + guid,
          "401: wrong signature");
    }
    return refused(
        event,
        Result.UNSIGNED,
        401,
        "wrong-signature",
        "X-Hub-Signature-256: missing or made with another secret (expected: sha256= and the"
            + " HMAC-SHA256 of the body with one of GITHUB_WEBHOOK_SECRET)");
  }

  private void audit(Call call, String actor, String action, String subject, String outcome) {
    audit.append(
        new AuditEvent(
            clock.instant(), actor, action, subject, outcome, call.exchange().requestId()));
  }

  private Problem malformed(String event, String detail) {
    metrics.delivered(event, Result.MALFORMED);
    return Problem.badRequest(detail);
  }

  private Problem tooLarge(String event) {
    return refused(
        event,
        Result.TOO_LARGE,
        413,
        "content-too-large",
        "The body may have at most %d bytes here".formatted(LARGEST));
  }

  private Problem busy(String event, String detail) {
    metrics.delivered(event, Result.BUSY);
    return new Problem(
        503,
        "too-busy",
        "Too busy",
        detail + "; have GitHub deliver it again later",
        Map.of(),
        Map.of("Retry-After", Long.toString(BUSY_SECONDS)));
  }

  private Problem refused(String event, Result result, int status, String type, String detail) {
    metrics.delivered(event, result);
    return new Problem(
        status, type, status == 413 ? "Content too large" : "Not accepted", detail, Map.of());
  }

  private static String field(Call call, String name) {
    String value = call.exchange().getHeaders().get(name);
    return value == null ? "" : value.strip();
  }
}
