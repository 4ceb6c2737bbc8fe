package dev.headgate.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {

  static final String TAIL = "0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R";
  static final String JWT =
      "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9"
          + ".eyJpc3MiOiIxMjM0NSIsImV4cCI6MTc2MDAwMDAwMH0"
          + ".c2lnbmF0dXJlLXdpdGgtYS1oeXBoZW4_and-more";
  static final String PEM =
      """
      -----BEGIN RSA PRIVATE KEY-----
      MIIEowIBAAKCAQEA7/8+abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQR
      0123456789abcdefghijklmnopqrstuvwxyz+/ABCDEFGHIJKLMNOPQRSTUVWXY=
      -----END RSA PRIVATE KEY-----\
      """;

  /** Secrets that their own form gives away, whatever stands around them. */
  static final List<String> SELF_EVIDENT =
      List.of(
          "ghp_" + TAIL,
          "gho_" + TAIL,
          "ghu_" + TAIL,
          "ghs_" + TAIL,
          "ghr_" + TAIL + TAIL,
          "ghs_1234567_" + JWT,
          "github_pat_11ABCDEFG0" + TAIL + "_" + TAIL,
          JWT,
          PEM,
          PEM.replace("RSA ", ""),
          PEM.replace("RSA ", "ENCRYPTED "),
          PEM.replace("\n", "\\n"));

  private final Redactor redactor = Redactor.FORMS;

  @ParameterizedTest
  @FieldSource("SELF_EVIDENT")
  void masksASecretByItsForm(String secret) {
    assertThat(redactor.redact(secret)).isEqualTo("****");
    assertThat(redactor.redact("before " + secret + " after")).isEqualTo("before **** after");
    assertThat(redactor.redact("before **** after")).isEqualTo("before **** after");
  }

  @ParameterizedTest
  @FieldSource("SELF_EVIDENT")
  void masksASecretBetweenAnyTwoCharacters(String secret) {
    for (char left = 1; left < 256; left++) {
      for (char right : new char[] {' ', '"', '\'', ')', ']', '}', '>', '&', '|', '@', '?', 'é'}) {
        assertThat(redactor.redact(left + secret + right))
            .as("between %s and %s", left, right)
            .doesNotContain(secret.substring(secret.length() / 2, secret.length() - 1));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "Authorization: Bearer abc => Authorization: ****",
        "authorization:token abc def => authorization:****",
        "{Authorization=[Bearer abc], Accept=[*/*]} => {Authorization=[****], Accept=[*/*]}",
        "Proxy-Authorization: Basic YTpi => Proxy-Authorization: ****",
        "Cookie: a=b; c=d => Cookie: ****",
        "X-Headgate-Key: team:k => X-Headgate-Key: ****",
        "sent Bearer hunter2hunter2 to it => sent Bearer **** to it",
        "sent basic dXNlcjpwYXNz to it => sent basic **** to it",
        "Bearer   hunter2hunter2 => Bearer   ****",
        "token 0123456789abcdef0123456789abcdef01234567! => token ****!",
        "https://user:pass@host/x?y=1 => https://****@host/x?y=1",
        "https://u:p@ss@host => https://****@host",
        "jdbc:postgresql://me:pw@db:5432/x => jdbc:postgresql://****@db:5432/x",
        "redis://:pw@cache => redis://****@cache",
        "GET /a?access_token=abc&x=1 => GET /a?access_token=****&x=1",
        "client_secret=abc&code=200 => client_secret=****&code=200",
        "/b?se=2026&sig=a%2Fb%3D&sv=1 => /b?se=2026&sig=****&sv=1",
        "X-Amz-Signature=0f0f&X-Amz-Date=1 => X-Amz-Signature=****&X-Amz-Date=1",
        "X-Amz-Credential=AKIA/2026&a=b => X-Amz-Credential=****&a=b",
        "GITHUB_TOKEN=abc HOME=/root => GITHUB_TOKEN=**** HOME=/root",
        "{\"token\":\"a b\",\"id\":1} => {\"token\":\"****\",\"id\":1}",
        "{\"client-secret\" : \"a\\\"b\"} => {\"client-secret\" : \"****\"}",
        "{\"m\":\"{\\\"token\\\":\\\"ab\\\"}\"} => {\"m\":\"{\\\"token\\\":\\\"****\\\"}\"}",
        "password='a b' ok => password='****' ok",
      })
  void masksWhatANameOrASchemeMarksAsSecret(String text, String expected) {
    assertThat(redactor.redact(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /repos/octocat/hello-world/issues?state=open&per_page=100 200 12 ms",
        "the bearer of bad news, a basic authentication scheme, one token bucket per caller",
        "invalid token: unexpected character; secret: must have 16 characters",
        "see https://docs.github.com/rest and mail me@example.com",
        "ghp_short github_pat_tiny eyJ eyJub25lIjoxfQ gh_ ghx_" + TAIL,
        "sha 0123456789abcdef0123456789abcdef01234567",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        "{\"token\":null,\"signature\":12,\"secret\":{},\"name\":\"x\"}",
        "{\"message\":\"token=\",\"name\":\"visible\"}",
        "Authorization:",
        "password=****&x=https://****@h",
      })
  void returnsCleanTextAsTheSameInstance(String clean) {
    assertThat(redactor.redact(clean)).isSameAs(clean);
  }

  @Test
  void masksAnUnfinishedKeyAndKeepsWhatFollowsInJson() {
    String cut = PEM.substring(0, 120).replace("\n", "\\n");

    assertThat(redactor.redact("{\"a\":\"" + cut + "\\n\",\"b\":\"c\"}"))
        .matches("\\{\"a\":\"\\*{4}(\\\\n)?n?\",\"b\":\"c\"}");
  }

  @Test
  void masksConfiguredValuesInEverySpelling() {
    Redactor knowing = Redactor.knowing(List.of(Secret.of("p/ss \"w\nrd"), Secret.of("p/ss \"w")));

    assertThat(knowing.redact("plain p/ss \"w\nrd.")).isEqualTo("plain ****.");
    assertThat(knowing.redact("json p/ss \\\"w\\nrd.")).isEqualTo("json ****.");
    assertThat(knowing.redact("json p\\/ss \\\"w\\nrd.")).isEqualTo("json ****.");
    assertThat(knowing.redact("form p%2Fss+%22w%0Ard.")).isEqualTo("form ****.");
    assertThat(knowing.redact("url p%2Fss%20%22w%0Ard.")).isEqualTo("url ****.");
    assertThat(knowing.redact("the shorter p/ss \"wird")).isEqualTo("the shorter ****ird");
  }

  @Test
  void masksAllOfAConfiguredValueAlsoWhereAFormEndsInsideIt() {
    Redactor knowing = Redactor.knowing(List.of(Secret.of("p\"lanted & value")));

    assertThat(knowing.redact("?token=p\"lanted & value&a=b")).isEqualTo("?token=****&a=b");
    assertThat(knowing.redact("{\"m\":\"sig=p\\\"lanted & value\"}"))
        .isEqualTo("{\"m\":\"sig=****\"}");
  }

  @Test
  void leavesValuesAloneThatAreTooShortToBeSecrets() {
    assertThat(Redactor.knowing(List.of(Secret.of("repos"))).redact("/repos/x"))
        .isEqualTo("/repos/x");
  }

  @Test
  void leaksNoPartOfASecretAmongRandomText() {
    long seed = 20_260_427L;
    Random random = new Random(seed);
    Secret configured = Secret.of("Tr0ub4dor&3 with spaces");
    Redactor knowing = Redactor.knowing(List.of(configured));
    for (int round = 0; round < 20_000; round++) {
      String secret =
          round % 5 == 0
              ? configured.reveal()
              : SELF_EVIDENT.get(random.nextInt(SELF_EVIDENT.size()));
      String text = noise(random) + secret + noise(random);

      assertThat(knowing.redact(text))
          .as("seed %d round %d: %s", seed, round, text)
          .doesNotContain(secret.substring(4, 20));
    }
  }

  /** Text of the very characters that the forms look at. */
  private static String noise(Random random) {
    String[] pieces = {
      "gh",
      "p_",
      "ghs_",
      "eyJ",
      "-----BEGIN ",
      "token ",
      "Bearer ",
      "://",
      "@",
      "=",
      ":",
      "\"",
      "\\",
      ".",
      "-",
      "_",
      " ",
      "\n",
      "sig=",
      "Authorization: ",
      "a",
      "7",
      "{",
      "]",
      "'",
      "é"
    };
    StringBuilder noise = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      noise.append(pieces[random.nextInt(pieces.length)]);
    }
    return noise.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ghp_",
        "eyJ",
        "eyJ.",
        "eyJ ",
        "J",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "a=",
        ":",
        "://",
        "x://a",
        "token=\"",
        "token='",
        "Bearer ",
        "Authorization:",
        "\\\"",
        "token:\\\"\\",
        "_",
        " ",
        "a_",
        "\\"
      })
  void takesLinearTimeOnHostileText(String piece) {
    String hostile = piece.repeat(1_000_000 / piece.length());

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertThat(redactor.redact(hostile)).isNotNull());
  }
}
