package io.clickward.track;

/**
 * What the tracker needs to know of an HTTP request.
 *
 * @param method the request method; a method that is neither GET nor HEAD is refused
 * @param host the authority's host in lower case, without port; empty when there was none
 * @param path the request target's path, without the query: a query is ignored, never used
 * @param client the client's address, 4 or 16 bytes
 * @param userAgent the User-Agent field, empty when there was none
 */
@SuppressWarnings(
    "ArrayRecordComponent") // an address is bytes until it is known what of it may be kept
public record TrackRequest(
    Method method, String host, String path, byte[] client, String userAgent) {

  /** The methods that the tracker tells apart. */
  public enum Method {
    GET,
    HEAD,
    OTHER
  }
}
