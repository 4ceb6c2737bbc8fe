package dev.headgate.runtime.configuration;

import dev.headgate.runtime.configuration.JobSettings.Launcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules that span the settings of jobs. */
final class JobRules {
  private final JobSettings jobs;
  private final List<Mistake> mistakes = new ArrayList<>();

  private JobRules(JobSettings jobs) {
    this.jobs = jobs;
  }

  static List<Mistake> broken(SettingValues values, List<JobTemplate> templates) {
    JobRules rules = new JobRules(JobSettings.from(values, templates));
    rules.eventsStartWhatIsThere();
    if (rules.jobs.launcher() == Launcher.KUBERNETES) {
      rules.jobs.templates().forEach(rules::isRunnable);
    }
    return rules.mistakes;
  }

  private void eventsStartWhatIsThere() {
    jobs.events()
        .forEach((type, template) -> {
          if (jobs.template(template).isEmpty()) {
            refuse(
                JobSettings.EVENTS.key(),
                type + ":" + template,
                "templates that there are",
                "add it to jobs.templates or correct its name");
          }
        });
  }

  private void isRunnable(JobTemplate template) {
    @Nullable Path manifest = template.manifest();
    String place = JobSettings.TEMPLATES.key() + " " + template.name();
    if (manifest != null && !Files.isReadable(manifest)) {
      refuse(place, manifest.toString(), "a readable file", "check the manifest's path");
    }
    boolean used =
        !template.equals(JobTemplate.BUILD) || jobs.events().containsValue(template.name());
    if (used && manifest == null && template.image() == null) {
      refuse(
          place,
          "",
          "an image or a manifest with JOBS_LAUNCHER=kubernetes",
          "add one to this template in the file's jobs.templates");
    }
  }

  private void refuse(String key, String value, String rule, String mend) {
    mistakes.add(new Mistake(key, value, rule, mend));
  }
}
