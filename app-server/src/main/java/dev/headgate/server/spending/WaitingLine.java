package dev.headgate.server.spending;

import java.util.List;
import java.util.Map;

/** Requests that wait for their turn at GitHub; bound into a set, and shown with the quotas. */
public interface WaitingLine {
  /**
   * Those who wait, the next first, each as its members make it in JSON.
   *
   * @param most how many are shown
   */
  List<Map<String, Object>> waiting(int most);
}
