package dev.headgate.github.client;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.Content;
import java.io.InputStream;

/** The bytes of an answer. */
final class AnswerBody {
  private AnswerBody() {}

  /** To be closed, which ends the exchange if its body still passes through. */
  static InputStream of(ApiAnswer answer) {
    return answer.content() instanceof Content.Streamed streamed
        ? streamed.bytes()
        : ((Content.Whole) answer.content()).body().stream();
  }
}
