package dev.headgate.storage.postgres.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections, each with its own limits on how long to wait for answers. The driver counts
 * those in whole seconds; here they hold to the millisecond.
 */
final class Connections extends PGSimpleDataSource {

  private static final long serialVersionUID = 1L;

  private final int answerMillis;

  Connections(PostgresSettings settings, Duration answer) {
    answerMillis = Math.toIntExact(answer.toMillis());
    setURL(settings.url());
    if (settings.user() != null) {
      setUser(settings.user());
    }
    if (settings.password() != null) {
      setPassword(settings.password().reveal());
    }
    setConnectTimeout(seconds(settings.connectTimeout()));
    // Bounds the exchange that opens a connection; the exact limit holds from then on.
    setSocketTimeout(seconds(settings.connectTimeout()));
    setTcpKeepAlive(true);
    setApplicationName("headgate");
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    connection.setNetworkTimeout(Runnable::run, answerMillis);
    return connection;
  }

  private static int seconds(Duration duration) {
    return Math.toIntExact(duration.plusMillis(999).toSeconds());
  }
}
