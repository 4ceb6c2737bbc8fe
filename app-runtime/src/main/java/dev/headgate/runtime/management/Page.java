package dev.headgate.runtime.management;

import java.nio.charset.StandardCharsets;

/**
 * What a probe or a scraper is answered.
 *
 * @param status the status
 * @param contentType the body's media type
 * @param body the body
 */
// Made for one answer and kept by nobody: a copy of the body would serve no one.
@SuppressWarnings("ArrayRecordComponent")
public record Page(int status, String contentType, byte[] body) {
  static Page text(int status, String text) {
    return new Page(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }
}
