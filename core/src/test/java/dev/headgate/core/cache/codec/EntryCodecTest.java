package dev.headgate.core.cache.codec;

import static dev.headgate.core.cache.Samples.NOON;
import static dev.headgate.core.cache.Samples.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.Samples;
import dev.headgate.core.http.Body;
import dev.headgate.core.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryCodecTest {
  private final EntryCodec codec = new EntryCodec();

  private static Representation answer(int status, Headers response, byte[] body) {
    return Representation.received(status, response, new Body(body), Headers.NONE, NOON);
  }

  private static byte[] json(int items) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < items; i++) {
      text.append(i == 0 ? "" : ",")
          .append(
              "{\"id\":%d,\"url\":\"https://api.github.com/repos/o/r/issues/%d\"}".formatted(i, i));
    }
    return text.append(']').toString().getBytes(StandardCharsets.UTF_8);
  }

  private Representation back(Representation stored) {
    Representation read =
        codec.representation(stored.id(), codec.fields(stored), codec.body(stored), NOON);
    assertThat(read).isNotNull();
    return read == null ? stored : read;
  }

  @Test
  void givesBackEveryByteOfBodiesOfAllKinds() {
    Random random = new Random(11);
    byte[] noise = new byte[70_000];
    random.nextBytes(noise);
    byte[] everyByte = new byte[256];
    for (int i = 0; i < 256; i++) {
      everyByte[i] = (byte) i;
    }
    for (byte[] body : new byte[][] {{}, {'[', ']'}, everyByte, noise, json(2_000)}) {
      Representation stored = answer(200, Headers.NONE, body);
      assertThat(back(stored).body().bytes()).isEqualTo(body);
    }
    assertThat(codec.damaged()).isZero();
  }

  @Test
  void givesBackEveryFieldAsItWas() {
    Headers response =
        Headers.of(
            "link", "</a>; rel=\"next\"",
            "Link", "</z>; rel=\"last\"",
            "Vary", "Accept, Authorization",
            "Content-Type", "text/plain; charset=\u00fc\u4e16",
            "Cache-Control", "private, max-age=60",
            "ETag", "W/\"abc\"",
            "X-Own", "");
    Representation stored = answer(404, response, json(3));
    assertThat(back(stored)).usingRecursiveComparison().ignoringFields("body").isEqualTo(stored);
    Grant grant = Grant.received(identity("a"), stored, response, Grant.asked(Headers.NONE), NOON);
    assertThat(codec.grant(codec.grant(grant), identity("a"), stored.id(), NOON)).isEqualTo(grant);
    Grant bare = Grant.received(identity("a"), stored, Headers.NONE, grant.asked(), NOON);
    assertThat(codec.grant(codec.grant(bare), identity("a"), stored.id(), NOON)).isEqualTo(bare);
  }

  @Test
  void keepsNothingSecretOfARequest() {
    Representation stored = Samples.representation("ghp_secret", "{}", NOON);
    Grant grant = Samples.grant("ghp_secret", stored, NOON);
    assertThat(new String(codec.grant(grant), StandardCharsets.ISO_8859_1))
        .doesNotContain("ghp_secret");
    assertThat(new String(codec.fields(stored), StandardCharsets.ISO_8859_1))
        .doesNotContain("ghp_secret");
  }

  @Test
  void storesTextInLessRoomAndNoiseInHardlyMore() {
    assertThat(codec.body(answer(200, Headers.NONE, json(200))))
        .hasSizeLessThan(json(200).length / 3);
    byte[] noise = new byte[10_000];
    new Random(5).nextBytes(noise);
    assertThat(codec.body(answer(200, Headers.NONE, noise))).hasSize(10_006);
  }

  @Test
  void takesWhateverWasChangedForUnknownAndCountsIt() {
    Representation stored =
        Samples.representation("a", new String(json(40), StandardCharsets.UTF_8), NOON);
    Grant grant = Samples.grant("a", stored, NOON);
    byte[] fields = codec.fields(stored);
    byte[] body = codec.body(stored);
    byte[] granted = codec.grant(grant);
    Random random = new Random(3);
    int tried = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] brokenFields = broken(fields, random);
      byte[] brokenBody = broken(body, random);
      byte[] brokenGrant = broken(granted, random);
      assertThat(codec.representation(stored.id(), brokenFields, body, NOON)).isNull();
      assertThat(codec.grant(brokenGrant, identity("a"), stored.id(), NOON)).isNull();
      Representation read = codec.representation(stored.id(), fields, brokenBody, NOON);
      tried += read == null ? 3 : 2;
      if (read != null) {
        assertThat(read.body().bytes()).isEqualTo(stored.body().bytes());
      }
    }
    assertThat(codec.damaged()).isEqualTo(tried);
    assertThat(codec.representation("200-other", fields, body, NOON)).isNull();
  }

  /** Cut short, or with a bit turned, or with another version. */
  private static byte[] broken(byte[] whole, Random random) {
    byte[] broken = whole.clone();
    switch (random.nextInt(3)) {
      case 0 -> broken = java.util.Arrays.copyOf(broken, random.nextInt(whole.length));
      case 1 -> broken[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      default -> broken[0] = (byte) (2 + random.nextInt(200));
    }
    return broken;
  }

  @Test
  void tellsResourcesApartAndFoldsTheirPaths() {
    StoredKey one = StoredKey.of(new ResourceKey("/Repos/O/r?a", "json", ""));
    assertThat(one.path()).isEqualTo("/repos/o/r");
    assertThat(one.digest()).hasSize(32);
    assertThat(StoredKey.of(new ResourceKey("/repos/o/r?a", "json", "")).digest())
        .isNotEqualTo(one.digest());
    assertThat(StoredKey.of(new ResourceKey("/Repos/O/r?ajson", "", "")).digest())
        .isNotEqualTo(one.digest());
  }
}
