package dev.headgate.server.openapi;

import com.google.inject.Provider;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Route;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The description of all endpoints, this one among them; made when it is first asked for. */
final class OpenApiEndpoints implements EndpointGroup {
  private final Provider<Set<EndpointGroup>> groups;
  private volatile @Nullable Answer made;

  OpenApiEndpoints(Provider<Set<EndpointGroup>> groups) {
    this.groups = groups;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/api/v1/openapi.json", Access.OPEN, call -> answer()));
  }

  private Answer answer() {
    Answer answer = made;
    if (answer == null) {
      answer = Answer.json(OpenApiDocument.of(groups.get()));
      made = answer;
    }
    return answer;
  }
}
