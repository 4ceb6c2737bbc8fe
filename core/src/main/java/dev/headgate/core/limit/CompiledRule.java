package dev.headgate.core.limit;

import dev.headgate.core.identity.Fingerprint;
import org.jspecify.annotations.Nullable;

/** A rule with what need not be made for each request. */
record CompiledRule(LimitRule rule, Gcra gcra, Bucket everybody) {

  /** Longer subjects are told apart by their digest, so that nobody fills a store with names. */
  private static final int LONGEST_SUBJECT = 64;

  CompiledRule(LimitRule rule) {
    this(rule, Gcra.of(rule.rate()));
  }

  private CompiledRule(LimitRule rule, Gcra gcra) {
    this(rule, gcra, new Bucket(BucketKey.shared(rule.name()), gcra));
  }

  /**
   * Whether a request is held to it. A rule per third party is about requests that name one: of
   * others it is not known yet whose they are.
   */
  boolean appliesTo(LimitedRequest request) {
    return rule.matches(request)
        && (rule.key().kind() != LimitKey.Kind.THIRD_PARTY || request.thirdParty() != null);
  }

  /** The bucket that a request takes from. */
  Bucket bucket(LimitedRequest request) {
    String subject = subject(request);
    return subject.isEmpty() ? everybody : bucket(subject);
  }

  private Bucket bucket(String subject) {
    String bounded =
        subject.length() <= LONGEST_SUBJECT
            ? subject
            : "sha256:" + Fingerprint.of("subject", subject).hex();
    return new Bucket(new BucketKey(rule.name(), bounded), gcra);
  }

  /** Who does not send the field of a rule by header shares with all others who do not. */
  private String subject(LimitedRequest request) {
    return switch (rule.key().kind()) {
      case GLOBAL -> "";
      case IP -> Cidr.customer(request.ip());
      case USER -> user(request);
      case THIRD_PARTY -> orEmpty(request.thirdParty());
      case HEADER -> orEmpty(request.header(rule.key().header()));
    };
  }

  private static String user(LimitedRequest request) {
    String user = request.user();
    return user == null ? "ip:" + Cidr.customer(request.ip()) : "user:" + user;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /**
   * What one of so many processes may admit, so that all together do not exceed the limit; at least
   * one permit at a time.
   */
  Bucket share(LimitedRequest request, int processes) {
    long longest = Gcra.LONGEST.toNanos();
    long count = Math.max(1, processes);
    long interval = gcra.interval() > longest / count ? longest : gcra.interval() * count;
    long burst = Math.min(Math.max(1, gcra.burst() / count), longest / interval);
    return new Bucket(bucket(request).key(), new Gcra(interval, burst));
  }
}
