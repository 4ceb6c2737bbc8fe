package planted.signatures.core.http;

import com.google.common.collect.ImmutableList;

public interface Leaky {
  ImmutableList<String> names();
}
