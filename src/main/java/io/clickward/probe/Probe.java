package io.clickward.probe;

import io.clickward.dns.Dns;
import io.clickward.dns.HostDns;
import io.clickward.net.OutboundConnector;
import io.clickward.net.OutboundTls;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Looks at a host from outside in, each address on its own. Asks anew every time, changes nothing,
 * blocks for at most a few of the connector's exchanges: call it on a virtual thread. For many
 * threads.
 */
public final class Probe {
  private static final int ADDRESSES_MAX = 6;

  private final Dns dns;
  private final OutboundConnector connector;
  private final OutboundTls tls;
  private final InstantSource clock;

  public Probe(Dns dns, OutboundConnector connector, OutboundTls tls, InstantSource clock) {
    this.dns = dns;
    this.connector = connector;
    this.tls = tls;
    this.clock = clock;
  }

  /** The facts about a host now. */
  public Facts probe(ProbeRequest request) {
    HostDns found = dns.look(request.host());
    List<AddressFacts> addresses = addresses(request, found.addresses());
    return new Facts(
        request, clock.instant(), found, addresses, Cdn.of(found.targets(), addresses));
  }

  private List<AddressFacts> addresses(ProbeRequest request, List<InetAddress> addresses) {
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<AddressFacts>> looks =
          addresses.stream()
              .limit(ADDRESSES_MAX)
              .map(address -> new AddressLook(request, address, connector, tls))
              .map(look -> each.submit(look::look))
              .toList();
      List<AddressFacts> facts = new ArrayList<>();
      for (Future<AddressFacts> look : looks) {
        facts.add(look.get());
      }
      return facts;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a look at an address failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the probe was interrupted", e);
    }
  }
}
