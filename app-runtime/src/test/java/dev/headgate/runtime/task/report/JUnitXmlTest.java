package dev.headgate.runtime.task.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JUnitXmlTest {
  private static List<TestCase> read(String xml) throws IOException {
    List<TestCase> found = new ArrayList<>();
    JUnitXml.read(new ByteArrayInputStream(xml.getBytes(UTF_8)), found::add);
    return found;
  }

  private static void unreadable(String xml) {
    assertThatExceptionOfType(JUnitXml.Unreadable.class).isThrownBy(() -> read(xml));
  }

  @Test
  void readsEveryOutcome() throws IOException {
    assertThat(
            read(
                """
                <?xml version="1.0"?>
                <testsuites><testsuite name="s">
                  <properties><property name="a" value="b"/></properties>
                  <testcase classname="a.B" name="ok" time="1.5"/>
                  <testcase classname="a.B" name="bad" time="1,001.0"><failure message="1 &lt; 2">x</failure></testcase>
                  <testcase classname="a.B" name="broken"><error/></testcase>
                  <testcase classname="" name="left"><skipped/></testcase>
                </testsuite></testsuites>
                """))
        .containsExactly(
            new TestCase("s", "a.B", "ok", TestCase.Outcome.PASSED, 1_500, ""),
            new TestCase("s", "a.B", "bad", TestCase.Outcome.FAILED, 1_001_000, "1 < 2"),
            new TestCase("s", "a.B", "broken", TestCase.Outcome.ERROR, 0, ""),
            new TestCase("s", "", "left", TestCase.Outcome.SKIPPED, 0, ""));
  }

  @Test
  void readsNoFileThatAnEntityNames(@TempDir Path directory) throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "password");
    String entity = "<!DOCTYPE t [<!ENTITY e SYSTEM \"%s\">]>".formatted(secret.toUri());
    unreadable(entity + "<testsuite name=\"s\"><testcase name=\"&e;\"/></testsuite>");
    unreadable(entity + "<testsuite name=\"s\"><testcase name=\"a\">&e;</testcase></testsuite>");
    unreadable("<!DOCTYPE t SYSTEM \"http://127.0.0.1:1/x.dtd\"><testsuite name=\"s\"/>");
  }

  @Test
  void unfoldsNoEntities() {
    unreadable(
        """
        <!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
        <testsuite name="s"><testcase name="x">&b;</testcase></testsuite>
        """);
  }

  @Test
  void refusesWhatIsTooDeepOrNoXml() {
    unreadable("<a>".repeat(65) + "</a>".repeat(65));
    unreadable("not xml");
    unreadable("");
    unreadable("<testsuite name=\"s\"><testcase name=\"cut\"");
  }

  @Test
  void cutsLongTexts() throws IOException {
    assertThat(
            read("<testsuite name=\"s\"><testcase name=\"%s\"/></testsuite>"
                    .formatted("n".repeat(9_000)))
                .getFirst()
                .name())
        .hasSize(500);
  }

  @Test
  void passesOnWhyTheStreamBroke() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the disk is gone");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            return read();
          }
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> JUnitXml.read(broken, test -> {}))
        .withMessage("the disk is gone");
  }
}
