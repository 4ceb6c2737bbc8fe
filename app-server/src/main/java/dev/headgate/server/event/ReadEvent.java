package dev.headgate.server.event;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One event of a request, as far as it could be read. */
sealed interface ReadEvent {

  /**
   * An event that is whole.
   *
   * @param id its id, unique for its source
   * @param source the third party that it comes from; empty where the sender named none
   * @param type what happened
   * @param data what it carries
   * @param named whether the sender gave the id, so that the same one again is the same event
   */
  record Whole(String id, String source, String type, ObjectNode data, boolean named)
      implements ReadEvent {

    public Whole {
      requireNonNull(id, "id");
      requireNonNull(source, "source");
      requireNonNull(type, "type");
      requireNonNull(data, "data");
    }
  }

  /**
   * No event.
   *
   * @param mistakes what is wrong, each as {@code name: value (expected: rule)}; at least one
   */
  record Malformed(List<String> mistakes) implements ReadEvent {

    public Malformed {
      mistakes = List.copyOf(mistakes);
    }
  }
}
