package dev.headgate.storage.postgres.connection;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Closes a connection that leads to a server which only reads: after a failover the old primary may
 * come back as a standby, and its connections live on.
 */
final class EvictStandby implements SQLExceptionOverride {

  private static final String READ_ONLY = "25006";

  @java.lang.Override
  public Override adjudicate(SQLException exception) {
    return READ_ONLY.equals(exception.getSQLState())
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
