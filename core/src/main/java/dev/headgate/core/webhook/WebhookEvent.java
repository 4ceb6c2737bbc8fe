package dev.headgate.core.webhook;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event that GitHub told of, its signature verified.
 *
 * @param name what happened, as {@code X-GitHub-Event} says: {@code push}, {@code issues}, …
 * @param delivery the delivery's GUID; a redelivery has that of the first attempt
 * @param payload the payload as maps, lists, texts, numbers, booleans and nulls; of a very large
 *     one only the parts near the root
 */
public record WebhookEvent(String name, String delivery, Map<String, Object> payload) {

  public WebhookEvent {
    requireNonNull(name, "name");
    requireNonNull(delivery, "delivery");
    payload = Map.copyOf(payload);
  }

  /** The action, such as {@code opened}; empty where the event has none. */
  public String action() {
    return text("action").orElse("");
  }

  /** The text at that path of members; empty where there is none. */
  public Optional<String> text(String... path) {
    return node(path) instanceof String text && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** The whole number above zero at that path of members, as text; empty where there is none. */
  public Optional<String> number(String... path) {
    return node(path) instanceof Number number && number.longValue() > 0
        ? Optional.of(Long.toString(number.longValue()))
        : Optional.empty();
  }

  /** Whether there is anything but null at that path of members. */
  public boolean has(String... path) {
    return node(path) != null;
  }

  /** The objects in the list at that path of members, each as an event of the same name. */
  public List<WebhookEvent> each(String... path) {
    List<WebhookEvent> found = new ArrayList<>();
    if (node(path) instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> object) {
          found.add(new WebhookEvent(name, delivery, members(object)));
        }
      }
    }
    return found;
  }

  /** The texts in the list at that path of members. */
  public List<String> texts(String... path) {
    List<String> found = new ArrayList<>();
    if (node(path) instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof String text) {
          found.add(text);
        }
      }
    }
    return found;
  }

  private static Map<String, Object> members(Map<?, ?> object) {
    Map<String, Object> members = new LinkedHashMap<>();
    object.forEach((key, value) -> {
      if (value != null) {
        members.put(String.valueOf(key), value);
      }
    });
    return members;
  }

  private @Nullable Object node(String... path) {
    Object node = payload;
    for (String name : path) {
      node = node instanceof Map<?, ?> object ? object.get(name) : null;
    }
    return node;
  }
}
