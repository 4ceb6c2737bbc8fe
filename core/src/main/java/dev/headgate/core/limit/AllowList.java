package dev.headgate.core.limit;

import java.util.List;
import java.util.Set;

/**
 * Who is never limited.
 *
 * @param blocks blocks of client addresses
 * @param names callers, as they are authenticated
 */
public record AllowList(List<Cidr> blocks, Set<String> names) {
  /** Everybody is limited. */
  public static final AllowList NOBODY = new AllowList(List.of(), Set.of());

  public AllowList {
    blocks = List.copyOf(blocks);
    names = Set.copyOf(names);
  }

  /** Whether this request is not limited. */
  public boolean contains(LimitedRequest request) {
    if (!names.isEmpty()) {
      String user = request.user();
      if (user != null && names.contains(user)) {
        return true;
      }
    }
    if (!blocks.isEmpty()) {
      String ip = request.ip();
      for (Cidr block : blocks) {
        if (block.contains(ip)) {
          return true;
        }
      }
    }
    return false;
  }
}
