package dev.headgate.server.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitedPathTest {

  @ParameterizedTest
  @CsvSource({
    "/repos/o/r, /repos/o/r",
    "/%72epos/o/r, /repos/o/r",
    "/repos/o/r/contents/a%2fb, /repos/o/r/contents/a%2Fb",
    "/repos/o/r/%25, /repos/o/r/%25",
    "/a%7Eb%5F%2D%2e, /a~b_-.",
    "/a%, /a%",
    "/a%4, /a%4",
    "/a%zz, /a%zz",
    "/api/v3/repos/o/r, /repos/o/r",
    "/%61pi/v3/repos/o/r, /repos/o/r",
    "/api/v3, /",
    "/api/v30/x, /api/v30/x",
    "/api/graphql, /graphql",
    "/api/v1/limits, /api/v1/limits",
  })
  void oneResourceHasOnePath(String raw, String path) {
    assertThat(LimitedPath.of(raw)).isEqualTo(path);
  }
}
