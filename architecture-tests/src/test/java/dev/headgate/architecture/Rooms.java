package dev.headgate.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** Who may see whom. */
final class Rooms {
  private Rooms() {}

  static ArchRule coreIsPure(House house) {
    return classes()
        .that()
        .resideInAPackage(house.in("core"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "javax.crypto..", "org.jspecify.annotations..", house.in("core"))
        .because("any JVM program can embed the core without taking on a library");
  }

  static ArchRule featuresAreNamed(House house) {
    return classes()
        .that()
        .resideInAPackage(house.in("core"))
        .should(
            Conditions.of(
                "lie in a feature of the table",
                type -> House.FEATURES.contains(house.featureOf(type))))
        .because("the core is packaged by feature, and a new feature is a decision");
  }

  static ArchRule featuresHaveNoCycles(House house) {
    return slices()
        .matching(house.room("core") + ".(*)..")
        .should()
        .beFreeOfCycles()
        .because("a feature can be understood with those below it and without those above");
  }

  static ArchRule roomsSeeOneWay(House house) {
    return classes()
        .that()
        .resideInAPackage(house.root() + "..")
        .should(seeOnlyRoomsBelow(house))
        .because("dependencies run one way: apps, app-runtime, adapters, core");
  }

  static ArchRule adaptersStandApart(House house) {
    return classes()
        .that()
        .resideInAnyPackage(house.in(House.ADAPTERS))
        .should(
            notSee(
                "another adapter",
                (from, to) ->
                    house.isIn(House.ADAPTERS, to) && !house.roomOf(from).equals(house.roomOf(to))))
        .because("each adapter can be left out, replaced or added alone");
  }

  static ArchRule backendsStandApart(House house) {
    return slices()
        .matching(house.room("storage") + ".(*)..")
        .should()
        .notDependOnEachOther()
        .because("a deployment with one store carries none of the others");
  }

  static ArchRule guiceIsConfined(House house) {
    return classes()
        .that(
            Conditions.are(
                "outside the apps and not modules of an adapter",
                type -> !house.isIn(House.APPS, type) && !isModule(house, type)))
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages("com.google.inject..", "jakarta.inject..")
        .because("objects are assembled in one place and need no container to be used or tested");
  }

  private static boolean isModule(House house, JavaClass type) {
    JavaClass outermost = type;
    while (outermost.getEnclosingClass().isPresent()) {
      outermost = outermost.getEnclosingClass().orElseThrow();
    }
    return house.isIn(House.ADAPTERS, type) && outermost.getSimpleName().endsWith("Module");
  }

  private static ArchCondition<JavaClass> seeOnlyRoomsBelow(House house) {
    return notSee(
        "a room that is not below",
        (from, to) -> {
          String room = house.roomOf(from);
          String seen = house.roomOf(to);
          return !seen.isEmpty()
              && !seen.equals(room)
              && !House.ROOMS.getOrDefault(room, Set.of()).contains(seen);
        });
  }

  private static ArchCondition<JavaClass> notSee(String what, Sight forbidden) {
    return new ArchCondition<>("not see " + what) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
          JavaClass target = dependency.getTargetClass().getBaseComponentType();
          if (forbidden.is(type, target)) {
            events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
          }
        }
      }
    };
  }

  private interface Sight {
    boolean is(JavaClass from, JavaClass to);
  }
}
