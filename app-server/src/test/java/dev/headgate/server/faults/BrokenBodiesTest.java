package dev.headgate.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that end too soon, in every framing that HTTP/1.1 has. */
class BrokenBodiesTest {
  private static final int SMALL = 40_000;
  private static final int LARGE = 400_000;

  /** How a body travels. */
  enum Framing {
    SIZED,
    CHUNKED,
    GZIPPED,
    GZIPPED_CHUNKS;

    byte[] of(byte[] body) {
      return switch (this) {
        case SIZED -> RawGitHub.sized(body);
        case CHUNKED -> RawGitHub.chunked(body, 1000);
        case GZIPPED -> RawGitHub.gzipped(body);
        case GZIPPED_CHUNKS -> RawGitHub.gzippedChunks(body, 1000);
      };
    }
  }

  private RawGitHub github;
  private Mirror mirror;

  @BeforeEach
  void start() throws Exception {
    github = new RawGitHub();
    mirror = new Mirror(github.url(), "CACHE_MAX_BODY_BYTES", "100KiB");
  }

  @AfterEach
  void stop() throws Exception {
    github.close();
    mirror.close();
  }

  @ParameterizedTest
  @EnumSource
  void aBodyCutAnywhereIsNeitherServedNorKept(Framing framing) throws Exception {
    byte[] body = random(SMALL);
    byte[] whole = framing.of(body);
    int head = whole.length - framing.of(new byte[0]).length;
    int[] cuts = {whole.length - 1, whole.length - 3, whole.length - 9, whole.length - head / 2};
    for (int cut : cuts) {
      String path = "/blob/" + cut;
      github.answer(Arrays.copyOf(whole, cut));
      HttpResponse<byte[]> broken = mirror.bytes(path);
      assertThat(broken.statusCode()).as("cut at %d of %d", cut, whole.length).isEqualTo(502);
      assertThat(broken.headers().firstValue("Retry-After")).isPresent();

      github.answer(whole);
      HttpResponse<byte[]> good = mirror.bytes(path);
      assertThat(good.statusCode()).isEqualTo(200);
      assertThat(good.body()).isEqualTo(body);
      assertThat(Mirror.cache(good)).isEqualTo("ONLINE_MISS");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCutBodyLeavesTheCopyAsItWas(Framing framing) throws Exception {
    byte[] body = random(SMALL);
    github.answer(framing.of(body));
    mirror.bytes("/blob/1");
    byte[] newer = framing.of(random(SMALL + 1));
    github.answer(Arrays.copyOf(newer, newer.length / 2));

    HttpResponse<byte[]> stale = mirror.bytes("/blob/1");

    assertThat(stale.statusCode()).isEqualTo(200);
    assertThat(Mirror.cache(stale)).isEqualTo("API_ERROR_HIT");
    assertThat(stale.body()).isEqualTo(body);
    assertThat(stale.headers().firstValue("Age")).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatBreaksOffWhileItStreamsIsCutForTheClientToo(Framing framing) throws Exception {
    byte[] body = random(LARGE);
    byte[] whole = framing.of(body);
    github.answer(Arrays.copyOf(whole, whole.length - 50_000));
    assertThatThrownBy(() -> mirror.bytes("/blob/1")).isInstanceOf(IOException.class);

    github.answer(whole);
    assertThat(mirror.bytes("/blob/1").body()).isEqualTo(body);
  }

  @Test
  void aStreamCutBeforeItsLastByteNeverLooksWhole() throws Exception {
    byte[] whole = RawGitHub.chunked(random(LARGE), 1000);
    github.answer(Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> mirror.bytes("/blob/1")).isInstanceOf(IOException.class);

    byte[] sized = RawGitHub.sized(random(LARGE));
    github.answer(Arrays.copyOf(sized, sized.length - 1));
    assertThatThrownBy(() -> mirror.bytes("/blob/2")).isInstanceOf(IOException.class);
  }

  @Test
  void anAnswerThatIsNoHttpIsABadGateway() throws Exception {
    github.answer("SSH-2.0-OpenSSH_9.9\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    HttpResponse<String> answer = mirror.read("/repos/octo/hello");
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("\"message\":").contains("\"status\":\"502\"");
  }

  @Test
  void aHeaderThatBreaksOffIsABadGateway() throws Exception {
    github.answer(Arrays.copyOf(RawGitHub.sized(random(10)), 60));
    assertThat(mirror.read("/repos/octo/hello").statusCode()).isEqualTo(502);
  }

  private static byte[] random(int length) {
    Random random = new Random(length);
    byte[] bytes = new byte[length];
    IntStream.range(0, length).forEach(i -> bytes[i] = (byte) random.nextInt(256));
    return bytes;
  }
}
