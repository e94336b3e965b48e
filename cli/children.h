/* children.h: traces of processes that a traced one starts. The traced process names a folder in
 * GILVM_TRACE_CHILDREN; a gilvm that finds the name in its environment keeps its events, and leaves
 * them there as a file when it ends; at its own end the traced process adopts what it finds
 * (trace_adopt) and removes it. The clock is the machine's, so that nothing need be shifted.
 *
 * The folder is made by the first child that ends, so a process without children leaves nothing
 * behind, however it ends. A child whose traced ancestor has gone writes nothing. A process that is
 * killed by SIGKILL, and one that os.fork made, leave no trace.
 */
#ifndef GILVM_CLI_CHILDREN_H
#define GILVM_CLI_CHILDREN_H

#include "cli/trace.h"

/* The session is traced: children shall be, too. */
void children_begin(session *s);
/* Is this one of a traced process's children, with nothing of its own to report? Then it is
 * traced. */
void children_watch(session *s, const options *o);
/* Is this still the process that began the session? After os.fork it is not. */
bool children_is_owner(const session *s);
/* Adds what the children left to tr; the folder is removed. */
void children_take(session *s, trace *tr);

#endif
