package dev.headgate.core.webhook;

/**
 * Hears of every webhook that was accepted: the extension point for reactions of one's own.
 *
 * <p>It is called after the cache has been told, by the worker that does the delivery's task. A
 * delivery may be told more than once, after a crash or when it is redelivered, and deliveries come
 * in no order; {@link WebhookEvent#delivery()} is the key to do things once by.
 *
 * <p>Thread-safe; it may block, and is interrupted when the task's time is up.
 */
public interface WebhookListener {
  /**
   * A verified event.
   *
   * @throws Exception for a failure that may heal: the delivery's task is tried again later, and
   *     all listeners hear of it again
   */
  void received(WebhookEvent event) throws Exception;
}
