package planted.guice.github;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;

final class TidyModule extends AbstractModule {
  @Provides
  static AsksForInjection assembled() {
    return new AsksForInjection();
  }
}
