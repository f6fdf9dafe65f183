package io.clickward.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyringTest {
  private static final Keyring RING = Links.KEYRING;

  @Test
  void sealsWithTheLastKeyWhoseTimeHasCome() {
    assertThat(RING.sealing(Links.NOW).number()).isEqualTo(1);
    assertThat(RING.sealing(Links.SECOND_SEALS_FROM.minusMillis(1)).number()).isEqualTo(1);
    assertThat(RING.sealing(Links.SECOND_SEALS_FROM).number()).isEqualTo(2);
  }

  @Test
  void sealsWithTheFirstKeyWhereTheClockIsBehind() {
    assertThat(RING.sealing(Instant.EPOCH).number()).isEqualTo(1);
  }

  @Test
  void refusesAnEmptyRingAndOneNumberTwice() {
    Secret secret = RING.installation();
    assertThatThrownBy(() -> new Keyring(secret, List.of())).hasMessageContaining("no key");
    LinkKey key = RING.keys().getFirst();
    assertThatThrownBy(() -> new Keyring(secret, List.of(key, key)))
        .hasMessageContaining("one number");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 256})
  void refusesANumberThatIsNoOctet(int number) {
    assertThatThrownBy(() -> new LinkKey(number, Links.secret(1), Links.NOW))
        .hasMessageContaining("expected 1 to 255");
  }

  @Test
  void aPseudonymIsTheSameInAnyCaseAndAfterEveryRotation() {
    Keyring rotated = new Keyring(RING.installation(), List.of(RING.keys().getLast()));
    assertThat(rotated.pseudonyms("acme").of(" Ada@Example.COM\t")).isEqualTo(Links.PSEUDONYM);
  }

  @Test
  void aPseudonymIsAnotherForEachAccountAddressAndInstallation() {
    Keyring other = new Keyring(Links.secret(7), RING.keys());
    assertThat(RING.pseudonyms("other").of("ada@example.com")).isNotEqualTo(Links.PSEUDONYM);
    assertThat(RING.pseudonyms("acme").of("bob@example.com")).isNotEqualTo(Links.PSEUDONYM);
    assertThat(other.pseudonyms("acme").of("ada@example.com")).isNotEqualTo(Links.PSEUDONYM);
  }

  @Test
  void aSecretIsReadAsItWasWrittenAndNeverShown() {
    Secret secret = Secret.random(new SecureRandom());
    assertThat(Secret.parse(secret.base64())).isEqualTo(secret);
    assertThat(RING.toString()).doesNotContain(RING.installation().base64());
    assertThatThrownBy(() -> Secret.parse("short-and-private"))
        .hasMessageContaining("43 characters")
        .hasMessageNotContaining("private");
  }
}
