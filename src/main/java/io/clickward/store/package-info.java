/** What must outlive the process: the link keys in their file, records in SQLite. */
@NullMarked
package io.clickward.store;

import org.jspecify.annotations.NullMarked;
