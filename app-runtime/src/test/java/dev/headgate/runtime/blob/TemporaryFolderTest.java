package dev.headgate.runtime.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a process's folder when that process ends, and in what way. */
class TemporaryFolderTest {
  @TempDir Path parent;

  /** A process that makes a folder in that one, says where, and waits to be ended. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = TemporaryFolder.in(Path.of(arguments[0]));
      Files.writeString(Files.createDirectory(folder.resolve("parts")).resolve("part"), "bytes");
      System.out.println(folder);
      int read = System.in.read();
      System.exit(Math.min(read, 0));
    }
  }

  private record Child(Process process, Path folder) {}

  private Child child() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                parent.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = output.readLine();
    while (line != null && !line.startsWith(parent.toString())) {
      line = output.readLine();
    }
    return new Child(process, Path.of(String.valueOf(line)));
  }

  @Test
  void whatAKilledProcessLeftIsRemovedByTheNextAndThatOfALivingOneIsNot() throws Exception {
    Child living = child();
    Child killed = child();
    killed.process().destroyForcibly().waitFor();
    assertThat(killed.folder().resolve("parts/part")).exists();

    Path own = TemporaryFolder.in(parent);
    Path another = TemporaryFolder.in(parent);

    assertThat(killed.folder()).doesNotExist();
    assertThat(living.folder().resolve("parts/part")).exists();
    assertThat(own).exists();
    assertThat(another).exists();

    living.process().getOutputStream().close();
    living.process().waitFor();
    assertThat(living.folder()).as("removed by its own process").doesNotExist();
  }

  @Test
  void leavesAloneWhatItDoesNotKnow() throws IOException {
    Path foreign = Files.createDirectory(parent.resolve("headgate-blobs-1-foreign"));
    Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("in-use"), "");
    Path link = Files.createSymbolicLink(parent.resolve("headgate-blobs-2-link"), elsewhere);
    TemporaryFolder.in(parent);
    assertThat(foreign).exists();
    assertThat(link).exists();
    assertThat(elsewhere.resolve("in-use")).exists();
  }
}
