/**
 * What a tracking domain is: its host, owner, provider and what it keeps. Pure values; depends on
 * nothing of ours.
 */
@NullMarked
package io.clickward.domain;

import org.jspecify.annotations.NullMarked;
