package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSettingsTest {

  @TempDir private Path folder;

  @Test
  void theFileNamesTemplatesEventsAndCaps() throws IOException {
    Path manifest = Files.writeString(folder.resolve("lint.yaml"), "kind: Job\n");
    JobSettings jobs =
        load(
            """
            jobs:
              launcher: kubernetes
              namespace: builds
              max-per-namespace: {builds: 5, lint-ns: 2}
              events:
                com.example.build: build
                com.example.lint.start: lint
              templates:
                - name: build
                  key: repo
                  image: registry.example.com/build:${tag}
                  command: [sh, -c, "make a,b", "${repo}"]
                - {name: lint, namespace: lint-ns, manifest: "%s", deadline: 2m}
                - {name: one-word, image: busybox, command: true-command}
            """
                .formatted(manifest));

    assertThat(jobs.templates())
        .containsExactly(
            new JobTemplate(
                "build",
                null,
                "repo",
                null,
                "registry.example.com/build:${tag}",
                List.of("sh", "-c", "make a,b", "${repo}"),
                null),
            new JobTemplate(
                "lint", "lint-ns", "parser_id", manifest, null, List.of(), Duration.ofMinutes(2)),
            new JobTemplate(
                "one-word", null, "parser_id", null, "busybox", List.of("true-command"), null));
    assertThat(jobs.maxPerNamespace()).isEqualTo(Map.of("builds", 5, "lint-ns", 2));
    assertThat(jobs.templateOf("com.example.lint.start"))
        .hasValueSatisfying(lint -> {
          assertThat(jobs.namespaceOf(lint)).isEqualTo("lint-ns");
          assertThat(jobs.deadlineOf(lint)).isEqualTo(Duration.ofMinutes(2));
        });
    assertThat(jobs.templateOf("com.example.build"))
        .hasValueSatisfying(build -> {
          assertThat(jobs.namespaceOf(build)).isEqualTo("builds");
          assertThat(jobs.deadlineOf(build)).isEqualTo(Duration.ofMinutes(30));
        });
    assertThat(jobs.templateOf("com.example.other")).isEmpty();
    assertThat(jobs.namespaces()).containsExactly("builds", "lint-ns");
  }

  @Test
  void everyMistakeIsToldWithWhatToDo() throws IOException {
    refused("jobs: {events: {a.b: nothing}}", "jobs.events: a.b:nothing (expected: templates that");
    refused("jobs: {templates: [{image: a}]}", "jobs.templates[0].name (expected: a name)");
    refused("jobs: {templates: [{name: A}]}", "jobs.templates[0].name: A (expected: lower-case");
    refused(
        "jobs: {templates: [{name: a}, {name: a}]}",
        "jobs.templates[1].name: a (expected: each name once)");
    refused(
        "jobs: {templates: [{name: a, colour: red}]}",
        "jobs.templates[0].colour (expected: one of command, deadline, image, key, manifest, name");
    refused(
        "jobs: {templates: [{name: a, manifest: b, image: c}]}",
        "jobs.templates[0].manifest: b (expected: not set beside image and command)");
    refused(
        "jobs: {templates: [{name: a, deadline: soon}]}",
        "jobs.templates[0].deadline: soon (expected: a duration");
    refused(
        "jobs: {launcher: kubernetes}",
        "jobs.templates build (expected: an image or a manifest with JOBS_LAUNCHER=kubernetes);");
    refused(
        "jobs: {launcher: kubernetes, templates: [{name: build, manifest: /no/such.yaml}]}",
        "jobs.templates build: /no/such.yaml (expected: a readable file)");
    refused("jobs: {max-per-namespace: {a: -1}}", "jobs.max-per-namespace: a:-1 (expected:");
    refused("jobs: {memory-limit: lots}", "jobs.memory-limit: lots (expected: a quantity");
  }

  private JobSettings load(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("headgate.yaml"), yaml);
    return ConfigurationLoader.load(Map.of(), file).configuration().jobs();
  }

  private void refused(String yaml, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("headgate.yaml"), yaml);
    assertThatThrownBy(() -> ConfigurationLoader.load(Map.of(), file))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining(message);
  }
}
