package dev.headgate.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;

/** Conditions on one class, written as a predicate and the words for it. */
final class Conditions {
  private Conditions() {}

  static DescribedPredicate<JavaClass> are(String words, Predicate<JavaClass> predicate) {
    return DescribedPredicate.describe(words, predicate);
  }

  static ArchCondition<JavaClass> of(String words, Predicate<JavaClass> predicate) {
    return new ArchCondition<>(words) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        if (!predicate.test(type)) {
          events.add(
              SimpleConditionEvent.violated(
                  type, type.getName() + " should " + words + " " + type.getSourceCodeLocation()));
        }
      }
    };
  }
}
