package dev.headgate.core.credential;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.identity.Sha256;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts tokens for the store: AES-256-GCM under a key that the store never sees. The
 * installation and the times are authenticated with the token, so a record that was moved to
 * another place, or whose times were changed, does not open.
 *
 * <p>Several keys may be given while one replaces another: the first encrypts, each opens what was
 * encrypted with it, and a record names its key by four bytes of the key's digest. Thread-safe.
 */
public final class TokenSeal {
  /** How long a key is, in bytes. */
  public static final int KEY_BYTES = 32;

  private static final String VERSION = "v1";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
  private final String first;
  private final SecureRandom random = new SecureRandom();

  /**
   * A seal of these keys, the one that encrypts first.
   *
   * @throws IllegalArgumentException if there is none, or one has not {@value #KEY_BYTES} bytes
   */
  public TokenSeal(List<Secret> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("keys: [] (expected: at least one)");
    }
    for (Secret key : keys) {
      byte[] bytes = key.revealBytes();
      if (bytes.length != KEY_BYTES) {
        throw new IllegalArgumentException(
            "keys: one of %d bytes (expected: %d bytes each)".formatted(bytes.length, KEY_BYTES));
      }
      this.keys.putIfAbsent(id(bytes), new SecretKeySpec(bytes, "AES"));
    }
    first = this.keys.keySet().iterator().next();
  }

  /** A key made of a longer secret that all processes have (RFC 5869, HKDF with SHA-256). */
  public static Secret derive(Secret secret, String purpose) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec("headgate".getBytes(UTF_8), "HmacSHA256"));
      byte[] extracted = mac.doFinal(secret.revealBytes());
      mac.init(new SecretKeySpec(extracted, "HmacSHA256"));
      mac.update(purpose.getBytes(UTF_8));
      mac.update((byte) 1);
      return Secret.of(mac.doFinal());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
    }
  }

  /** A key for as long as this process lives. */
  public static Secret passing() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return Secret.of(key);
  }

  /** The token, encrypted with the first key. */
  public SealedToken seal(AccessToken token) {
    SealedToken times = new SealedToken(VERSION, token.issuedAt(), token.expiresAt());
    String text = sealed(token.value(), context(token.installation(), times, first));
    return new SealedToken(text, times.issuedAt(), times.expiresAt());
  }

  /**
   * Any short secret, encrypted with the first key.
   *
   * @param place where it will lie, such as a task's id: it opens nowhere else
   * @return printable ASCII without spaces; differs each time
   */
  public String seal(String place, Secret secret) {
    return sealed(secret, context(place, first));
  }

  /**
   * The token of this installation; empty where it was sealed with a key that is not known here,
   * belongs elsewhere, or is damaged: then it is as if there were none.
   */
  public Optional<AccessToken> open(Installation installation, SealedToken sealed) {
    return opened(sealed.text(), key -> context(installation, sealed, key))
        .map(value -> token(installation, value, sealed.issuedAt(), sealed.expiresAt()));
  }

  /** The secret that was sealed for this place; empty where a token would not open either. */
  public Optional<Secret> open(String place, String sealed) {
    return opened(sealed, key -> context(place, key)).map(TokenSeal::secret);
  }

  private String sealed(Secret secret, byte[] context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, first, nonce, context, secret.revealBytes());
    return String.join(
        ".", VERSION, first, ENCODER.encodeToString(nonce), ENCODER.encodeToString(sealed));
  }

  private Optional<byte[]> opened(String text, Function<String, byte[]> context) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4 || !parts[0].equals(VERSION) || !keys.containsKey(parts[1])) {
      return Optional.empty();
    }
    try {
      byte[] nonce = Base64.getUrlDecoder().decode(parts[2]);
      byte[] body = Base64.getUrlDecoder().decode(parts[3]);
      if (nonce.length != NONCE_BYTES || body.length <= TAG_BITS / 8) {
        return Optional.empty();
      }
      return Optional.of(
          crypt(Cipher.DECRYPT_MODE, parts[1], nonce, context.apply(parts[1]), body));
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private static Secret secret(byte[] value) {
    Secret secret = Secret.of(value);
    Arrays.fill(value, (byte) 0);
    return secret;
  }

  private static AccessToken token(
      Installation installation, byte[] value, Instant issuedAt, Instant expiresAt) {
    return new AccessToken(installation, secret(value), issuedAt, expiresAt);
  }

  private byte[] crypt(int mode, String key, byte[] nonce, byte[] context, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, keys.get(key), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(context);
      return cipher.doFinal(input);
    } catch (AEADBadTagException foreign) {
      throw new IllegalArgumentException("sealed: damaged, or another's", foreign);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has AES-GCM", impossible);
    }
  }

  private static byte[] context(Installation installation, SealedToken times, String key) {
    return String.join(
            "\n",
            "headgate access token",
            VERSION,
            key,
            installation.text(),
            Long.toString(times.issuedAt().toEpochMilli()),
            Long.toString(times.expiresAt().toEpochMilli()))
        .getBytes(UTF_8);
  }

  private static byte[] context(String place, String key) {
    return String.join("\n", "headgate secret", VERSION, key, place).getBytes(UTF_8);
  }

  private static String id(byte[] key) {
    MessageDigest digest = Sha256.digest();
    digest.update("headgate key id".getBytes(UTF_8));
    return ENCODER.encodeToString(Arrays.copyOf(digest.digest(key), 4)).replace('.', '_');
  }
}
