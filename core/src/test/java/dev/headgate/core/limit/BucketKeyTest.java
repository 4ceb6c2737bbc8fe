package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BucketKeyTest {

  @Test
  void isEqualByPolicyAndSubject() {
    BucketKey key = new BucketKey("ip", "10.0.0.1");
    assertThat(key).isEqualTo(new BucketKey("ip", "10.0.0." + 1)).isEqualTo(key);
    assertThat(key).hasSameHashCodeAs(new BucketKey("ip", "10.0.0." + 1));
    assertThat(key.hashCode()).isEqualTo(BucketKey.hash("ip", "10.0.0.1"));
    assertThat(key).isNotEqualTo(new BucketKey("ip", "10.0.0.2"));
    assertThat(key).isNotEqualTo(new BucketKey("user", "10.0.0.1"));
    // One hash, two keys.
    assertThat(new BucketKey("p", "Aa")).isNotEqualTo(new BucketKey("p", "BB"));
    assertThat(key).isNotEqualTo(null).isNotEqualTo("ip");
  }

  @Test
  void readsLikeARecord() {
    BucketKey key = BucketKey.shared("global");
    assertThat(key.policy()).isEqualTo("global");
    assertThat(key.subject()).isEmpty();
    assertThat(key).hasToString("BucketKey[policy=global, subject=]");
  }

  @Test
  void aPolicyHasAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BucketKey(" ", "x"))
        .withMessageStartingWith("policy: ");
  }
}
