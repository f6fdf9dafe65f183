package io.clickward.onboarding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickward.store.Database;
import io.clickward.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
  @TempDir Path data;
  private final TestClock clock = TestClock.at("2026-11-21T09:00:00Z");
  private Database books;
  private Access access;

  @BeforeEach
  void open() {
    books = database();
    access = new Access(books, "default", clock, new SecureRandom());
  }

  Database database() {
    return Database.in(data);
  }

  @AfterEach
  void close() {
    books.close();
  }

  private Caller admin() {
    return access.authenticate(access.recover().text()).orElseThrow();
  }

  @Test
  void theFirstTokenIsMadeOnceAndLooksAfterTheInstallation() {
    Access.Issued first = access.begin().orElseThrow();

    assertThat(access.begin()).isEmpty();
    assertThat(access.authenticate(first.text()))
        .contains(new Caller("default", Role.ADMIN, first.token().id(), true));
    assertThat(first.text()).matches("cw_[0-9a-f]{16}_[A-Za-z0-9_-]{43}");
    assertThat(first.toString()).doesNotContain(first.text());
  }

  @Test
  void noTokenIsOnDiskOnlyItsHash() throws Exception {
    Access.Issued issued = access.recover();
    String text = issued.text();
    String secret = text.substring(text.lastIndexOf('_', text.length() - 43) + 1);
    books.close();

    assertThat(stored()).contains(issued.token().hash()).doesNotContain(secret);
  }

  /** Everything that is kept. */
  String stored() throws Exception {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
    return all.toString();
  }

  @Test
  void tokensThatHaveExpiredMakeRoomForOthers() {
    access.createAccount("acme");
    Caller admin = admin();
    Instant end = clock.instant().plusSeconds(60);
    books.write(
        book -> {
          for (int i = 0; i < 1000; i++) {
            Optional<Instant> expiresAt = i == 0 ? Optional.empty() : Optional.of(end);
            book.add(new Token("t" + i, "acme", Role.READ, "", "h", clock.instant(), expiresAt));
          }
          return book;
        });
    assertThatThrownBy(() -> access.createToken(admin, "acme", Role.READ, "", Optional.empty()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("it has 1000 tokens");
    clock.advance(Duration.ofSeconds(60));

    Token made = access.createToken(admin, "acme", Role.READ, "", Optional.empty()).token();

    assertThat(access.tokens(admin, "acme")).extracting(Token::id).containsOnly("t0", made.id());
  }

  @Test
  void aChangedTokenIsNobodys() {
    String text = access.recover().text();

    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'a' ? 'b' : 'a';
      assertThat(access.authenticate(text.substring(0, i) + other + text.substring(i + 1)))
          .isEmpty();
    }
    assertThat(access.authenticate("")).isEmpty();
    assertThat(access.authenticate(text + "a")).isEmpty();
  }

  @Test
  void anExpiredOrRevokedTokenIsNobodys() {
    access.createAccount("acme");
    Access.Issued expiring =
        access.createToken(
            admin(), "acme", Role.READ, "", Optional.of(clock.instant().plusSeconds(60)));
    Access.Issued lasting = access.createToken(admin(), "acme", Role.READ, "", Optional.empty());
    assertThat(access.authenticate(expiring.text())).isPresent();
    clock.advance(Duration.ofSeconds(60));
    assertThat(access.authenticate(expiring.text())).isEmpty();

    access.revokeToken(admin(), "acme", lasting.token().id());

    assertThat(access.authenticate(lasting.text())).isEmpty();
  }

  @Test
  void onlyTheInstallationsAdminReachesOtherAccounts() {
    access.createAccount("acme");
    access.createAccount("rival");
    Access.Issued acme = access.createToken(admin(), "acme", Role.ADMIN, "", Optional.empty());
    Caller caller = access.authenticate(acme.text()).orElseThrow();

    assertThat(caller.installs()).isFalse();
    assertThat(access.tokens(caller, "acme")).hasSize(1);
    RefusedException foreign = refusal(caller, "rival");
    RefusedException absent = refusal(caller, "nobody");
    assertThat(foreign.kind()).isEqualTo(absent.kind());
    assertThat(foreign.findings().toString().replace("rival", "nobody"))
        .isEqualTo(absent.findings().toString());
    assertThatThrownBy(() -> access.revokeToken(caller, "rival", acme.token().id()))
        .isInstanceOf(RefusedException.class);
  }

  private RefusedException refusal(Caller caller, String account) {
    try {
      access.createToken(caller, account, Role.READ, "", Optional.empty());
      throw new AssertionError("not refused");
    } catch (RefusedException e) {
      return e;
    }
  }

  @Test
  void accountNamesHaveAForm() {
    for (String name : new String[] {"", "A", "-a", "a b", "a/b", "a".repeat(64), "a\n"}) {
      assertThatThrownBy(() -> access.createAccount(name)).isInstanceOf(RefusedException.class);
    }
    assertThat(access.createAccount("acme")).isTrue();
    assertThat(access.createAccount("acme")).isFalse();
  }
}
