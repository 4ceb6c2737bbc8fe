package dev.headgate.core.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlobIdTest {
  @Test
  void takesWhatIsSafeAsAFileName() {
    for (String name : List.of("a", "0-9", "artifact-acme-shop-12.zip", "x".repeat(128))) {
      assertThat(BlobId.parse(name)).contains(new BlobId(name));
    }
  }

  @Test
  void refusesWhatCouldLeaveTheDirectoryOrMeanSomethingElse() {
    for (String name :
        List.of(
            "",
            ".",
            "..",
            "a/b",
            "../a",
            "a..b",
            ".a",
            "a.",
            "A",
            "a b",
            "a~b",
            "a\\b",
            "a\0",
            "é",
            "x".repeat(129))) {
      assertThat(BlobId.parse(name)).as(name).isEmpty();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new BlobId(name))
          .withMessageContaining("value: ")
          .withMessageContaining("expected: ");
    }
  }
}
