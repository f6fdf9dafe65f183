package io.clickward.edge;

import static io.clickward.edge.Portions.BYTES_A_TURN;
import static io.clickward.edge.Portions.REST_BYTES_MAX;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickward.testing.RawHttp2;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortionsTest {
  private static final int MANY = 90;
  private static final byte[] BYTES = new byte[10_000];

  static {
    new Random(1).nextBytes(BYTES);
  }

  private final Codec codec = new Codec();
  private final EmbeddedChannel channel = new EmbeddedChannel();

  PortionsTest() {
    Connections connections =
        new Connections(channel.eventLoop(), EdgeRig.settings(EdgeRig.LIMITS), new EdgeStats());
    Connection connection = connections.admit(channel);
    channel.pipeline().addLast(connection, new Portions(connection), codec);
  }

  /** What stands behind, and takes everything. */
  private static final class Codec extends ChannelInboundHandlerAdapter {
    final ByteBuf taken = Unpooled.buffer();
    final List<Integer> turns = new ArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      taken.writeBytes(bytes);
      bytes.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      turns.add(taken.readableBytes());
    }
  }

  /** A read loop of the socket that brought these. */
  private void comes(ByteBuf... reads) {
    for (ByteBuf read : reads) {
      channel.pipeline().fireChannelRead(read);
    }
    channel.pipeline().fireChannelReadComplete();
  }

  private static ByteBuf bytes(int from, int to) {
    return Unpooled.copiedBuffer(BYTES, from, to - from);
  }

  private boolean readsOn() {
    return channel.config().isAutoRead();
  }

  private void turnsPass() {
    for (int i = 0; i < 10; i++) {
      channel.runPendingTasks();
    }
  }

  @Test
  void handsOnAtOnceWhatABrowserSends() {
    comes(bytes(0, 400), bytes(400, 1_000));
    assertThat(codec.turns).containsExactly(1_000);
    assertThat(readsOn()).isTrue();
  }

  @Test
  void handsOnMuchInAsManyTurnsAsItTakes() {
    comes(bytes(0, 700), bytes(700, 3_300));
    turnsPass();
    assertThat(codec.turns).startsWith(700, 700 + BYTES_A_TURN).endsWith(3_300).hasSize(4);
    assertThat(codec.taken.array()).startsWith(Arrays.copyOf(BYTES, 3_300));
  }

  @Test
  void countsRecordsOfOneReadTogether() {
    comes(bytes(0, 1_000), bytes(1_000, 2_000), bytes(2_000, 3_000));
    turnsPass();
    assertThat(codec.turns)
        .containsExactly(1_000, 1_000 + BYTES_A_TURN, 1_000 + 2 * BYTES_A_TURN - 48);
  }

  @Test
  void readsNothingMoreUntilAllIsHandedOn() {
    comes(bytes(0, 5_000));
    assertThat(readsOn()).isFalse();
    turnsPass();
    assertThat(readsOn()).isTrue();
  }

  @Test
  void keepsTheRestWhileAnswersAreNotRead() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
    channel.write(bytes(0, 100));
    comes(bytes(0, 5_000));
    turnsPass();
    assertThat(codec.taken.readableBytes()).isZero();
    assertThat(readsOn()).isFalse();

    channel.flush();
    turnsPass();
    assertThat(codec.taken.readableBytes()).isEqualTo(5_000);
    assertThat(readsOn()).isTrue();
  }

  @Test
  void endsAConnectionThatIsReadFasterThanItIsServed() {
    ByteBuf much = Unpooled.buffer().writeZero(REST_BYTES_MAX);
    ByteBuf more = bytes(0, 1);
    comes(much, more);
    assertThat(channel.isOpen()).isFalse();
    assertThat(List.of(much.refCnt(), more.refCnt())).containsOnly(0);
  }

  @Test
  void keepsNothingOfAConnectionThatIsGone() {
    ByteBuf much = bytes(0, 5_000);
    comes(much);
    channel.pipeline().firstContext().close();
    turnsPass();
    assertThat(channel.isOpen()).isFalse();
    assertThat(much.refCnt()).isZero();
    assertThat(codec.taken.readableBytes()).isLessThan(5_000);
  }

  /** Bytes unread would make the kernel reset the connection, and its last words be lost. */
  @Test
  void throwsAwayWhatComesWhileItEnds() {
    comes(bytes(0, 5_000));
    channel.pipeline().lastContext().close();
    assertThat(channel.isOpen()).isTrue();
    assertThat(readsOn()).isTrue();
    ByteBuf more = bytes(5_000, 10_000);
    comes(more);
    turnsPass();
    assertThat(more.refCnt()).isZero();
    assertThat(codec.taken.readableBytes()).isZero();
    assertThat(channel.isOpen()).isTrue();

    comes(Unpooled.buffer().writeZero(REST_BYTES_MAX));
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void waitsForTheClientWhateverWasReadAndNoLongerThanTwoSeconds() {
    comes(bytes(0, 100));
    channel.pipeline().lastContext().close();
    channel.pipeline().lastContext().close();
    assertThat(channel.isOpen()).isTrue();

    channel.advanceTimeBy(3, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }

  /** On one event loop, kept until both have come: first very many clicks, then another's one. */
  @Test
  void servesOthersBetweenTheStreamsOfOneConnection(@TempDir Path folder) throws Exception {
    try (EdgeRig rig = EdgeRig.withOneLoop(folder);
        RawHttp2 first = open(rig);
        RawHttp2 many = open(rig);
        RawHttp2 other = open(rig)) {
      CountDownLatch released = new CountDownLatch(1);
      CountDownLatch held = rig.holdLoopUntil(released);
      click(first, 1, "first").flush();
      held.await();
      for (int stream = 1; stream < 2 * MANY; stream += 2) {
        click(many, stream, "many");
      }
      many.flush();
      click(other, 1, "other").flush();
      released.countDown();
      assertThat(place(rig, "other")).isLessThan(MANY / 3);
    }
  }

  private static RawHttp2 open(EdgeRig rig) throws IOException {
    return RawHttp2.open(rig.https(), EdgeRig.HOST, rig.authority);
  }

  private static RawHttp2 click(RawHttp2 client, int stream, String userAgent) throws IOException {
    String target = EdgeRig.click(EdgeRig.HOST, "https://example.com/");
    return client.send(
        RawHttp2.HEADERS,
        RawHttp2.END_STREAM | RawHttp2.END_HEADERS,
        stream,
        RawHttp2.get(EdgeRig.HOST, target, "user-agent", userAgent));
  }

  /** How many clicks were served before that of this browser. */
  private static int place(EdgeRig rig, String userAgent) throws InterruptedException {
    int before = 0;
    while (!rig.events.poll(10, TimeUnit.SECONDS).toString().contains(userAgent)) {
      before++;
    }
    return before;
  }
}
