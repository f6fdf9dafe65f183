package io.clickward.net;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/**
 * A server that TLS was spoken with.
 *
 * @param socket the open connection
 * @param protocol such as {@code TLSv1.3}
 * @param cipher the cipher suite
 * @param chain what the server showed, its own certificate first
 * @param distrust why the chain is not trusted, its names apart
 * @param otherName whether the chain is trusted and is for another name
 */
public record TlsPeer(
    SSLSocket socket,
    String protocol,
    String cipher,
    List<X509Certificate> chain,
    Optional<String> distrust,
    boolean otherName) {}
