package planted.contracts.core.http;

public interface Contracted {
  Part part();
}
