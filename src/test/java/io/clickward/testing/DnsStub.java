package io.clickward.testing;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server over UDP that says what no real one would. */
public final class DnsStub implements AutoCloseable {
  private static final int DATAGRAM_BYTES_MAX = 4096;

  private final DatagramSocket socket;
  private final Function<Message, Optional<Message>> answering;
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();

  private DnsStub(DatagramSocket socket, Function<Message, Optional<Message>> answering) {
    this.socket = socket;
    this.answering = answering;
  }

  /** Answers every query by a function; nothing is silence. */
  public static DnsStub at(
      InetSocketAddress address, Function<Message, Optional<Message>> answering)
      throws IOException {
    DnsStub stub = new DnsStub(new DatagramSocket(address), answering);
    Thread.ofPlatform().daemon().name("dns-stub").start(stub::serve);
    return stub;
  }

  /** The same on a free port of 127.0.0.1. */
  public static DnsStub of(Function<Message, Optional<Message>> answering) throws IOException {
    return at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), answering);
  }

  /** Has no zone. */
  public static DnsStub refusing(InetSocketAddress address) throws IOException {
    return at(address, query -> Optional.of(reply(query, Rcode.REFUSED)));
  }

  /**
   * Answers from lines of zone files, absolute names, each type on its own: no rule of DNS is kept.
   * A name without any line does not exist. Says that it is authoritative.
   */
  public static DnsStub zone(String... lines) throws IOException {
    return of(query -> Optional.of(answer(query, lines)));
  }

  /** What {@link #zone} answers to one query. */
  public static Message answer(Message query, String... lines) {
    Record question = query.getQuestion();
    Message reply = reply(query, Rcode.NXDOMAIN);
    reply.getHeader().setFlag(Flags.AA);
    for (String line : lines) {
      Record record = record(line);
      if (record.getName().equals(question.getName())) {
        reply.getHeader().setRcode(Rcode.NOERROR);
        if (record.getType() == question.getType()) {
          reply.addRecord(record, Section.ANSWER);
        }
      }
    }
    return reply;
  }

  /** A record from a line such as {@code a.test. A 192.0.2.1}. */
  public static Record record(String line) {
    String name = line.substring(0, line.indexOf(' '));
    String rest = line.substring(name.length() + 1);
    String type = rest.substring(0, rest.indexOf(' '));
    try {
      return Record.fromString(
          Name.fromString(name),
          Type.value(type),
          org.xbill.DNS.DClass.IN,
          300,
          rest.substring(type.length() + 1),
          Name.root);
    } catch (IOException e) {
      throw new IllegalArgumentException(line, e);
    }
  }

  /** An empty reply with this code. */
  public static Message reply(Message query, int rcode) {
    Message reply = new Message(query.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setRcode(rcode);
    reply.addRecord(query.getQuestion(), Section.QUESTION);
    return reply;
  }

  /** Where it is. */
  public InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** How often each question was asked, such as {@code CNAME a.test.}. */
  public Map<String, Integer> asked() {
    return asked;
  }

  private void serve() {
    try {
      while (true) {
        DatagramPacket packet =
            new DatagramPacket(new byte[DATAGRAM_BYTES_MAX], DATAGRAM_BYTES_MAX);
        socket.receive(packet);
        serve(packet);
      }
    } catch (IOException e) {
      // Closed, which is how it ends.
    }
  }

  private void serve(DatagramPacket packet) throws IOException {
    byte[] bytes = java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    Message query = new Message(bytes);
    Record question = query.getQuestion();
    asked.merge(Type.string(question.getType()) + " " + question.getName(), 1, Integer::sum);
    Optional<Message> reply = answering.apply(query);
    if (reply.isPresent()) {
      byte[] wire = reply.get().toWire();
      socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
