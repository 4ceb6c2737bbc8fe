package dev.headgate.storage.redis.breaker;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.BreakerReport;
import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.BreakerView;
import dev.headgate.core.breaker.Force;
import dev.headgate.core.breaker.SharedCircuit;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisReply;
import dev.headgate.storage.redis.connection.RedisScript;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A board that all processes of one Redis share; the server's clock decides.
 *
 * <p>An exchange is one script and so happens at one moment over all its services, whose keys lie
 * in one slot. It reads the votes of all processes: some microseconds on the server per hundred of
 * them. Redis that loses its content loses circuits, votes and operators' decisions; the votes come
 * back with the processes' next exchange.
 *
 * <p>Thread-safe.
 */
public final class RedisBreakerBoard implements BreakerBoard {
  private static final RedisScript EXCHANGE =
      RedisScript.load(RedisBreakerBoard.class, "exchange.lua");
  private static final RedisScript FORCE = RedisScript.load(RedisBreakerBoard.class, "force.lua");
  private static final int ANSWERS = 13;

  private final RedisConnection connection;

  /** The board of this Redis. */
  public RedisBreakerBoard(RedisConnection connection) {
    this.connection = connection;
  }

  @Override
  public List<BreakerView> exchange(
      String process, List<BreakerReport> reports, Duration ttl, Instant now) {
    if (reports.isEmpty()) {
      return List.of();
    }
    List<String> keys = new ArrayList<>(List.of(key("circuits"), key("forced")));
    List<Object> arguments = new ArrayList<>(List.of(process, ttl.toMillis()));
    for (BreakerReport report : reports) {
      keys.add(key("votes:" + report.service()));
      write(report, arguments);
    }
    RedisReply reply = EXCHANGE.run(connection, keys, arguments.toArray());
    return IntStream.range(0, reports.size())
        .mapToObj(i -> view(reports.get(i).service(), reply, i * ANSWERS))
        .toList();
  }

  @Override
  public void force(String service, Force force, Instant now) {
    FORCE.run(connection, List.of(key("forced")), service, force.code());
  }

  /** One hash tag keeps what one exchange touches in one slot. */
  private String key(String name) {
    return connection.key("{breakers}:" + name);
  }

  private static void write(BreakerReport report, List<Object> arguments) {
    SharedCircuit change = report.change();
    SharedCircuit circuit = change == null ? SharedCircuit.INITIAL : change;
    arguments.addAll(
        List.of(
            report.service(),
            report.version(),
            report.vote().code(),
            change == null ? 0 : 1,
            circuit.state().code(),
            circuit.openings(),
            circuit.openFor().toMillis(),
            circuit.left().toMillis(),
            circuit.told() ? 1 : 0,
            circuit.probes(),
            circuit.successes(),
            report.wanted(),
            report.succeeded()));
  }

  private static BreakerView view(String service, RedisReply reply, int at) {
    SharedCircuit circuit =
        new SharedCircuit(
            reply.number(at),
            State.of(number(reply, at + 1)),
            number(reply, at + 2),
            Duration.ofMillis(reply.number(at + 3)),
            Duration.ofMillis(reply.number(at + 4)),
            reply.number(at + 5) == 1,
            number(reply, at + 6),
            number(reply, at + 7));
    return new BreakerView(
        service,
        circuit,
        Force.of(number(reply, at + 8)),
        number(reply, at + 9),
        number(reply, at + 10),
        number(reply, at + 11),
        number(reply, at + 12));
  }

  private static int number(RedisReply reply, int index) {
    return Math.toIntExact(reply.number(index));
  }
}
