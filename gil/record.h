/* record.h: recordings of real runs, and following them.
 *
 * Only the holder of the lock runs bytecode. So a run is told by the hand-overs (who had the lock,
 * until which of its steps, who was next) and by what came in from outside in between. A recording
 * is a text file of just that; docs/replay.md describes it line by line.
 *
 * A place in a run is a thread, its steps, and an operation: how many operations it began since its
 * steps changed last. Operations are what may switch or asks the outside: the waits of gil.h, polls
 * that answer attention bits, and the inputs below. Every entry of a recording has a place, and the
 * thread is always the holder; so entries are written and read without any lock of their own, and
 * what went as it usually does (a write that wrote everything, a lock that was got) needs no entry.
 *
 * While a recording is followed nobody really waits: the threads run on the simulated host's
 * fibers, the lock goes where the recording says (follow.c), and inputs answer what they answered.
 *
 * For whoever writes a native that talks to the outside:
 *
 *     gil_block_begin(...)                              leave the lock, as always
 *     if (!gil_following(g)) { r = recv(fd, p, n); }    the call itself: not when following
 *     gil_block_end(...)
 *     gil_input(t, "recv", &r, p, n, &len)              then tell, or be told, what came of it
 *
 * Calls that only change files go on being made when following; their results are told likewise.
 * Numbers such as a process id: v = gil_input_number(t, "pid", v). All of it does nothing and costs
 * a load and a branch in an ordinary run. The lock must be held.
 */
#ifndef GILVM_GIL_RECORD_H
#define GILVM_GIL_RECORD_H

#include "gil/gil.h"

typedef struct gil_record gil_record;

/* --- Files ----------------------------------------------------------------------------------- */

/* Begins a recording in a new file. NULL and a sentence in err if it cannot be made. */
gil_record *gil_record_create(const char *path, char *err, size_t errlen);

/* Reads a recording and checks that it is one, whole and unchanged. NULL and a sentence in err. */
gil_record *gil_record_open(const char *path, char *err, size_t errlen);
void gil_record_drop(gil_record *r);

/* The head: `key` and a text, which may hold any bytes but 0; before the first entry. Keys may come
 * several times; gil_record_head answers the nth (from 0), NULL if there are fewer. */
void gil_record_put_head(gil_record *r, const char *key, const char *text);
const char *gil_record_head(gil_record *r, const char *key, size_t nth);

/* The run ends with this status: the file is completed. When following: everything must have
 * happened that the recording tells; else on_diverged is told. Once; later calls do nothing. The
 * lock held, or nobody else running. */
void gil_record_end(gil_thread *t, int status);

/* Following: has everything happened that was recorded? */
bool gil_record_at_end(const gil *g);

/* Everything so far goes to the file, which is valid as it is: before something from which the
 * process may not come back. Any thread that holds the lock. */
void gil_record_flush(gil *g);

/* In the child of a fork: the recording is the parent's. Following: never. */
void gil_record_forget(gil *g);

/* Adds the hand-overs of the recording `path` to `to`, one after the other: for schedules. False
 * and a sentence in err. `steps` is GIL_NEVER where the thread left by itself. */
bool gil_record_schedule(const char *path, bool (*add)(void *arg, uint32_t thread, uint64_t steps),
                         void *arg, char *err, size_t errlen);
/* Does the file begin as a recording does? */
bool gil_record_is(const char *path);

/* --- Inputs ---------------------------------------------------------------------------------- */

/* gil_recorded (gil.h): a recording is made, or followed; results of the outside go through the
 * functions below. */
bool gil_following(const gil *g); /* it is followed: the outside is not asked */

/* A number from outside. Answers v, or what it was when the run was recorded. */
uint64_t gil_input_number(gil_thread *t, const char *kind, uint64_t v);

/* As that, for a result which is nearly always `usual`: no entry then. */
int64_t gil_input_usual(gil_thread *t, const char *kind, int64_t v, int64_t usual);

/* A result and bytes with it. Recording: *result and data[0 .. *len). Following: both are filled
 * in; more than `room` bytes is a divergence. */
void gil_input(gil_thread *t, const char *kind, int64_t *result, void *data, size_t room,
               size_t *len);

/* As that, of any length: answers data, or bytes that are valid until the next input. */
const char *gil_input_text(gil_thread *t, const char *kind, int64_t *result, const char *data,
                           size_t *len);

/* A call's result with errno: negative results have the error number with them. `usual` as above.
 * Answers the result; errno is set. */
int64_t gil_input_call(gil_thread *t, const char *kind, int64_t result, int64_t usual);

/* What was followed is not what was recorded, for a reason that only the caller knows. Does not
 * return. */
_Noreturn void gil_diverged(gil_thread *t, const char *what);

/* Stops for a look: `gil_options.on_until` is called when thread `id` is about to run its step
 * `steps`. Following only. */
void gil_follow_until(gil *g, uint32_t id, uint64_t steps);

#endif
