package planted.untested.core.http;

public interface PromisesContract {
  Promises subject();
}
