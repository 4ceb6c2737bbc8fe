package dev.headgate.core.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonUrlRewriterTest {

  private static final String API = "https://api.github.com";
  private static final String GATE = "https://gate.example:8443";

  private final LinkRewriter rewriter =
      LinkRewriter.between(ApiBase.of(URI.create(API)), ApiBase.of(URI.create(GATE)));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'url':'API/user'}",
        "{'url':'API'}",
        "{ 'url' :\n\t'API?page=2' }\r\n",
        "{'url':'API{?q}'}",
        "{'url':'API#x'}",
        "{'repos_url':'API/users/o/repos'}",
        "{'detailsUrl':'API/x'}",
        "{'_url':'API/x'}",
        "[1,{'a':[{'url':'API/x'}]}]",
        "{'u\\u0072l':'API/x'}",
        "{'\\u005flinks':{'self':{'href':'API/x'}}}",
        "{'_links':{'self':{'href':'API/x'},'html':{'href':'https://github.com/x'}}}",
        "{'_links':{'self':'API/x','git':'API/y','html':null}}",
        "{'_links':{'many':[{'href':'API/x'},{'href':'API/y'}]}}",
        "{'_links':{'a':{'b':{'href':'API/x'}}}}",
        "{'_links':[{'href':'API/x'}]}",
        "{'url':'API/x'}\n{'url':'API/y'}\n",
        "{'url':'API/x','n':1e5,'url':'API/y'}",
        "{'\u20ac_url':'API/\u20ac'}",
      })
  void rewritesUrlsOfTheApiWhereTheNamePromisesAUrl(String json) {
    assertThat(rewrite(json.replace('\'', '"').replace("API", API)))
        .isEqualTo(json.replace('\'', '"').replace("API", GATE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'body':'API/x'}",
        "{'title':'API/x','description':'API','message':'API','content':'API'}",
        "{'body':'see \\'url\\':\\'API/x\\' there'}",
        "{'body':'\\\\\\',\\'url\\':\\'API/x'}",
        "{'urls':['API/x']}",
        "{'url':['API/x']}",
        "{'url':{'x':'API/x'}}",
        "{'url':null,'x':'API/x'}",
        "{'href':'API/x'}",
        "{'_links':{'self':{'title':'API/x'}}}",
        "{'_links':{'self':{'href':'https://github.com'}},'href':'API/x','x':'API/x'}",
        "{'_links':['API/x']}",
        "{'_links':'API/x'}",
        "{'curl':'API/x','URL':'API/x','url2':'API/x','_urls':'API/x','url ':'API/x'}",
        "{'API/x':'url','url':'x API/x'}",
        "['url','API/x']",
        "['url',{'x':'API/x'}]",
        "'API/x'",
        "{'url':'https://api.github.com.evil.example/x'}",
        "{'url':'https://api.github.com@evil.example/x'}",
        "{'url':'https://api.github.comx'}",
        "{'url':'https://api.github.com\\\\x'}",
        "{'url':'https://api.github.com\\u0022'}",
        "{'url':'http://api.github.com/x'}",
        "{'url':'https://github.com/login?return_to=API/x'}",
        "{'ur\\u016c':'API/x'}",
      })
  void leavesTheWordsOfUsersAndOtherUrlsAlone(String json) {
    byte[] body = json.replace('\'', '"').replace("API", API).getBytes(UTF_8);
    assertThat(rewriter.json(body)).isSameAs(body);
  }

  @ParameterizedTest
  @CsvSource({
    "https:\\/\\/api.github.com\\/x, https:\\/\\/gate.example:8443\\/x",
    "https:\\/\\/api.github.com, https:\\/\\/gate.example:8443",
    "https:\\u002f\\u002Fapi.github.com\\u002fx, https:\\/\\/gate.example:8443\\u002fx",
    "\\u0068ttps://api.github.com/x, https://gate.example:8443/x",
    "https://api.github.com\\/x, https://gate.example:8443\\/x",
    "HTTPS://Api.GitHub.com/X, https://gate.example:8443/X",
    "https://api.github.com:443/x, https://gate.example:8443/x",
  })
  void knowsTheUrlInAnySpelling(String spelled, String rewritten) {
    assertThat(rewrite("{\"url\":\"" + spelled + "\"}"))
        .isEqualTo("{\"url\":\"" + rewritten + "\"}");
  }

  /** What a raw quote or a missing comma tears open must not be taken for names and values. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'body':'he wrote 'url':'API/x''}",
        "{'body':'a' 'url':'API/x'}",
        "{'a':1 'url':'API/x'}",
        "{'a':'b':'c','url':'API/x'}",
        "{'a':,'url':'API/x'}",
        "{,'url':'API/x'}",
        "{'a':}{'url':'API/x'}",
        "}{'url':'API/x'}",
        "{'a':{}{'url':'API/x'}}",
        "{'a\\x':1,'url':'API/x'}",
        "{'a\\u12':1,'url':'API/x'}",
        "{'url':'https:\\u00zz','url':'API/x'}",
        "{'url':'API",
        "{'url':'API\\",
        "{'url':'API\\u00",
        "<html>'url':'API/x'",
      })
  void changesNothingBehindAViolationOfTheGrammar(String json) {
    String broken = json.replace('\'', '"').replace("API", API);
    assertThat(rewrite(broken)).isEqualTo(broken);
  }

  @Test
  void rewritesAUrlBeforeItsStringTurnsOutToHaveNoEnd() throws IOException {
    byte[] cutOff = ("{\"url\":\"" + API + "/x").getBytes(UTF_8);
    assertThat(new String(rewriter.json(cutOff), UTF_8)).isEqualTo("{\"url\":\"" + GATE + "/x");
    assertThat(stream(cutOff, 20)).isEqualTo(rewriter.json(cutOff));
  }

  @Test
  void keepsEveryByteOfAnObjectOfThirtyMembers() {
    StringBuilder json = new StringBuilder("{");
    for (int member = 0; member < 30; member++) {
      json.append(member == 0 ? "\n" : ",\n").append("    \"member").append(member);
      json.append(member % 3 == 0 ? "_url\" : \"" + API + "/x\"" : "\" : " + member + ".50E+1");
    }
    String body = json.append("\n}\n").toString();
    assertThat(rewrite(body)).isEqualTo(body.replace(API, GATE)).contains("29.50E+1");
  }

  @Test
  void givesTheSameForEverySplitOfABody() throws IOException {
    String body =
        ("{\"u\\u0072l\":\"API/a\",\"html_url\":\"https:\\/\\/api.github.com\\/\u20ac\",\"body\":\"\ud83d\ude80"
             + " \\\"url\\\":\\\"API\\\" \\\\\",\"_links\":{\"x\":\"API\","
             + "\"y\":{\"href\":\"\\u0068ttps:/\\u002fapi.github.com:443#\"}},"
             + "\"a_url\":\"API.evil\",\"b_url\":\"API\\u002fx\",\"url\":\"\",\"c\":[\"API\"]}")
            .replace("API", API);
    byte[] bytes = body.getBytes(UTF_8);
    byte[] expected = rewriter.json(bytes);
    assertThat(new String(expected, UTF_8)).isEqualTo(reference(body)).contains(GATE);
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        assertThat(stream(bytes, first, second)).isEqualTo(expected);
      }
    }
    assertThat(stream(bytes, IntStream.range(0, bytes.length).toArray())).isEqualTo(expected);
  }

  @Test
  void agreesWithThePlainestImplementation() throws IOException {
    long seed = Long.getLong("headgate.test.seed", 8259);
    Random random = new Random(seed);
    RandomJson source = new RandomJson(random, API);
    int rewritten = 0;
    for (int round = 0; round < 20_000; round++) {
      String json = source.next();
      byte[] bytes = json.getBytes(UTF_8);
      String expected = reference(json);
      rewritten += expected.equals(json) ? 0 : 1;
      assertThat(new String(rewriter.json(bytes), UTF_8))
          .as("seed %d, round %d, of %s", seed, round, json)
          .isEqualTo(expected);
      assertThat(stream(bytes, cuts(random, bytes.length)))
          .as("seed %d, round %d, of %s", seed, round, json)
          .isEqualTo(expected.getBytes(UTF_8));
    }
    assertThat(rewritten).isGreaterThan(2_000);
  }

  @Test
  void bringsNoHarmToWhatIsNotJson() throws IOException {
    long seed = 626;
    Random random = new Random(seed);
    RandomJson source = new RandomJson(random, API);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = plainlySpelled(source.next()).getBytes(UTF_8);
      for (int damage = random.nextInt(4); damage > 0 && bytes.length > 0; damage--) {
        bytes[random.nextInt(bytes.length)] =
            (byte) "\"\\{}[]:,u\u00ffx".charAt(random.nextInt(11));
      }
      byte[] whole = rewriter.json(bytes);
      assertThat(new String(whole, ISO_8859_1).replace(GATE, API))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(new String(bytes, ISO_8859_1));
      assertThat(stream(bytes, cuts(random, bytes.length)))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(whole);
    }
  }

  @Test
  void countsNestingWithoutAStack() {
    String open = "{\"a\":[".repeat(500_000);
    String close = "]}".repeat(500_000);
    String body = open + "{\"url\":\"" + API + "/x\"}" + close;
    assertThat(rewrite(body)).isEqualTo(body.replace(API, GATE));
  }

  @Test
  void letsABodyLargerThanTheHeapThrough() throws IOException {
    InputStream start = bytes("{\"url\":\"" + API + "/x\",\"body\":\"");
    InputStream end = bytes("\",\"url\":\"" + API + "/y\"}");
    int around = start.available() + end.available();
    RepeatingInputStream text =
        new RepeatingInputStream(
            "text \\\" ".repeat(1000), Runtime.getRuntime().maxMemory() + (64 << 20));
    InputStream body = new SequenceInputStream(start, new SequenceInputStream(text, end));
    long expected = text.length() + 2L * (GATE.length() - API.length()) + around;
    assertThat(rewriter.json(body).transferTo(OutputStream.nullOutputStream())).isEqualTo(expected);
  }

  @Test
  void readsByteByByteAndIntoTheMiddleOfAnArray() throws IOException {
    InputStream single = rewriter.json(bytes("{\"url\":\"" + API + "\"}"));
    assertThat(single.read()).isEqualTo('{');
    byte[] target = new byte[8];
    assertThat(single.read(target, 2, 0)).isZero();
    assertThat(single.read(target, 2, 3)).isEqualTo(3);
    assertThat(target).containsExactly(0, 0, '"', 'u', 'r', 0, 0, 0);
    assertThat(new String(single.readAllBytes(), UTF_8)).isEqualTo("l\":\"" + GATE + "\"}");
    assertThat(single.read()).isEqualTo(-1);
  }

  @Test
  void passesOnWhatTheSourceHasAtHandWithoutWaitingForMore() throws IOException {
    byte[] bytes = "{\"body\":\"first, then nothing for a while\"}".getBytes(UTF_8);
    InputStream slow = rewriter.json(new ChunkedInputStream(bytes, 10));
    assertThat(slow.read(new byte[100])).isEqualTo(10);
  }

  @Test
  void closesTheSourceAndPassesItsFailuresOn() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };
    InputStream stream = rewriter.json(failing);
    assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessage("reset");
    stream.close();
    assertThat(closed).isTrue();
  }

  private String rewrite(String json) {
    return new String(rewriter.json(json.getBytes(UTF_8)), UTF_8);
  }

  private byte[] stream(byte[] bytes, int... cuts) throws IOException {
    return rewriter.json(new ChunkedInputStream(bytes, cuts)).readAllBytes();
  }

  private static String reference(String json) {
    return new ReferenceRewriter(json, API, GATE).rewrite();
  }

  /** Without the spellings that a replacement does not bring back. */
  private static String plainlySpelled(String json) {
    return json.replaceAll("(?i)\\\\u(0068|0048|002f)", "x")
        .replace("\\/", "x")
        .replace("HTTPS", "x")
        .replace(":443", "x");
  }

  private static int[] cuts(Random random, int length) {
    return random.ints(random.nextInt(8), 0, length + 1).toArray();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
