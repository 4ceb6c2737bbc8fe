package dev.headgate.github.client;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RedirectsTest {
  private static final String HERE = "https://api.github.com/repos/o/r";
  private final Redirects redirects = new Redirects(true, true);

  @Test
  void theCredentialStaysWithItsHost() {
    assertThat(authorization(redirects.next(get(), to(301, "/repositories/1")))).isEqualTo("mine");
    assertThat(authorization(redirects.next(get(), to(302, "https://blob.example/signed"))))
        .isNull();
    assertThat(authorization(redirects.next(get(), to(302, "http://api.github.com/repos/o/r"))))
        .isNull();
    assertThat(authorization(redirects.next(get(), to(302, "https://api.github.com:8443/x"))))
        .isNull();
  }

  @Test
  void aWriteStaysOneBy307And308Only() {
    Request post =
        get().newBuilder().post(RequestBody.create("{}", MediaType.get("text/plain"))).build();

    for (int status : new int[] {307, 308}) {
      Request next = requireNonNull(redirects.next(post, to(status, "/elsewhere")));
      assertThat(next.method()).isEqualTo("POST");
      assertThat(next.body()).isSameAs(post.body());
    }
    for (int status : new int[] {301, 302, 303}) {
      Request next = requireNonNull(redirects.next(post, to(status, "/elsewhere")));
      assertThat(next.method()).isEqualTo("GET");
      assertThat(next.body()).isNull();
    }
  }

  @Test
  void endsWhereThereIsNothingToFollow() {
    assertThat(redirects.next(get(), to(200, "/elsewhere"))).isNull();
    assertThat(redirects.next(get(), to(304, "/elsewhere"))).isNull();
    assertThat(redirects.next(get(), to(302, "mailto:me@github.example"))).isNull();
    assertThat(new Redirects(false, true).next(get(), to(302, "/elsewhere"))).isNull();
    assertThat(new Redirects(true, false).next(get(), to(302, "http://api.github.com/x"))).isNull();
  }

  @Test
  void endsAfterTwenty() {
    int followed = 0;
    while (redirects.next(get(), to(302, "/round")) != null) {
      followed++;
    }
    assertThat(followed).isEqualTo(20);
  }

  private static Request get() {
    return new Request.Builder().url(HERE).header("Authorization", "mine").build();
  }

  private static Response to(int status, String location) {
    return new Response.Builder()
        .request(get())
        .protocol(Protocol.HTTP_1_1)
        .code(status)
        .message("")
        .header("Location", location)
        .build();
  }

  private static @Nullable String authorization(@Nullable Request request) {
    return requireNonNull(request).header("Authorization");
  }
}
