package io.clickward.rewrite;

import java.util.List;
import java.util.Optional;

/**
 * A part that was read, and what was found in it.
 *
 * @param encoded its body as it stands in the mail
 * @param decodedLength its size without the transfer encoding
 * @param links its links, with positions in the decoded body
 * @param spots where the pixel may go, for HTML
 */
@SuppressWarnings("ArrayRecordComponent") // a mail's bytes on their way through, never compared
record Body(
    MimePart part,
    TransferEncoding encoding,
    byte[] encoded,
    int decodedLength,
    List<Link> links,
    Optional<PixelSpots> spots) {}
