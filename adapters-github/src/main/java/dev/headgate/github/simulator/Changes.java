package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What clients created and changed: objects by collection path and patches by object path. Bounded:
 * the oldest object of a full collection goes first, and when all is full, all is forgotten. Safe
 * for many threads.
 */
final class Changes {
  private static final int COLLECTIONS = 10_000;
  private static final int OBJECTS = 1_000;
  private static final long BYTES = 128L << 20;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, List<ObjectNode>> created = new HashMap<>();
  private final Map<String, ObjectNode> patches = new HashMap<>();
  private long bytes;

  /** Makes the object's number and adds it, newest first. */
  ObjectNode create(String collection, int alreadyThere, Creation creation) {
    lock.lock();
    try {
      makeRoom();
      List<ObjectNode> list = created.computeIfAbsent(collection, first -> new ArrayList<>());
      int highest = list.isEmpty() ? alreadyThere : list.get(0).path("_number").asInt();
      ObjectNode object = creation.numbered(highest + 1);
      bytes += Json.bytes(object).length;
      list.add(0, object.deepCopy().put("_number", highest + 1));
      if (list.size() > OBJECTS) {
        list.remove(list.size() - 1);
      }
      return object;
    } finally {
      lock.unlock();
    }
  }

  /** What was created in a collection, oldest first. */
  List<ObjectNode> createdInOrder(String collection) {
    List<ObjectNode> all = new ArrayList<>(created(collection));
    Collections.reverse(all);
    return all;
  }

  /** What was created in a collection, newest first. */
  List<ObjectNode> created(String collection) {
    lock.lock();
    try {
      return created.getOrDefault(collection, List.of()).stream().map(Changes::visible).toList();
    } finally {
      lock.unlock();
    }
  }

  Optional<ObjectNode> created(String collection, long number) {
    lock.lock();
    try {
      return created.getOrDefault(collection, List.of()).stream()
          .filter(object -> object.path("_number").asLong() == number)
          .map(Changes::visible)
          .findFirst();
    } finally {
      lock.unlock();
    }
  }

  void patch(String path, ObjectNode fields) {
    lock.lock();
    try {
      makeRoom();
      bytes += Json.bytes(fields).length;
      patches.computeIfAbsent(path, first -> Json.object()).setAll(fields);
    } finally {
      lock.unlock();
    }
  }

  /** The object with the fields that were changed since. */
  ObjectNode patched(String path, ObjectNode object) {
    lock.lock();
    try {
      ObjectNode fields = patches.get(path);
      return fields == null ? object : object.setAll(fields.deepCopy());
    } finally {
      lock.unlock();
    }
  }

  void reset() {
    lock.lock();
    try {
      forget();
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom() {
    if (created.size() >= COLLECTIONS || patches.size() >= COLLECTIONS || bytes > BYTES) {
      forget();
    }
  }

  private void forget() {
    created.clear();
    patches.clear();
    bytes = 0;
  }

  private static ObjectNode visible(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("_number");
    return copy;
  }

  /** Makes an object that knows its number. */
  @FunctionalInterface
  interface Creation {
    ObjectNode numbered(int number);
  }
}
