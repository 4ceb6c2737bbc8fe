package dev.headgate.runtime.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What the payload of one kind of task must look like, checked before the task is accepted. A kind
 * without rules takes any JSON.
 */
public interface TaskRules {
  /** The kind of task. */
  String kind();

  /**
   * The mistakes of a payload, each as {@code payload.name: value (expected: rule)}; empty where it
   * has none.
   */
  List<String> mistakes(JsonNode payload);
}
