package dev.headgate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.Source;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an embedder of the core takes on, read from the very bytes and poms he gets. */
class CorePurityTest {
  private static final int JAVA_17 = 61;
  private static final Pattern FOR_OTHERS =
      Pattern.compile("guice|jetty|redisson|postgresql|HikariCP|flyway|jdbi|kohsuke");
  private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L([^;<]+)");
  private static final Pattern ALLOWED =
      Pattern.compile("(java|javax/crypto|org/jspecify/annotations|dev/headgate/core)/.+");

  @Test
  void runsOnJava17() {
    assertThat(coreClasses())
        .isNotEmpty()
        .allSatisfy(type -> assertThat(type.majorVersion()).as(name(type)).isEqualTo(JAVA_17));
  }

  @Test
  void whatIsEmbeddedWithItDoesToo() {
    assertThat(classes(Set.of("github", "storage", "embedded")))
        .isNotEmpty()
        .allSatisfy(type -> assertThat(type.majorVersion()).as(name(type)).isEqualTo(JAVA_17));
  }

  @Test
  void whatIsEmbeddedWithItBringsNeitherContainerNorServerNorDriver() {
    assertThat(Set.of("adapters-github", "adapters-storage", "embedded"))
        .allSatisfy(module ->
            assertThat(Pom.of(module).shippedDependencies())
                .isNotEmpty()
                .noneMatch(library -> FOR_OTHERS.matcher(library).find()));
  }

  @Test
  void refersToTheJdkJSpecifyAndItselfOnly() {
    assertThat(coreClasses())
        .isNotEmpty()
        .allSatisfy(type -> assertThat(references(type)).as(name(type)).allMatch(this::isAllowed));
  }

  @Test
  void bringsNoLibraryButJSpecify() {
    assertThat(Pom.of("core").shippedDependencies()).containsExactly("org.jspecify:jspecify");
  }

  @Test
  void wouldNoticeALibrary() {
    assertThat(references(parse(HouseRule.PURITY.planted().production().stream().toList().get(0))))
        .contains("com/google/common/collect/ImmutableList");
    assertThat(Pom.of("adapters-storage").shippedDependencies())
        .contains("com.github.ben-manes.caffeine:caffeine")
        .doesNotContain("org.awaitility:awaitility");
  }

  private boolean isAllowed(String internalName) {
    return ALLOWED.matcher(internalName).matches();
  }

  private static List<ClassModel> coreClasses() {
    return classes(Set.of("core"));
  }

  private static List<ClassModel> classes(Set<String> rooms) {
    House headgate = House.headgate();
    return headgate.production().stream()
        .filter(type -> headgate.isIn(rooms, type))
        .map(CorePurityTest::parse)
        .toList();
  }

  private static ClassModel parse(JavaClass type) {
    Source source = type.getSource().orElseThrow();
    try (InputStream bytes = source.getUri().toURL().openStream()) {
      return ClassFile.of().parse(bytes.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(type.getName(), e);
    }
  }

  private static String name(ClassModel type) {
    return type.thisClass().asInternalName();
  }

  /** Every type that a class file names: in its constant pool, its fields and its methods. */
  private static Set<String> references(ClassModel type) {
    Set<String> names = new TreeSet<>();
    for (PoolEntry entry : type.constantPool()) {
      switch (entry) {
        case ClassEntry named -> addTypes(names, descriptor(named.asInternalName()));
        case NameAndTypeEntry member -> addTypes(names, member.type().stringValue());
        default -> {} // The other entries name no type.
      }
    }
    Stream.concat(
            type.fields().stream().map(field -> field.fieldType().stringValue()),
            type.methods().stream().map(method -> method.methodType().stringValue()))
        .forEach(descriptor -> addTypes(names, descriptor));
    return names;
  }

  private static String descriptor(String internalName) {
    return internalName.startsWith("[") ? internalName : "L" + internalName + ";";
  }

  private static void addTypes(Set<String> names, String descriptor) {
    Matcher types = TYPE_IN_DESCRIPTOR.matcher(descriptor);
    while (types.find()) {
      names.add(types.group(1));
    }
  }
}
