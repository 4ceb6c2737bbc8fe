package dev.headgate.server.openapi;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.server.endpoint.EndpointGroup;
import java.util.Set;

/** The description of the endpoints. */
public final class OpenApiModule extends AbstractModule {

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup openApi(Provider<Set<EndpointGroup>> groups) {
    return new OpenApiEndpoints(groups);
  }
}
