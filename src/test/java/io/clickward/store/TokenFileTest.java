package io.clickward.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.AccessDeniedException;
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

  @Test
  void whatTheDiskSaysIsToldOnceWithItsFile() throws Exception {
    Path loop = data.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    assertThatThrownBy(new TokenFile(loop)::read)
        .hasMessageMatching(loop + " cannot be read: Too many levels of symbolic links.*");
    assertThatThrownBy(() -> new TokenFile(data.resolve("missing/token")).write(TOKEN))
        .hasMessage(
            "%1$s/missing/token cannot be written: %1$s/missing/token.new: no such file or folder"
                .formatted(data));
  }

  @Test
  void aFileOfAnotherUserIsToldByItsOwnerAndPermissions() {
    assertThat(
            FileTrouble.sentence(
                data, "cannot be read", new AccessDeniedException(data.toString())))
        .isEqualTo(data + " cannot be read: this user may not; check its owner and permissions");
  }
}
