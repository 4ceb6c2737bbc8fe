package dev.headgate.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the body of a request keeps to, wherever it comes from. */
public interface RequestBodyContract {
  /** A body of these bytes. */
  RequestBody body(byte[] bytes) throws IOException;

  @Test
  default void isWrittenFromItsBeginningToItsEnd() throws IOException {
    for (int length : new int[] {0, 1, 8_191, 3_000_000}) {
      byte[] bytes = bytes(length);

      assertThat(written(body(bytes))).isEqualTo(bytes);
    }
  }

  @Test
  default void statesItsTrueLengthOrNone() throws IOException {
    for (int length : new int[] {0, 1, 8_191, 3_000_000}) {
      assertThat(body(bytes(length)).length()).isIn((long) length, -1L);
    }
  }

  @Test
  default void losesNothingWhenItIsReadBefore() throws IOException {
    for (int length : new int[] {0, 1, 8_191, 3_000_000}) {
      byte[] bytes = bytes(length);
      RequestBody body = body(bytes);

      byte[] read = body.bytes(8_191, Duration.ofSeconds(30));
      assertThat(read == null || Arrays.equals(read, bytes)).isTrue();
      assertThat(body.consumed()).isFalse();
      assertThat(written(body)).isEqualTo(bytes);
    }
  }

  @Test
  default void isNotReadWhereItIsLonger() throws IOException {
    RequestBody body = body(bytes(8_192));

    assertThat(body.bytes(8_191, Duration.ofSeconds(30))).isNull();
  }

  @Test
  default void isReadTwiceAlike() throws IOException {
    byte[] bytes = bytes(100);
    RequestBody body = body(bytes);

    byte[] first = body.bytes(1_000, Duration.ofSeconds(30));
    byte[] second = body.bytes(1_000, Duration.ofSeconds(30));

    assertThat(second).isEqualTo(first);
    assertThat(written(body)).isEqualTo(bytes);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] written(RequestBody body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    body.writeTo(out);
    return out.toByteArray();
  }
}
