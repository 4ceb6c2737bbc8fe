package dev.headgate.architecture;

import com.tngtech.archunit.lang.ArchRule;
import java.util.Locale;
import java.util.function.Function;

/** The rules. Each has a house under {@code planted}, of the same name, in which it is broken. */
@SuppressWarnings("ImmutableEnumChecker") // The functions are method references: they hold nothing.
enum HouseRule {
  PURITY(Rooms::coreIsPure, "ReadsGuava"),
  FEATURES(Rooms::featuresAreNamed, "Stray"),
  CYCLES(Rooms::featuresHaveNoCycles, "Chicken"),
  ONEWAY(Rooms::roomsSeeOneWay, "LooksUp"),
  ADAPTERS(Rooms::adaptersStandApart, "Neighbour"),
  BACKENDS(Rooms::backendsStandApart, "Sibling"),
  GUICE(Rooms::guiceIsConfined, "AsksForInjection"),
  SIGNATURES(Ports::signaturesSpeakTheCoresLanguage, "Leaky"),
  CONTRACTS(Ports::portsHaveContracts, "Uncontracted"),
  UNTESTED(Ports::implementersRunTheContract, "MemoryPromises"),
  TIME(Manners::timeIsAnArgument, "LooksAtTheClock"),
  VALUES(Manners::valuesAreRecords, "Pair"),
  NULLMARKED(Manners::packagesAreNullMarked, "Unmarked"),
  PACKAGES(Manners::packagesSayWhatTheyAreAbout, "Leftover"),
  NAMES(Manners::namesSayWhatIsSpecial, "DefaultThing");

  private final Function<House, ArchRule> rule;
  private final String culprit;

  HouseRule(Function<House, ArchRule> rule, String culprit) {
    this.rule = rule;
    this.culprit = culprit;
  }

  /** The rule for one house; nothing to check is no violation. */
  ArchRule in(House house) {
    return rule.apply(house).allowEmptyShould(true);
  }

  /** The house in which the rule is broken. */
  House planted() {
    return House.planted(name().toLowerCase(Locale.ROOT));
  }

  /** The simple name of the class that breaks it there. */
  String culprit() {
    return culprit;
  }
}
