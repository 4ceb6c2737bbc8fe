package planted.signatures.core.http;

import java.util.List;

public interface Tight {
  List<String> names();
}
