package io.clickward.config;

import static io.clickward.config.Format.ADDRESS;
import static io.clickward.config.Format.HOST;
import static io.clickward.config.Format.PORT;

import io.clickward.domain.HostName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the server listens and how clients reach it.
 *
 * @param http addresses that speak plain HTTP; may be empty
 * @param https addresses that speak TLS; may be empty
 * @param admin the address of the admin API
 * @param publicHttpPort the port that links with http name; 0 when none was given and the first
 *     http address takes any free port, so that only the bound listener knows, or there is no such
 *     address
 * @param publicHttpsPort the same for https
 * @param defaultHost the host whose certificate answers a handshake without SNI; null when no host
 *     is named
 */
public record Listen(
    List<ListenAddress> http,
    List<ListenAddress> https,
    ListenAddress admin,
    int publicHttpPort,
    int publicHttpsPort,
    @Nullable HostName defaultHost) {
  private static final int NO_PORT = 0;
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  public Listen {
    http = List.copyOf(http);
    https = List.copyOf(https);
  }

  static Listen from(Section listen) {
    List<ListenAddress> http =
        listen.list(
            "http",
            ADDRESS,
            "127.0.0.1:8080",
            "Addresses for plain HTTP. An IPv6 address needs quotes around it. Port 0 is any free port, for tests: links can be made only with `publicHttpPort` then.");
    List<ListenAddress> https =
        listen.list(
            "https",
            ADDRESS,
            "127.0.0.1:8443",
            "Addresses for HTTPS, with port 0 and `publicHttpsPort` in the same way.");
    ListenAddress admin =
        listen.get(
            "admin",
            ADDRESS,
            "127.0.0.1:9090",
            "Address of the admin API. One that other machines reach needs `admin.chain` and `admin.key`.");
    refuseTheSameTwice(listen, http, https, admin);
    return new Listen(
        http,
        https,
        admin,
        listen
            .find(
                "publicHttpPort",
                PORT,
                "80",
                "the port of the first `http` address",
                "Port that clients reach, when something in front forwards to ours. Links name it unless it is 80.")
            .orElse(firstPort(http, NO_PORT)),
        listen
            .find(
                "publicHttpsPort",
                PORT,
                "443",
                "the port of the first `https` address",
                "The same for HTTPS. Links name it unless it is 443.")
            .orElse(firstPort(https, HTTPS_PORT)),
        listen
            .find(
                "defaultHost",
                HOST,
                "links.example.com",
                "none",
                "The domain whose certificate answers a TLS handshake that names no host.")
            .orElse(null));
  }

  /** Where a reader or a CA would come for http, whether or not anybody answers there. */
  public int httpPort() {
    return answersHttp() ? publicHttpPort : HTTP_PORT;
  }

  /** Whether anybody is there for http: an address of ours, or what has the public port. */
  public boolean answersHttp() {
    return !http.isEmpty() || publicHttpPort != NO_PORT;
  }

  private static int firstPort(List<ListenAddress> addresses, int otherwise) {
    return addresses.isEmpty() ? otherwise : addresses.getFirst().port();
  }

  private static void refuseTheSameTwice(
      Section listen, List<ListenAddress> http, List<ListenAddress> https, ListenAddress admin) {
    List<Taken> taken = new ArrayList<>();
    claim(listen, "http", http, taken);
    claim(listen, "https", https, taken);
    claim(listen, "admin", List.of(admin), taken);
  }

  /** An address, and the key that names it. */
  private record Taken(ListenAddress address, String name) {}

  private static void claim(
      Section listen, String name, List<ListenAddress> addresses, List<Taken> taken) {
    for (ListenAddress address : addresses) {
      taken.stream()
          .filter(former -> former.address.excludes(address))
          .findFirst()
          .ifPresent(former -> listen.conflict(name, former.name, complaint(address, former)));
      taken.add(new Taken(address, name));
    }
  }

  private static String complaint(ListenAddress address, Taken former) {
    return former.address.equals(address)
        ? "names %s, which listen.%s names already; expected another address or port."
            .formatted(address, former.name)
        : "names %s beside %s of listen.%s, and the system gives both to one of them; expected only the wider one, or another port."
            .formatted(address, former.address, former.name);
  }
}
