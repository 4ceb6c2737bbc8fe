package dev.headgate.runtime.task.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.runtime.task.TaskJson;
import java.util.ArrayList;
import java.util.List;

/**
 * What a batch is made of. It is a task itself, which ends when its requests have; each of them is
 * a task in the group of the batch's name.
 *
 * @param id its name
 * @param digest stands for what was handed in
 * @param places for each request the number of the task that makes it; equal reads share one
 */
public record Batch(TaskId id, String digest, List<Integer> places) {
  /** The kind of its task. */
  public static final String KIND = "batch";

  public Batch {
    places = List.copyOf(places);
  }

  /** The batch of a task of this kind. */
  public static Batch of(Task task) {
    JsonNode payload = TaskJson.read(task.payload());
    List<Integer> places = new ArrayList<>();
    payload.path("requests").forEach(place -> places.add(place.asInt()));
    return new Batch(task.id(), payload.path("digest").asText(), places);
  }

  /** How many tasks it has. */
  public int tasks() {
    return places.stream().mapToInt(place -> place + 1).max().orElse(0);
  }

  /** The name of its task of that number. */
  public TaskId task(int number) {
    return task(id, number);
  }

  /** The name of a batch's task of that number. */
  public static TaskId task(TaskId batch, int number) {
    return new TaskId(batch.value() + "-" + number);
  }

  /** The payload of its task. */
  public JsonNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("digest", digest);
    ArrayNode requests = json.putArray("requests");
    places.forEach(requests::add);
    return json;
  }
}
