/**
 * Why a request goes where it goes: the answer of {@code lictor explain}.
 *
 * <p>Job: asks the same parts that serve (head parser, route table, rules, eligibility), for one request that is not sent,
 * and says what each of them decided. Off the data loops. May depend on what decides, not on what acts.
 */
@NullMarked
package io.lictor.explain;

import org.jspecify.annotations.NullMarked;
