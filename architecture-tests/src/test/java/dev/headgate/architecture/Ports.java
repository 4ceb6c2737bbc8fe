package dev.headgate.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Ports and their contracts. A port is a public interface of the core that an adapter, or the
 * runtime that the apps share, implements. Its contract is the interface {@code <Port>Contract}
 * among the tests; a port that another port hands out is held to the contract of that one.
 */
final class Ports {
  static final Set<String> IMPLEMENTERS = Set.of("github", "storage", "k8s", "runtime");

  private Ports() {}

  static ArchRule signaturesSpeakTheCoresLanguage(House house) {
    return classes()
        .that(arePorts(house))
        .should(
            Conditions.of(
                "speak in types of the core and the JDK only",
                port -> port.getMethods().stream().allMatch(method -> isPlain(house, method))))
        .because("a port that names a driver's type can have one adapter only");
  }

  static ArchRule portsHaveContracts(House house) {
    return classes()
        .that(arePorts(house))
        .should(
            Conditions.of(
                "have a contract",
                port -> contractsOf(house, port).anyMatch(name -> isContract(house, name))))
        .because("what a port promises is written once, as tests, for all of its adapters");
  }

  static ArchRule implementersRunTheContract(House house) {
    return classes()
        .that(areImplementers(house))
        .should(
            Conditions.of(
                "run the contract of each port implemented",
                type ->
                    type.getAllRawInterfaces().stream()
                        .filter(port -> isPort(house, port))
                        .allMatch(port -> runsContract(house, type, port))))
        .because("an adapter that never ran the contract is an adapter that breaks it");
  }

  private static DescribedPredicate<JavaClass> arePorts(House house) {
    return Conditions.are("are ports", type -> isPort(house, type));
  }

  private static DescribedPredicate<JavaClass> areImplementers(House house) {
    return Conditions.are("implement ports", type -> isImplementer(house, type));
  }

  private static boolean isImplementer(House house, JavaClass type) {
    return house.isIn(IMPLEMENTERS, type)
        && !type.isInterface()
        && !type.isAnonymousClass()
        && !type.getModifiers().contains(JavaModifier.ABSTRACT);
  }

  private static boolean isPort(House house, JavaClass type) {
    return "core".equals(house.roomOf(type))
        && type.isInterface()
        && type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getAllSubclasses().stream().anyMatch(sub -> isImplementer(house, sub));
  }

  private static boolean isPlain(House house, JavaCodeUnit method) {
    Stream<JavaType> named =
        Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream());
    return Stream.concat(
            named.flatMap(type -> type.getAllInvolvedRawTypes().stream()),
            method.getExceptionTypes().stream())
        .map(JavaClass::getBaseComponentType)
        .allMatch(type ->
            type.isPrimitive()
                || type.getPackageName().startsWith("java.")
                || "core".equals(house.roomOf(type)));
  }

  /** The names of the contracts that may cover a port: its own, then those of who hands it out. */
  private static Stream<String> contractsOf(House house, JavaClass port) {
    Stream<String> givers =
        house.production().stream()
            .filter(giver -> isPort(house, giver))
            .filter(giver ->
                giver.getMethods().stream()
                    .anyMatch(method -> method.getRawReturnType().equals(port)))
            .map(JavaClass::getSimpleName);
    return Stream.concat(Stream.of(port.getSimpleName()), givers).map(name -> name + "Contract");
  }

  private static boolean isContract(House house, String name) {
    return house.tests().stream()
        .anyMatch(test -> test.isInterface() && test.getSimpleName().equals(name));
  }

  private static boolean runsContract(House house, JavaClass type, JavaClass port) {
    return contractsOf(house, port)
        .anyMatch(name -> house.tests().stream().anyMatch(test -> runs(test, name, type)));
  }

  private static boolean runs(JavaClass test, String contract, JavaClass type) {
    return !test.isInterface()
        && test.getAllRawInterfaces().stream().anyMatch(i -> i.getSimpleName().equals(contract))
        && (test.getSimpleName().startsWith(type.getSimpleName()) || uses(test, type));
  }

  private static boolean uses(JavaClass test, JavaClass type) {
    return test.getDirectDependenciesFromSelf().stream()
        .anyMatch(dependency -> dependency.getTargetClass().getName().equals(type.getName()));
  }
}
