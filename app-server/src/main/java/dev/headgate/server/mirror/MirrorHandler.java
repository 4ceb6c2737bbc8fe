package dev.headgate.server.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.credential.LentRequests;
import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.ApiRequest;
import dev.headgate.core.gateway.Gateway;
import dev.headgate.core.identity.Caller;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.protection.BodyMemory;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.pipeline.Exchange;
import dev.headgate.server.pipeline.Responses;
import dev.headgate.server.protection.Bandwidth;
import dev.headgate.server.protection.Entrance;
import java.io.IOException;
import java.time.InstantSource;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * GitHub's API. What can be answered at once is answered on the thread that read the request, which
 * spares two wake-ups; everything else goes to a virtual thread of its own.
 */
public final class MirrorHandler extends Handler.Abstract.NonBlocking {
  private static final Logger LOG = LoggerFactory.getLogger(MirrorHandler.class);

  private static final String BROKEN_BODY =
      "The request's body does not follow HTTP (RFC 9112 §6), or did not come to its end in time";

  private final Gateway gateway;
  private final LentRequests lent;
  private final Intake intake;
  private final Admission admission;
  private final AnswerWriter writer;
  private final AuditLog audit;
  private final InstantSource clock;
  private final Entrance entrance;
  private final Deferral deferral;
  private final Departures departures = new Departures();

  /** A mirror of what the gateway answers; {@code entrance} leads to what may block. */
  public MirrorHandler(
      Gateway gateway,
      LentRequests lent,
      MirrorSettings settings,
      Gatekeeper gate,
      EndpointPriority priorities,
      AuditLog audit,
      InstantSource clock,
      Entrance entrance,
      BodyMemory memory,
      Bandwidth bandwidth,
      Deferral deferral) {
    this.gateway = gateway;
    this.lent = lent;
    Links links = new Links(settings.apiUrl(), settings.mirrorUrl());
    this.intake = new Intake(gate, priorities, settings.longestWait(), links, memory);
    this.admission = new Admission(settings.users(), gateway, clock);
    this.writer = new AnswerWriter(links, memory, bandwidth);
    this.audit = audit;
    this.clock = clock;
    this.entrance = entrance;
    this.deferral = deferral;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    departures.watch(getServer().getScheduler());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = (Exchange) request;
    switch (intake.take(exchange)) {
      case Incoming.Rejected rejected -> {
        if (rejected.status() != 400) {
          denied(exchange, Integer.toString(rejected.status()), rejected.message());
        }
        if (rejected.status() == 429) {
          response.getHeaders().put("Retry-After", rejected.retryAfter());
        }
        AnswerWriter.error(exchange, response, callback, rejected.status(), rejected.message());
      }
      case Incoming.Accepted accepted -> accepted(accepted, exchange, response, callback);
    }
    return true;
  }

  private void accepted(
      Incoming.Accepted accepted, Exchange exchange, Response response, Callback callback) {
    ApiRequest request = accepted.request();
    boolean trusted = accepted.keyHolder() != null || !admission.required();
    Admission.@Nullable Verdict verdict = trusted ? null : admission.known(request);
    if (!trusted && verdict == null) {
      later(
          request,
          exchange,
          response,
          callback,
          () -> {
            Admission.Verdict asked = waiting(exchange, () -> admission.ask(request));
            admitted(asked, request, exchange, response, callback);
          });
      return;
    }
    if (verdict != null && verdict.login() == null) {
      refuse(verdict, exchange, response, callback);
      return;
    }
    ApiRequest named = verdict == null ? request : named(request, verdict, exchange);
    boolean own = accepted.lent() && trusted;
    if (Intake.defers(exchange)) {
      later(
          request, exchange, response, callback, () -> defer(named, exchange, response, callback));
      return;
    }
    @Nullable ApiAnswer immediate = own ? lent.immediate(named) : gateway.immediate(named);
    if (immediate != null && AnswerWriter.instant(immediate)) {
      writer.write(immediate, exchange, response, callback);
    } else {
      later(
          request,
          exchange,
          response,
          callback,
          () -> answer(named, own, exchange, response, callback));
    }
  }

  private void admitted(
      Admission.Verdict verdict,
      ApiRequest request,
      Exchange exchange,
      Response response,
      Callback callback)
      throws InterruptedException {
    if (verdict.login() == null) {
      refuse(verdict, exchange, response, callback);
    } else if (Intake.defers(exchange)) {
      defer(named(request, verdict, exchange), exchange, response, callback);
    } else {
      answer(named(request, verdict, exchange), false, exchange, response, callback);
    }
  }

  private void answer(
      ApiRequest request, boolean own, Exchange exchange, Response response, Callback callback)
      throws InterruptedException {
    ApiAnswer answer =
        request.body() == null
            ? waiting(exchange, () -> answer(request, own))
            : answer(request, own);
    if (request.body() instanceof ClientBody body && body.fault() != 0) {
      // What is left of the body is not the beginning of another request.
      response.getHeaders().put("Connection", "close");
      AnswerWriter.error(exchange, response, callback, body.fault(), BROKEN_BODY);
      return;
    }
    writer.write(answer, exchange, response, callback);
  }

  /** The client fetches its answer later (RFC 7240 §4.1). */
  private void defer(ApiRequest request, Exchange exchange, Response response, Callback callback) {
    Deferral.Outcome outcome;
    try {
      outcome = deferral.defer(request, exchange);
    } catch (IOException broken) {
      callback.failed(broken);
      return;
    }
    switch (outcome) {
      case Deferral.Outcome.Accepted accepted -> {
        response.getHeaders().put("Location", accepted.location());
        response.getHeaders().put("Preference-Applied", "respond-async");
        Responses.send(
            exchange, response, callback, 202, "application/json", accepted.task().getBytes(UTF_8));
      }
      case Deferral.Outcome.Refused refused -> {
        if (refused.retryAfter() > 0) {
          response.getHeaders().put("Retry-After", refused.retryAfter());
        }
        AnswerWriter.error(exchange, response, callback, refused.status(), refused.message());
      }
    }
  }

  /** A request that brings a credential never meets the gateway's own. */
  private ApiAnswer answer(ApiRequest request, boolean own) throws InterruptedException {
    return own ? lent.answer(request) : gateway.answer(request);
  }

  /** Does what the client has to wait for, as long as it waits. */
  private <T> T waiting(Exchange exchange, Question<T> question) throws InterruptedException {
    try (Departures.Waiting _ = departures.waits(exchange)) {
      return question.ask();
    }
  }

  private static ApiRequest named(
      ApiRequest request, Admission.Verdict verdict, Exchange exchange) {
    String login = verdict.login();
    if (login == null) {
      return request;
    }
    exchange.caller(login);
    return request.by(request.caller().named(login));
  }

  private void refuse(
      Admission.Verdict verdict, Exchange exchange, Response response, Callback callback) {
    denied(exchange, Integer.toString(verdict.status()), verdict.message());
    if (verdict.status() == 503) {
      response.getHeaders().put("Retry-After", "5");
    }
    AnswerWriter.error(exchange, response, callback, verdict.status(), verdict.message());
  }

  private void denied(Exchange exchange, String outcome, String reason) {
    boolean unknown = exchange.caller().equals(Caller.ANONYMOUS.name());
    audit.append(
        new AuditEvent(
            clock.instant(),
            unknown ? exchange.clientAddress() : exchange.caller(),
            "access.denied",
            exchange.getMethod() + " " + exchange.path(),
            outcome + ": " + reason,
            exchange.requestId()));
  }

  private void later(
      ApiRequest request, Exchange exchange, Response response, Callback callback, Work work) {
    Priority priority = request.priority();
    if (!entrance.enter(priority, () -> run(work, exchange, response, callback))) {
      response.getHeaders().put("Retry-After", Entrance.retryAfter(priority));
      AnswerWriter.error(exchange, response, callback, 503, Entrance.message(priority));
    }
  }

  private static void run(Work work, Exchange exchange, Response response, Callback callback) {
    try {
      work.run();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      Response.writeError(exchange, response, callback, 503);
    } catch (RuntimeException | Error bug) {
      LOG.error("request {} failed", exchange.requestId(), bug);
      Response.writeError(exchange, response, callback, 500);
    }
  }

  private interface Question<T> {
    T ask() throws InterruptedException;
  }

  private interface Work {
    void run() throws InterruptedException;
  }
}
