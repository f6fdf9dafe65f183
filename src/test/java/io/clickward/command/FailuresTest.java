package io.clickward.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clickward.config.ConfigReader;
import io.clickward.installation.Installation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresTest {
  @TempDir private Path folder;

  @Test
  void aFileWhereTheDataFolderShouldBeGetsASentence() throws Exception {
    Path data = Files.writeString(folder.resolve("data"), "a file");
    Path config = Files.writeString(folder.resolve("clickward.yaml"), "data: " + data);
    IOException failure =
        catchThrowableOfType(
            IOException.class, () -> Installation.of(ConfigReader.read(config, Map.of())));
    StringWriter said = new StringWriter();
    assertThat(Failures.tell(failure, new PrintWriter(said))).isEqualTo(Program.REFUSED);
    assertThat(said.toString())
        .startsWith("clickward: " + data + ": is there and is no folder; expected a folder")
        .doesNotContain("Exception");
  }

  @Test
  void aPortWithoutTlsIsNamedWhenItIsAskedOverTls() throws Exception {
    try (ServerSocket port = new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread answering = Thread.ofVirtual().start(() -> answerPlainly(port));
      URI url = URI.create("https://127.0.0.1:" + port.getLocalPort());
      assertThatThrownBy(() -> new AdminClient(url, "token").get("/domains"))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(url + " cannot be asked over TLS: ")
          .hasMessageContaining("http:// in --url");
      answering.join();
    }
  }

  private static void answerPlainly(ServerSocket port) {
    try (Socket client = port.accept()) {
      client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
