/**
 * The commands, and what the command line says of them. {@link io.clickward.command.Program} runs
 * one.
 */
@NullMarked
package io.clickward.command;

import org.jspecify.annotations.NullMarked;
