package dev.headgate.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HouseRulesTest {
  private static final House HEADGATE = House.headgate();

  @ParameterizedTest
  @EnumSource
  void holds(HouseRule rule) {
    rule.in(HEADGATE).check(HEADGATE.production());
  }

  @ParameterizedTest
  @EnumSource
  void bites(HouseRule rule) {
    House planted = rule.planted();

    assertThat(rule.in(planted).evaluate(planted.production()).getFailureReport().getDetails())
        .isNotEmpty()
        .allSatisfy(violation -> assertThat(violation).contains(rule.culprit()));
  }

  @ParameterizedTest
  @EnumSource
  void saysWhy(HouseRule rule) {
    assertThat(rule.in(HEADGATE).getDescription()).contains(", because ");
  }

  @Test
  void everyRoomOfTheTableExistsAndNoOther() {
    assertThat(parts(HEADGATE::roomOf)).isEqualTo(House.ROOMS.keySet());
    assertThat(House.ROOMS.keySet()).containsAll(House.ADAPTERS).containsAll(House.APPS);
    assertThat(House.ROOMS.keySet()).containsAll(Ports.IMPLEMENTERS);
    assertThat(House.ROOMS.values())
        .allSatisfy(seen -> assertThat(House.ROOMS.keySet()).containsAll(seen));
  }

  @Test
  void everyFeatureOfTheTableExistsAndNoOther() {
    assertThat(parts(HEADGATE::featureOf)).isEqualTo(House.FEATURES);
  }

  private static Set<String> parts(Function<JavaClass, String> part) {
    return HEADGATE.production().stream()
        .map(part)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
