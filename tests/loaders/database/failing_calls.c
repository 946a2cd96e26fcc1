/* Preloaded into a load: the n-th call that changes files of one directory fails.
 *
 * arm(directory, n, error, persistent) starts the count; calls() returns it. SQLite and Python
 * reach the system only through these functions of libc.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/types.h>
#include <unistd.h>

static char directory[4096];
static long count, fail_at;
static int error_number, is_persistent;

void arm(const char *path, long n, int error, int persistent) {
    snprintf(directory, sizeof directory, "%s", path);
    count = 0, fail_at = n, error_number = error, is_persistent = persistent;
}

long calls(void) { return count; }

static int fails(const char *path) {
    if (!directory[0] || strncmp(path, directory, strlen(directory))) return 0;
    count++;
    if (count != fail_at && !(is_persistent && fail_at && count > fail_at)) return 0;
    errno = error_number;
    return 1;
}

static int file_fails(int descriptor) {
    char link[64], path[4096];
    if (!directory[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fails(path);
}

/* Whether opening a file fails: one that may be created or written to. */
static int open_fails(const char *path, int flags) {
    return (flags & (O_CREAT | O_WRONLY | O_RDWR)) && fails(path);
}

#define WRAP(type, name, parameters, arguments, condition)        \
    type name parameters {                                        \
        static type(*original) parameters;                        \
        if (!original) original = dlsym(RTLD_NEXT, #name);        \
        return (condition) ? (type)-1 : original arguments;       \
    }

WRAP(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size), file_fails(fd))
WRAP(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at), file_fails(fd))
WRAP(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at), file_fails(fd))
WRAP(ssize_t, sendfile, (int out, int in, off_t *at, size_t size), (out, in, at, size), file_fails(out))
WRAP(ssize_t, sendfile64, (int out, int in, off64_t *at, size_t size), (out, in, at, size), file_fails(out))
WRAP(int, ftruncate, (int fd, off_t size), (fd, size), file_fails(fd))
WRAP(int, ftruncate64, (int fd, off64_t size), (fd, size), file_fails(fd))
WRAP(int, fsync, (int fd), (fd), file_fails(fd))
WRAP(int, fdatasync, (int fd), (fd), file_fails(fd))
WRAP(int, rename, (const char *old, const char *new), (old, new), fails(new))
WRAP(int, unlink, (const char *path), (path), fails(path))
WRAP(int, chmod, (const char *path, mode_t mode), (path, mode), fails(path))
WRAP(int, chown, (const char *path, uid_t user, gid_t group), (path, user, group), fails(path))
WRAP(int, flock, (int fd, int operation), (fd, operation), file_fails(fd))

#define WRAP_OPEN(name)                                               \
    int name(const char *path, int flags, ...) {                      \
        static int (*original)(const char *, int, ...);               \
        if (!original) original = dlsym(RTLD_NEXT, #name);            \
        va_list rest;                                                 \
        va_start(rest, flags);                                        \
        mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;     \
        va_end(rest);                                                 \
        return open_fails(path, flags) ? -1 : original(path, flags, mode); \
    }

WRAP_OPEN(open)
WRAP_OPEN(open64)
