package io.clickward.edge;

import static io.clickward.edge.EdgeRig.HOST;
import static io.clickward.edge.EdgeRig.click;
import static io.clickward.edge.EdgeRig.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.RawClient;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flight Recorder is told. */
class RecordingTest {
  private static final String DESTINATION = "https://www.example.com/secret";

  @TempDir private Path folder;

  @Test
  void hasHandshakesAndAnswersAndNothingThatIsSecret() throws Exception {
    List<RecordedEvent> events = recorded();
    RecordedEvent handshake = only(events, "io.clickward.Handshake");
    assertThat(handshake.getString("version")).isEqualTo("1.3");
    assertThat(handshake.getString("suite")).startsWith("TLS_");
    assertThat(handshake.getBoolean("resumed")).isFalse();
    assertThat(handshake.getBoolean("http2")).isFalse();
    assertThat(handshake.getDuration("time")).isPositive();
    RecordedEvent answer = only(events, "io.clickward.Answer");
    assertThat(answer.getString("kind")).isEqualTo("redirect");
    assertThat(answer.getInt("status")).isEqualTo(302);
    assertThat(answer.getString("verdict")).isEqualTo("unclassified");
    assertThat(answer.getDuration("journalWait")).isPositive();
    assertThat(answer.getDuration("time")).isGreaterThan(answer.getDuration("journalWait"));
    assertThat(events.toString()).doesNotContain("secret", "/c/", HOST, "spring-2026");
  }

  @Test
  void isAskedForOnlyWhileItRecords() {
    assertThat(AnswerEvent.isOn()).isFalse();
    try (Recording recording = new Recording()) {
      recording.enable(AnswerEvent.class);
      recording.start();
      assertThat(AnswerEvent.isOn()).isTrue();
    }
    assertThat(AnswerEvent.isOn()).isFalse();
  }

  private List<RecordedEvent> recorded() throws Exception {
    Path file = folder.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(HandshakeEvent.class);
      recording.enable(AnswerEvent.class);
      recording.start();
      try (EdgeRig rig = EdgeRig.withTwoDomains(folder);
          RawClient client = rig.tls(HOST)) {
        client.send(get(HOST, click(HOST, DESTINATION))).response();
      }
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file);
  }

  private static RecordedEvent only(List<RecordedEvent> events, String name) {
    List<RecordedEvent> of =
        events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
    assertThat(of).as(name).hasSize(1);
    return of.getFirst();
  }
}
