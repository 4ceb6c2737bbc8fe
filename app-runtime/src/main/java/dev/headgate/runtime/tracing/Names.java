package dev.headgate.runtime.tracing;

import io.opentelemetry.api.common.AttributeKey;

/** The names of what spans tell: OpenTelemetry's where it has one, else under {@code headgate.}. */
final class Names {
  static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
  static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
  static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
  static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  static final AttributeKey<String> DESTINATION =
      AttributeKey.stringKey("messaging.destination.name");
  static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
  static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("messaging.message.id");
  static final AttributeKey<Long> MESSAGES = AttributeKey.longKey("messaging.batch.message_count");

  static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("headgate.request_id");
  static final AttributeKey<String> CALLER = AttributeKey.stringKey("headgate.caller");
  static final AttributeKey<String> CACHE = AttributeKey.stringKey("headgate.cache");
  static final AttributeKey<Boolean> CONDITIONAL = AttributeKey.booleanKey("headgate.conditional");
  static final AttributeKey<String> GITHUB_ID = AttributeKey.stringKey("github.request_id");
  static final AttributeKey<String> PRIORITY = AttributeKey.stringKey("headgate.task.priority");
  static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("headgate.task.attempt");
  static final AttributeKey<Long> WAITED = AttributeKey.longKey("headgate.task.waited_ms");
  static final AttributeKey<String> ENDING = AttributeKey.stringKey("headgate.task.ending");

  private Names() {}
}
