package io.clickward;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.command.Program;
import io.clickward.testing.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./clickward}, in a clone that was built by somebody else. */
class LauncherIT {
  /** The JVM then ends with an error when it cannot use the cache, instead of starting slowly. */
  private static final String CACHE_OR_NOTHING = "-XX:AOTMode=on";

  /** Where libraries that come without being unpacked would be unpacked to. */
  private static final String NOWHERE =
      "-Dio.netty.native.workdir=/nonexistent -Dorg.sqlite.tmpdir=/nonexistent";

  @TempDir private Path home;
  private Path jar;

  @BeforeEach
  void cloneAndBuild() throws IOException {
    Files.createDirectories(home.resolve("src/main"));
    for (String file : List.of("clickward", "pom.xml", "dist/jdk.sh", "dist/java.options")) {
      copy(file);
    }
    try (Stream<Path> libraries = Files.list(Path.of("target/lib"))) {
      for (Path library : libraries.toList()) {
        copy(library.toString());
      }
    }
    jar = copy("target/clickward.jar");
  }

  private Path copy(String file) throws IOException {
    Path copy = home.resolve(file);
    Files.createDirectories(copy.getParent());
    return Files.copy(Path.of(file), copy);
  }

  private Finished clickward(String javaOptions, String... arguments) throws Exception {
    List<String> command =
        Stream.concat(Stream.of(home.resolve("clickward").toString()), Stream.of(arguments))
            .toList();
    return Finished.of(
        command,
        Map.of("JAVA_HOME", System.getProperty("java.home"), "CLICKWARD_JAVA_OPTS", javaOptions));
  }

  @Test
  void startsFastAfterABuildThatWasNotItsOwnAndAfterANewOption() throws Exception {
    assertThat(clickward("", "--version").orThrow().err()).isEmpty();
    clickward(CACHE_OR_NOTHING, "--version").orThrow();

    Files.setLastModifiedTime(jar, FileTime.from(Instant.now())); // built again
    clickward(CACHE_OR_NOTHING, "--version").orThrow();

    Path options = home.resolve("dist/java.options");
    Files.writeString(options, "-XX:+UseCompactObjectHeaders", StandardOpenOption.APPEND);
    clickward(CACHE_OR_NOTHING, "--version").orThrow();
  }

  /** In the folder that the caller stands in are the caller's own files. */
  @Test
  void touchesNoFileOfTheCallersWhereNothingCanBeUnpacked() throws Exception {
    Path own = Files.createDirectories(home.resolve("work/org/example"));
    Files.createDirectories(home.resolve("work/META-INF"));
    String script = Files.readString(home.resolve("clickward"));
    Files.writeString(
        home.resolve("clickward"), script.replace("mkdir -p \"$native\"", "mkdir /proc/$$/no"));

    Finished started =
        Finished.of(
            List.of(
                "sh",
                "-c",
                "cd \"$0\" && exec ../clickward --version",
                home.resolve("work").toString()),
            Map.of("JAVA_HOME", System.getProperty("java.home")));

    assertThat(started.orThrow().err()).contains("native libraries could not be unpacked");
    assertThat(own).isDirectory();
    assertThat(home.resolve("work")).isDirectoryNotContaining("glob:**.so");
    assertThat(home.resolve("work/META-INF")).isDirectory();
  }

  @Test
  void endsWhereAPartOfTheProgramIsMissing() throws Exception {
    try (Stream<Path> libraries = Files.list(home.resolve("target/lib"))) {
      for (Path javalin :
          libraries.filter(file -> file.getFileName().toString().startsWith("javalin")).toList()) {
        Files.delete(javalin);
      }
    }
    Path config =
        Files.writeString(
            home.resolve("clickward.yaml"),
            "listen: {http: 127.0.0.1:0, https: 127.0.0.1:0, admin: 127.0.0.1:0}\ndata: ./data\n");

    Finished ended = clickward("", "serve", "--config", config.toString());

    assertThat(ended.exitCode()).isEqualTo(Program.REFUSED);
    assertThat(ended.err()).contains("NoClassDefFoundError");
  }

  @Test
  void startsInAnEmptyEnvironment() throws Exception {
    Finished started =
        Finished.of(
            List.of(
                "env",
                "-i",
                "PATH=/usr/bin:/bin",
                "JAVA_HOME=" + System.getProperty("java.home") + "/",
                home.resolve("clickward").toString(),
                "check-config",
                "möwe.yaml"));
    assertThat(started.err()).contains("möwe.yaml: does not exist");
  }

  @Test
  void unpacksNativeLibrariesOnceAndNotAtEachStart() throws Exception {
    Finished tour = clickward(NOWHERE, "quickstart", "--once").orThrow();
    assertThat(tour.out() + tour.err()).contains("with epoll, BoringSSL");
    assertThat(home.resolve("target/native")).isDirectoryContaining("glob:**sqlite*.so");
  }

  @Test
  void startsWithoutACacheThatCannotBeMadeAndTriesOnce() throws Exception {
    String broken = Files.readString(home.resolve("clickward")).replace("quickstart --once", "no");
    Files.writeString(home.resolve("clickward"), broken);

    assertThat(clickward("", "--version").orThrow().err()).contains("no start-up cache was made");
    assertThat(clickward("", "--version").orThrow().err()).isEmpty();
  }

  @Test
  void saysWhatIsMissingWhereNothingIsBuiltAndMavenIsNotThere() throws Exception {
    Files.delete(jar);
    Finished refused =
        Finished.of(
            List.of(
                "env",
                "PATH=" + pathWithoutMaven(),
                "JAVA_HOME=" + System.getProperty("java.home"),
                home.resolve("clickward").toString(),
                "--version"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("Maven (mvn) is not on the PATH");
  }

  /** Only what the script itself calls. */
  private Path pathWithoutMaven() throws IOException {
    Path folder = Files.createDirectory(home.resolve("bin"));
    for (String tool : List.of("bash", "dirname", "readlink", "sed", "find", "flock", "env")) {
      Files.createSymbolicLink(folder.resolve(tool), Path.of("/usr/bin", tool));
    }
    return folder;
  }
}
