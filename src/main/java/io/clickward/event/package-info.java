/** What happened to a link: event records, the durable journal and the readers behind it. */
@NullMarked
package io.clickward.event;

import org.jspecify.annotations.NullMarked;
