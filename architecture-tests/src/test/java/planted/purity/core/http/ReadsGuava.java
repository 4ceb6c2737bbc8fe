package planted.purity.core.http;

import com.google.common.collect.ImmutableList;

final class ReadsGuava {
  ImmutableList<String> names() {
    return ImmutableList.of();
  }
}
