package dev.headgate.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkHeaderTest {

  private static final String API = "https://api.github.com";
  private static final String GATE = "https://gate.example";

  private final LinkRewriter rewriter =
      LinkRewriter.between(ApiBase.of(URI.create(API)), ApiBase.of(URI.create(GATE)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<API/repositories/1/issues?page=2>; rel=\"next\", <API/repositories/1/issues?page=9>;"
            + " rel=\"last\"",
        "<API/x?labels=a,b;c&per_page=30>;rel=next",
        "<API>",
        " ,, <API/x>;rel=\"next prev\"\t,<API/y> ; title=\"a, <b> \\\" c\" ; rel=last,",
        "</x>; rel=next, <https://other.example/>; rel=last, <API/z>; rel=first",
        "<API/x>; title*=UTF-8''%e2%82%ac, <API/y>",
      })
  void rewritesTargetsAndKeepsTheRest(String link) {
    assertThat(rewriter.link(link.replace("API", API))).isEqualTo(link.replace("API", GATE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<https://other.example/x>; rel=\"next\"",
        "<https://api.github.com.evil.example/x>; rel=next",
        "</x>; anchor=\"https://api.github.com/y\"",
        "</x>; title=\"a, <https://api.github.com/y>\"",
        "</x>; title=\"a \\\", <https://api.github.com/y>\"",
        "</x>; title=<https://api.github.com/y>",
        "https://api.github.com/y",
        "x, <https://api.github.com/y>",
        "<https://api.github.com/y",
        "</x>; title=\"unfinished, <https://api.github.com/y>",
        "</x>; title=\"unfinished\\",
      })
  void leavesEverythingElseAlone(String link) {
    assertThat(rewriter.link(link)).isSameAs(link);
  }

  @Test
  void neverThrowsAndNeverLosesAByte() {
    long seed = 8288;
    Random random = new Random(seed);
    String alphabet = "<>\"\\,; =x";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder link = new StringBuilder();
      for (int length = random.nextInt(20); length > 0; length--) {
        int choice = random.nextInt(alphabet.length() + 2);
        link.append(choice < alphabet.length() ? alphabet.substring(choice, choice + 1) : API);
      }
      assertThat(rewriter.link(link.toString()).replace(GATE, API))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(link.toString());
    }
  }
}
