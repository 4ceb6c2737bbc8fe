package dev.headgate.server.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.headgate.core.identity.Sha256;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.TaskId;
import dev.headgate.runtime.task.Shown;
import dev.headgate.runtime.task.callback.CallbackRules;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.Problem;
import java.net.URI;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what is handed in, and notes everything that is wrong with it. For one thread. */
final class Orders {
  private static final String KEY = "Idempotency-Key";

  private final JsonNode body;
  private final List<String> mistakes = new ArrayList<>();

  /** Reads an object that has these members and no others. */
  Orders(JsonNode body, Set<String> names) {
    this.body = body;
    if (!body.isObject()) {
      throw refusal(List.of("body: no object (expected: a JSON object)"));
    }
    body.fieldNames()
        .forEachRemaining(name -> {
          if (!names.contains(name)) {
            mistakes.add(
                "%s: unknown (expected: one of %s)"
                    .formatted(
                        Shown.of(name), String.join(", ", names.stream().sorted().toList())));
          }
        });
  }

  List<String> mistakes() {
    return mistakes;
  }

  void wrong(String name, String value, String rule) {
    mistakes.add("%s: %s (expected: %s)".formatted(name, value, rule));
  }

  /** Ends the reading if anything was wrong. */
  void check() {
    if (!mistakes.isEmpty()) {
      throw refusal(mistakes);
    }
  }

  /** 400 with all that is wrong. */
  static Problem refusal(List<String> mistakes) {
    return Problem.badRequest(mistakes);
  }

  JsonNode node(String name) {
    JsonNode node = body.path(name);
    return node.isMissingNode() ? NullNode.getInstance() : node;
  }

  @Nullable String text(String name) {
    JsonNode node = body.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      wrong(name, Shown.of(node.toString()), "text");
      return null;
    }
    return node.textValue();
  }

  /** The priority that is named; null for none. */
  @Nullable Priority priority() {
    String text = text("priority");
    if (text == null) {
      return null;
    }
    return Priority.named(text)
        .orElseGet(() -> {
          wrong("priority", Shown.of(text), "one of critical, high, normal, low");
          return null;
        });
  }

  /** An instant that is neither past nor farther away than that; null for none. */
  @Nullable Instant instant(String name, Instant now, Duration farthest, boolean pastToo) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    Instant instant;
    try {
      instant = OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException malformed) {
      wrong(name, Shown.of(text), "an RFC 3339 instant such as 2030-01-31T12:00:00Z");
      return null;
    }
    boolean past = !pastToo && !instant.isAfter(now);
    if (past || instant.isAfter(now.plus(farthest))) {
      wrong(
          name,
          Shown.of(text),
          (pastToo ? "at most " : "in the future, at most ")
              + farthest.toSeconds()
              + " s ahead of now, "
              + now);
      return null;
    }
    return instant;
  }

  /** Whom to tell of the end; null for nobody. */
  @Nullable URI callback(CallbackRules rules) {
    String text = text("callback");
    return text == null ? null : rules.read(text, mistakes::add).orElse(null);
  }

  /** The Idempotency-Key field; null for none. */
  @Nullable String key(Call call) {
    List<String> values = call.exchange().getHeaders().getValuesList(KEY);
    if (values.isEmpty()) {
      return null;
    }
    String value = values.size() == 1 ? values.get(0).strip() : "";
    if (!value.matches("[\\x21-\\x7e]{1,200}")) {
      wrong(KEY, Shown.of(value), "once, 1 to 200 visible ASCII characters");
      return null;
    }
    return value;
  }

  /**
   * The name of a new task: the same for the same key of the same caller, so that whatever belongs
   * to it can be handed in again as well.
   */
  static TaskId id(String kind, Owner owner, @Nullable String key) {
    if (key == null) {
      return new TaskId(UUID.randomUUID().toString());
    }
    MessageDigest digest = Sha256.digest();
    for (String part : List.of(kind, owner.name(), key)) {
      digest.update(part.getBytes(UTF_8));
      digest.update((byte) 0);
    }
    return new TaskId("k" + HexFormat.of().formatHex(digest.digest(), 0, 16));
  }
}
