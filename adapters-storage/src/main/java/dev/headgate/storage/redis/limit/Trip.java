package dev.headgate.storage.redis.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Gcra;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several requests as one script, which the server decides one after the other. A bucket that
 * several of them name is read once and written once.
 */
final class Trip {

  private static final RedisScript ACQUIRE = Script.load("acquire.lua");

  /** Longer than any call takes. */
  private static final int MARK_MILLIS = 5_000;

  private static final int REPETITION = 2;

  private final List<Ask> asks;
  private final boolean callersTime;
  private final Map<BucketKey, Integer> places = new LinkedHashMap<>();

  /**
   * These requests in their order.
   *
   * @param callersTime whether the callers decide the time, as in tests
   */
  Trip(List<Ask> asks, boolean callersTime) {
    this.asks = asks;
    this.callersTime = callersTime;
    for (Ask ask : asks) {
      for (Bucket bucket : ask.buckets()) {
        places.putIfAbsent(bucket.key(), places.size() + 1);
      }
    }
  }

  /**
   * One round trip, or two where the answer to the first does not come.
   *
   * @param mark the name by which the server knows the trip again
   * @return of each request in their order
   */
  List<Answer> run(RedisConnection connection, String mark) {
    List<String> keys = new ArrayList<>(places.size() + 1);
    List<Object> first = Script.arguments(callersTime, asks.get(0).now());
    first.add("0");
    first.add(MARK_MILLIS);
    for (BucketKey key : places.keySet()) {
      Place place = Place.of(key, connection);
      keys.add(place.shard());
      first.add(place.field());
    }
    keys.add(mark);
    asks.forEach(ask -> first.add(text(ask)));
    List<Object> again = new ArrayList<>(first);
    again.set(REPETITION, "1");
    return answers(ACQUIRE.runOnce(connection, keys, first.toArray(), again.toArray()));
  }

  private String text(Ask ask) {
    StringBuilder text = new StringBuilder(64 * ask.buckets().size());
    if (callersTime) {
      Script.add(text, ask.now());
    }
    for (Bucket bucket : ask.buckets()) {
      Gcra rule = bucket.rule();
      long cost = ask.permits() * rule.interval();
      text.append(places.getOrDefault(bucket.key(), 0)).append(' ');
      Script.add(text, cost);
      Script.add(text, rule.window() - cost);
    }
    return text.toString();
  }

  private List<Answer> answers(RedisReply reply) {
    List<Answer> answers = new ArrayList<>(asks.size());
    for (int i = 0; i < asks.size(); i++) {
      answers.add(Answer.parse(asks.get(i), reply.text(i)));
    }
    return answers;
  }
}
