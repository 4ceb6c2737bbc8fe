package dev.headgate.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.headgate.core.http.Headers;
import dev.headgate.core.protection.BodyMemory;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferedTest {
  private static final Duration LEFT = Duration.ofSeconds(5);

  private final BodyMemory memory = new BodyMemory(1 << 20);

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "1, false",
    "8192, true",
    "8192, false",
    "8193, false",
    "300000, true",
    "300000, false",
    "500000, true",
    "500000, false"
  })
  void readsWhatFitsWholeAndGivesTheMemoryBack(int length, boolean announced) throws IOException {
    byte[] sent = bytes(length);
    Content content = Buffered.read(responded(sent, announced), 500_000, 0, LEFT, memory);

    assertThat(content).isInstanceOf(Content.Whole.class);
    assertThat(Buffered.bytes(content)).isEqualTo(sent);
    assertThat(memory.taken()).isZero();
    assertThat(memory.peak()).isGreaterThanOrEqualTo(length);
  }

  @Test
  void holdsTheMemoryOfABeginningUntilItIsPassedOn() throws IOException {
    byte[] sent = bytes(600_000);
    Content content = Buffered.read(responded(sent, false), 500_000, 0, LEFT, memory);

    assertThat(memory.taken()).isGreaterThanOrEqualTo(500_000);
    InputStream stream = ((Content.Streamed) content).bytes();
    assertThat(stream.readNBytes(550_000)).hasSize(550_000);
    assertThat(memory.taken()).isZero();
    assertThat(stream.readAllBytes()).hasSize(50_000);
    stream.close();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void aBeginningThatNobodyReadsIsGivenBackWhenItIsClosed() throws IOException {
    Content content = Buffered.read(responded(bytes(600_000), false), 500_000, 0, LEFT, memory);
    Buffered.close(content);

    assertThat(memory.taken()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatThereIsNoMemoryForPassesThroughByteForByte(boolean announced) throws IOException {
    assertThat(memory.take((1 << 20) - 100_000)).isTrue();
    byte[] sent = bytes(400_000);
    Content content = Buffered.read(responded(sent, announced), 500_000, 0, LEFT, memory);

    assertThat(content).isInstanceOf(Content.Streamed.class);
    try (InputStream stream = ((Content.Streamed) content).bytes()) {
      assertThat(stream.readAllBytes()).isEqualTo(sent);
    }
    assertThat(memory.taken()).isEqualTo((1 << 20) - 100_000);
    assertThat(memory.refused()).isPositive();
  }

  @Test
  void whatSpeaksOfLimitsIsReadEvenWithoutMemory() throws IOException {
    assertThat(memory.take(1 << 20)).isTrue();
    byte[] sent = bytes(40_000);
    Content content = Buffered.read(responded(sent, false), 500_000, 65_536, LEFT, memory);

    assertThat(Buffered.bytes(content)).isEqualTo(sent);
  }

  @Test
  void aBodyThatBreaksOffLeavesNothingTaken() {
    InputStream broken =
        new FilterInputStream(new ByteArrayInputStream(bytes(20_000))) {
          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            if (count < 0) {
              throw new IOException("reset");
            }
            return count;
          }
        };
    assertThatIOException()
        .isThrownBy(() -> Buffered.read(responded(broken, -1), 500_000, 0, LEFT, memory));
    assertThat(memory.taken()).isZero();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static Upstream.Responded responded(byte[] bytes, boolean announced) {
    return responded(new ByteArrayInputStream(bytes), announced ? bytes.length : -1);
  }

  private static Upstream.Responded responded(InputStream stream, long length) {
    return new Upstream.Responded(
        200,
        Headers.builder().build(),
        new UpstreamBody() {
          @Override
          public InputStream stream() {
            return stream;
          }

          @Override
          public void limit(@Nullable Duration left) {}

          @Override
          public void close() throws IOException {
            stream.close();
          }
        },
        length);
  }
}
