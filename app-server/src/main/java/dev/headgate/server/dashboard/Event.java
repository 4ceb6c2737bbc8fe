package dev.headgate.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One beat of the stream, composed once for all listeners.
 *
 * @param id rises by one from beat to beat
 * @param whole everything, for those who missed the beat before
 * @param change what differs from the beat before
 */
// Shared by all listeners, who only write it out: a copy for each is what this saves.
@SuppressWarnings("ArrayRecordComponent")
record Event(long id, byte[] whole, byte[] change) {

  /** One server-sent event, as the stream writes it (HTML Living Standard, 9.2). */
  static byte[] bytes(String id, String name, String json) {
    return "id: %s\nevent: %s\ndata: %s\n\n".formatted(id, name, json).getBytes(UTF_8);
  }
}
