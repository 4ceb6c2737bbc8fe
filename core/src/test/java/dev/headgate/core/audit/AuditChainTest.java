package dev.headgate.core.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AuditChainTest {
  private static final AuditEvent EVENT =
      new AuditEvent(Instant.parse("2026-01-01T12:00:00Z"), "w", "a", "s", "ö", "r");

  @Test
  void encodesAsDocumented() throws Exception {
    ByteBuffer encoded = ByteBuffer.allocate(1_000);
    field(encoded, "headgate.audit.1".getBytes(UTF_8));
    field(encoded, new byte[32]);
    field(encoded, new byte[] {0, 0, 0, 0, 0, 0, 0, 1});
    for (String text : new String[] {"2026-01-01T12:00:00Z", "w", "a", "s", "ö", "r"}) {
      field(encoded, text.getBytes(UTF_8));
    }
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(encoded.flip());
    assertThat(AuditChain.plain().next(AuditMark.START, EVENT).hash())
        .isEqualTo(HexFormat.of().formatHex(digest.digest()));
  }

  private static void field(ByteBuffer encoded, byte[] bytes) {
    encoded.putInt(bytes.length).put(bytes);
  }

  @Test
  void tellsFieldsApart() {
    AuditEvent moved = new AuditEvent(EVENT.at(), "wa", "", "s", "ö", "r");
    assertThat(AuditChain.plain().next(AuditMark.START, moved).hash())
        .isNotEqualTo(AuditChain.plain().next(AuditMark.START, EVENT).hash());
  }

  @Test
  void aHeadIsNoAnchor() {
    AuditChain chain = AuditChain.plain();
    AuditEntry entry = chain.next(AuditMark.START, EVENT);
    assertThat(chain.genuineHead(chain.head(entry))).isTrue();
    assertThat(chain.genuineAnchor(chain.anchor(entry))).isTrue();
    assertThat(chain.genuineAnchor(chain.head(entry))).isFalse();
    assertThat(chain.genuineHead(new AuditMark(0, "f".repeat(64), ""))).isFalse();
  }

  @Test
  void refusesAShortKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditChain.keyed(new byte[15]))
        .withMessage("key: 15 bytes (expected: 16 or more)");
  }

  @Test
  void eventsAreCleanedAndCut() {
    AuditEvent event = new AuditEvent(EVENT.at(), "a\0b\ud800", "x".repeat(9_000), "", "", "");
    assertThat(event.actor()).isEqualTo("a\uFFFDb\uFFFD");
    assertThat(event.action()).hasSize(AuditEvent.LONGEST);
  }
}
