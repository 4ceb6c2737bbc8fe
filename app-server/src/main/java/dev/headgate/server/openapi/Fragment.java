package dev.headgate.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What a package says of its endpoints, in {@code openapi.yaml} beside its classes: operations by
 * {@code METHOD path}, and the schemas that they speak of.
 */
record Fragment(JsonNode operations, JsonNode schemas) {
  private static final String NAME = "openapi.yaml";
  private static final JsonMapper JSON = new JsonMapper();

  /** The fragment beside that group; nothing where there is none. */
  static Fragment of(EndpointGroup group) {
    try (InputStream in = group.getClass().getResourceAsStream(NAME)) {
      JsonNode all =
          in == null
              ? JsonNodeFactory.instance.objectNode()
              : JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(in));
      return new Fragment(all.path("operations"), all.path("schemas"));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** What is said of that route; missing where nothing is. */
  JsonNode operation(Route route) {
    return operations.path(route.method() + " " + route.path().text());
  }
}
