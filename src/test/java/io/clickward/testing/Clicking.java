package io.clickward.testing;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

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

  /** The same for HTTP/2. */
  public interface Http2Door {
    /** Fails when the server takes no connection. */
    RawHttp2 open() throws IOException;
  }

  private static final int REDIRECT = 302;
  private static final Duration WAIT_MAX = Duration.ofSeconds(60);

  private final String name;
  private final URI link;
  private final Door door;
  private final List<Thread> threads = new ArrayList<>();
  private final List<String> redirected = new CopyOnWriteArrayList<>();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger clicks = new AtomicInteger();

  private volatile Duration pause = Duration.ZERO;
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

  /** Has each client rest for so long after each click. */
  public Clicking pausing(Duration time) {
    pause = time;
    return this;
  }

  /** Adds clients that begin at once. */
  public Clicking with(int clients, Connections connections) {
    String fields = connections == Connections.NEW ? "Connection: close\r\n" : "";
    return with(clients, connections, () -> Visit.http1(door.open(), link, fields));
  }

  /** The same with HTTP/2. */
  public Clicking withHttp2(int clients, Connections connections, Http2Door http2) {
    return with(clients, connections, () -> Visit.http2(http2.open(), link));
  }

  private Clicking with(int clients, Connections connections, Visit.Door opening) {
    for (int i = 0; i < clients; i++) {
      threads.add(Thread.ofVirtual().start(() -> clickUntilClosed(connections, opening)));
    }
    return this;
  }

  private void clickUntilClosed(Connections connections, Visit.Door opening) {
    while (!stopped) {
      try (Visit visit = opening.open()) {
        clickOn(visit, connections);
      } catch (IOException e) {
        return; // no connection: the server has stopped listening
      }
    }
  }

  private void clickOn(Visit visit, Connections connections) {
    boolean more = true;
    while (more && !stopped) {
      String userAgent = name + "/" + clicks.incrementAndGet();
      try {
        Visit.Answer answer = visit.click(userAgent);
        if (answer.status() == REDIRECT) {
          redirected.add(userAgent);
        } else {
          failures.add(userAgent + " was answered " + answer.status());
        }
        more = connections == Connections.KEPT && answer.kept();
        LockSupport.parkNanos(pause.toNanos());
      } catch (IOException e) {
        failures.add(userAgent + " was not answered: " + e);
        more = false;
      }
    }
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
