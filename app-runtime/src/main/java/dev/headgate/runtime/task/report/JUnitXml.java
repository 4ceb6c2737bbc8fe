package dev.headgate.runtime.task.report;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads JUnit's XML as a stream, from anybody: no document type, no entities but XML's own, bounded
 * depth, bounded texts. Takes {@code testsuites}, {@code testsuite} and {@code testcase} however
 * they are nested, as Surefire, Gradle, pytest, Jest and others write them.
 */
final class JUnitXml {
  private static final int DEEPEST = 64;
  private static final int LONGEST = 500;
  private static final XMLInputFactory FACTORY = factory();

  private @Nullable String suite;
  private @Nullable String type;
  private @Nullable String name;
  private long millis;
  private TestCase.Outcome outcome = TestCase.Outcome.PASSED;
  private String message = "";
  private int depth;

  private JUnitXml() {}

  /** A file that is no report, or that must not be read. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    factory.setXMLResolver((publicId, systemId, base, namespace) -> {
      throw new XMLStreamException("external entities are not read");
    });
    return factory;
  }

  /**
   * Reads one file.
   *
   * @throws Unreadable where it is no proper XML, or more than it takes to tell of tests
   * @throws IOException as the stream does
   */
  static void read(InputStream in, Consumer<TestCase> found) throws IOException {
    Guarded guarded = new Guarded(in);
    try {
      XMLStreamReader xml;
      // The factory is shared; making a reader is not said to be safe for several threads.
      synchronized (FACTORY) {
        xml = FACTORY.createXMLStreamReader(guarded);
      }
      new JUnitXml().read(xml, found);
    } catch (XMLStreamException malformed) {
      guarded.rethrow();
      throw new Unreadable(
          "no proper XML at line %d"
              .formatted(
                  malformed.getLocation() == null ? 0 : malformed.getLocation().getLineNumber()));
    }
  }

  private void read(XMLStreamReader xml, Consumer<TestCase> found)
      throws XMLStreamException, Unreadable {
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> start(xml);
        case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName(), found);
        case XMLStreamConstants.DTD -> throw new Unreadable("it has a document type");
        case XMLStreamConstants.ENTITY_REFERENCE -> throw new Unreadable("it has an entity");
        default -> {
          // Texts, comments and the like tell nothing of a test's outcome.
        }
      }
    }
  }

  private void start(XMLStreamReader xml) throws Unreadable {
    if (++depth > DEEPEST) {
      throw new Unreadable("its elements are nested deeper than " + DEEPEST);
    }
    switch (xml.getLocalName()) {
      case "testsuite" -> suite = attribute(xml, "name");
      case "testcase" -> {
        type = attribute(xml, "classname");
        name = attribute(xml, "name");
        millis = millis(attribute(xml, "time"));
        outcome = TestCase.Outcome.PASSED;
        message = "";
      }
      case "failure" -> ended(xml, TestCase.Outcome.FAILED);
      case "error" -> ended(xml, TestCase.Outcome.ERROR);
      case "skipped" -> ended(xml, TestCase.Outcome.SKIPPED);
      default -> {
        // Properties, outputs, reruns: of no concern here.
      }
    }
  }

  private void ended(XMLStreamReader xml, TestCase.Outcome how) {
    if (name != null) {
      outcome = how;
      message = attribute(xml, "message");
    }
  }

  private void end(String element, Consumer<TestCase> found) {
    depth--;
    String ending = name;
    if (element.equals("testcase") && ending != null) {
      found.accept(
          new TestCase(
              suite == null ? "" : suite,
              type == null ? "" : type,
              ending,
              outcome,
              millis,
              message));
      name = null;
    }
  }

  private static String attribute(XMLStreamReader xml, String attribute) {
    String value = xml.getAttributeValue(null, attribute);
    return value == null ? "" : value.length() <= LONGEST ? value : value.substring(0, LONGEST);
  }

  /** Seconds as JUnit writes them, with or without commas between thousands. */
  private static long millis(String seconds) {
    String plain = seconds.replace(",", "");
    return plain.matches("\\d{1,9}(\\.\\d{1,12})?")
        ? Math.round(Double.parseDouble(plain) * 1_000)
        : 0;
  }

  /** Remembers the stream's own failure, which the parser would hide in one of its own. */
  private static final class Guarded extends InputStream {
    private final InputStream in;
    private @Nullable IOException failure;

    Guarded(InputStream in) {
      this.in = in;
    }

    void rethrow() throws IOException {
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        return in.read(into, offset, length);
      } catch (IOException broken) {
        failure = broken;
        throw broken;
      }
    }
  }
}
