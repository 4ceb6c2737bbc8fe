package dev.headgate.architecture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The dependencies that a module's pom, and the parent's, name. */
record Pom(Element project, Element parent) {
  static Pom of(String module) {
    return new Pom(read(Path.of("..", module, "pom.xml")), read(Path.of("..", "pom.xml")));
  }

  /** Group and artifact of everything that comes along with the module's jar. */
  List<String> shippedDependencies() {
    return Stream.of(parent, project)
        .flatMap(pom -> children(pom, "dependencies"))
        .flatMap(dependencies -> children(dependencies, "dependency"))
        .filter(dependency -> children(dependency, "scope").noneMatch(Pom::isTest))
        .filter(dependency -> children(dependency, "optional").noneMatch(Pom::isTrue))
        .map(dependency -> text(dependency, "groupId") + ":" + text(dependency, "artifactId"))
        .toList();
  }

  private static boolean isTest(Element scope) {
    return scope.getTextContent().strip().equals("test");
  }

  private static boolean isTrue(Element optional) {
    return optional.getTextContent().strip().equals("true");
  }

  private static String text(Element element, String name) {
    return children(element, name).findFirst().orElseThrow().getTextContent().strip();
  }

  private static Stream<Element> children(Element element, String name) {
    return IntStream.range(0, element.getChildNodes().getLength())
        .mapToObj(element.getChildNodes()::item)
        .filter(node -> node.getNodeType() == Node.ELEMENT_NODE && node.getNodeName().equals(name))
        .map(Element.class::cast);
  }

  private static Element read(Path pom) {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(pom.toFile())
          .getDocumentElement();
    } catch (IOException | ParserConfigurationException | SAXException e) {
      throw new IllegalStateException("cannot be read: " + pom, e);
    }
  }
}
