package io.clickward.testing;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that click a link again and again until the server takes no connection any more. Every
 * click has a User-Agent of its own, by which its event is found.
 */
public final class Clicking {
  /** How a client treats its connections. */
  public enum Connections {
    /** One for all clicks, another one only when the server ends it. */
    KEPT,
    /** A new one for every click. */
    NEW
  }

  /** Opens a connection to the server. */
  public interface Door {
    /** Fails when the server takes no connection. */
    RawClient open() throws IOException;
  }

  private static final Duration WAIT_MAX = Duration.ofSeconds(60);

  private final String name;
  private final URI link;
  private final Door door;
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> redirected = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger clicks = new AtomicInteger();

  private volatile boolean stopped;

  /** Clients of one link. */
  public Clicking(String link, Door door) {
    this("Client", link, door);
  }

  /** Clients of one link whose User-Agents begin with a name. */
  public Clicking(String name, String link, Door door) {
    this.name = name;
    this.link = URI.create(link);
    this.door = door;
  }

  /** Adds clients that begin at once. */
  public Clicking with(int clients, Connections connections) {
    for (int i = 0; i < clients; i++) {
      threads.add(Thread.ofVirtual().start(() -> clickUntilClosed(connections)));
    }
    return this;
  }

  private void clickUntilClosed(Connections connections) {
    while (!stopped) {
      try (RawClient client = door.open()) {
        clickOn(client, connections);
      } catch (IOException e) {
        return; // no connection: the server has stopped listening
      }
    }
  }

  private void clickOn(RawClient client, Connections connections) {
    boolean more = true;
    while (more && !stopped) {
      String userAgent = name + "/" + clicks.incrementAndGet();
      try {
        String response = client.send(request(userAgent, connections)).response();
        if (response.startsWith("HTTP/1.1 302 ")) {
          redirected.add(userAgent);
        } else {
          failures.add(userAgent + " was answered " + response.lines().findFirst().orElse(""));
        }
        more = connections == Connections.KEPT && !endsConnection(response);
      } catch (IOException e) {
        failures.add(userAgent + " was not answered: " + e);
        more = false;
      }
    }
  }

  private String request(String userAgent, Connections connections) {
    return "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n%s\r\n"
        .formatted(
            link.getPath(),
            link.getAuthority(),
            userAgent,
            connections == Connections.NEW ? "Connection: close\r\n" : "");
  }

  private static boolean endsConnection(String response) {
    return response.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
  }

  /** Waits until so many clicks have been redirected, or one has not. */
  public void await(int redirects) throws IOException, InterruptedException {
    Eventually.await(
        redirects + " redirects",
        WAIT_MAX,
        () -> redirected.size() >= redirects || !failures.isEmpty());
  }

  /** The same, counted from now. */
  public void awaitMore(int redirects) throws IOException, InterruptedException {
    await(redirected.size() + redirects);
  }

  /** Has every client end after the answer that it waits for, and waits for them. */
  public void stop() throws InterruptedException {
    stopped = true;
    awaitEnd();
  }

  /** Waits until no client gets a connection any more. */
  public void awaitEnd() throws InterruptedException {
    for (Thread thread : threads) {
      if (!thread.join(WAIT_MAX)) {
        throw new AssertionError("a client has not ended within " + WAIT_MAX);
      }
    }
  }

  /** The User-Agents whose clicks were redirected. */
  public List<String> redirected() {
    return List.copyOf(redirected);
  }

  /** Requests that were sent on a connection that the server had taken, and got no redirect. */
  public List<String> failures() {
    return List.copyOf(failures);
  }
}
