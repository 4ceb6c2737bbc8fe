package planted.guice.github;

import com.google.inject.Inject;

final class AsksForInjection {
  @Inject
  AsksForInjection() {}
}
