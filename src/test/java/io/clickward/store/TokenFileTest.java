package io.clickward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFileTest {
  private static final String TOKEN = "cw_0123456789abcdef_" + "x".repeat(43);

  @TempDir private Path data;

  @Test
  void isItsOwnersOnlyAndNotReadWhenOthersMay() throws Exception {
    TokenFile file = TokenFile.in(data);
    file.write(TOKEN);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
        .isEqualTo("rw-------");
    assertThat(file.read()).isEqualTo(TOKEN);

    for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString(mode));
      assertThatThrownBy(file::read)
          .isInstanceOf(KeyFileException.class)
          .hasMessageContaining("chmod 600")
          .hasMessageNotContaining(TOKEN);
    }
  }
}
