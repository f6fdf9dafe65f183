/**
 * One installation: its configuration as each part wants it, what it has on disk, and mails
 * rewritten with its keys. The commands and the server meet here.
 */
@NullMarked
package io.clickward.installation;

import org.jspecify.annotations.NullMarked;
