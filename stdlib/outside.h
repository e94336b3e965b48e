/* outside.h: calls to the system whose results a recording holds (gil/record.h). While a recording
 * is followed:
 *
 *     files       are really opened, read and written again; what is read must be what was read
 *     1 and 2     standard output and error are really written
 *     the rest    0, pipes, sockets, terminals: nothing is read, sent or waited for; the recording
 *                 answers. Their descriptors stand on /dev/null, under the recorded numbers
 *     questions   (stat, listdir, getpid ...) are not asked: the recording answers
 *     changes     (mkdir, rename ...) are made again; their result is the recorded one
 *
 * Which descriptor is which is noted when it is opened. Each function costs a load and a branch in
 * an ordinary run. Results are as the system's: negative and errno. The lock is held.
 */
#ifndef GILVM_STDLIB_OUTSIDE_H
#define GILVM_STDLIB_OUTSIDE_H

#include <sys/stat.h>
#include <sys/types.h>

#include "gil/record.h"
#include "stdlib/stdlib.h"

static inline bool outside_following(thread *t) {
    return gil_following(t->vm->gil);
}
static inline bool outside_recorded(thread *t) {
    return gil_recorded(t->vm->gil);
}

/* A descriptor came of a call (negative: none did): notes what it is, and gives it its recorded
 * number. Following: `fd` is of the same file, or -1 for what is no file. `what` names it in a
 * message. */
int outside_opened(thread *t, const char *kind, int fd, const char *what);
/* A descriptor that is none of a file: a pipe's, a socket's. Following: fd is not looked at. */
int outside_channel(thread *t, const char *kind, int fd);
/* Is it one that the recording answers for? */
bool outside_is_channel(thread *t, int fd);
/* The call itself, without the lock. Following: only files are opened, and what the recorded run
 * made may be there already. */
int outside_open(thread *t, const char *path, int flags, mode_t mode);
/* `fd` came of dup or dup2 of `from`. */
int outside_duplicated(thread *t, const char *kind, int fd, int from);

/* read and write, in two halves around the lock. First without it: makes the call unless the
 * recording answers. Then with it: the result that counts. */
ssize_t outside_transfer(thread *t, int fd, void *p, size_t n, bool out, uint64_t *ticket);
ssize_t outside_transferred(thread *t, int fd, void *p, size_t n, bool out, ssize_t r,
                            uint64_t ticket);
/* The run ends: what threads were writing that do not come back is written too. Before
 * gil_record_end. */
void outside_finish(thread *t);

/* Each makes its call (not when following) and answers what came of it, or came then. */
int outside_fstat(thread *t, int fd, struct stat *st);
int outside_stat_result(thread *t, int r, struct stat *st); /* after stat, lstat, fstat */
off_t outside_lseek(thread *t, int fd, off_t pos, int whence);
bool outside_isatty(thread *t, int fd);
/* What a question came to: r, and `n` numbers if it is not negative. */
int64_t outside_numbers(thread *t, const char *kind, int64_t r, int64_t *numbers, int n);

#endif
