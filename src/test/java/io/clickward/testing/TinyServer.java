package io.clickward.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server on 127.0.0.1 that sends what it is told to whoever connects. */
public final class TinyServer implements AutoCloseable {
  /** What is done with a connection once its request's head has been read. */
  public interface Talk {
    /** Answers. */
    void over(Socket socket, String head) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final Talk talk;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final Thread accepting =
      Thread.ofPlatform().daemon().name("tiny-server").unstarted(this::accept);

  private TinyServer(ServerSocket listener, Talk talk) {
    this.listener = listener;
    this.talk = talk;
  }

  /** Talks to whoever connects. */
  public static TinyServer of(Talk talk) throws IOException {
    return of(new ServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1")), talk);
  }

  private static TinyServer of(ServerSocket listener, Talk talk) {
    TinyServer server = new TinyServer(listener, talk);
    server.accepting.start();
    return server;
  }

  /** Sends the same answer to every request. */
  public static TinyServer saying(String answer) throws IOException {
    return of((socket, _) -> socket.getOutputStream().write(answer.getBytes(ISO_8859_1)));
  }

  /** The same over TLS, with one certificate for every name. */
  public static TinyServer tls(TestCa.Leaf leaf, Talk talk)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setKeyEntry(
        "leaf",
        leaf.keys().getPrivate(),
        new char[0],
        leaf.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return of(
        context
            .getServerSocketFactory()
            .createServerSocket(0, 16, InetAddress.ofLiteral("127.0.0.1")),
        talk);
  }

  /** Where it is. */
  public int port() {
    return listener.getLocalPort();
  }

  /** The heads of the requests so far. */
  public List<String> heads() {
    return heads;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed, which is how it ends.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      StringBuilder head = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        head.append(line).append('\n');
      }
      heads.add(head.toString());
      talk.over(socket, head.toString());
    } catch (IOException | InterruptedException e) {
      // The other side has gone.
    }
  }

  /** Nobody who connects from now on is taken: an {@code accept} that was waiting could still. */
  @Override
  public void close() throws IOException {
    listener.close();
    try {
      accepting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
