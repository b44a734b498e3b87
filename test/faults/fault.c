/*
 * Faults of disk and clock for one process, loaded before the C library (LD_PRELOAD, Linux).
 *
 * Every operation below FAULTS_ROOT that changes what a disk keeps is counted and named in
 * FAULTS_LOG. At operation FAULTS_AT the process meets FAULTS_KIND:
 *
 *   kill    the process dies; the disk keeps everything
 *   forget  the power fails: the disk keeps only what was synced
 *   tear    the power fails: of what was not synced the disk keeps some sectors and some names
 *   enospc  one operation that needs room finds none
 *   full    from that one on, all of them find none
 *   eio     one sync fails; what it was for is lost, later syncs succeed; the power fails at the end
 *   short   one write takes half of its bytes
 *   stop    the process is frozen with SIGSTOP, in the middle of what it does
 *
 * FAULTS_ON, where it is given, counts only operations on paths that contain it.
 *
 * FI1 Operation n is done, then the process dies: what it wrote is there to be forgotten or torn.
 *     With forget and tear the power fails at the latest when the process ends.
 * FI2 What a disk keeps, and what it forgets or tears, is told in kept.c.
 * FI3 "-shm" is shared memory, which no disk keeps; FAULTS_APART is a folder below the root that
 *     others write into, and stays as it is.
 *
 * FAULTS_CLOCK names a file of two numbers of eight bytes, read anew each time: milliseconds by which
 * the clock on the wall is off, and milliseconds that passed on every clock while nobody looked.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#include "kept.h"

enum kind { NONE, KILL, FORGET, TEAR, ENOSPACE, FULL, EIO_ONCE, SHORT, STOP };
static const char *const kinds[] = {"none", "kill", "forget", "tear", "enospc", "full", "eio", "short", "stop"};

/* What an operation is, so that a kind of fault knows which ones to count. */
enum { ANY = 0, ROOM = 1, SYNC = 2, WRITE = 4 };
enum verdict { GO, DIE, NO_ROOM, IO_ERROR, HALF };

static char root[PATH_MAX], apart[PATH_MAX], only[PATH_MAX];
static enum kind kind = NONE;
static long at, counted;
static int logged = -1;
static volatile int64_t *clocks; /* off, passed */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void power_fails_at_end(int status, void *none);

static void copy_of(char *to, const char *name) {
  const char *value = getenv(name);
  snprintf(to, PATH_MAX, "%s", value ? value : "");
  unsetenv(name);
}

__attribute__((constructor)) static void begin(void) {
  char text[PATH_MAX];
  copy_of(root, "FAULTS_ROOT");
  copy_of(text, "FAULTS_KEEP");
  keep_in(text);
  copy_of(apart, "FAULTS_APART");
  copy_of(only, "FAULTS_ON");
  copy_of(text, "FAULTS_LOG");
  if (*text) logged = real_open(text, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  copy_of(text, "FAULTS_KIND");
  for (int k = NONE; k <= STOP; k++)
    if (!strcmp(text, kinds[k])) kind = k;
  copy_of(text, "FAULTS_AT");
  at = atol(text);
  copy_of(text, "FAULTS_SEED");
  draw_from(strtoull(text, NULL, 10));
  copy_of(text, "FAULTS_CLOCK");
  int fd = *text ? real_open(text, O_RDONLY | O_CLOEXEC, 0) : -1;
  if (fd >= 0) clocks = mmap(NULL, 2 * sizeof *clocks, PROT_READ, MAP_SHARED, fd, 0);
  /* Children of the process are not meant. */
  unsetenv("LD_PRELOAD");
  /* Registered first, so it runs last (FI1). */
  if (kind == FORGET || kind == TEAR || kind == EIO_ONCE) on_exit(power_fails_at_end, NULL);
}

/* ---- which files, and what each was like ---- */

static int is_below(const char *path) {
  size_t length = strlen(root), full = strlen(path);
  if (!length || strncmp(path, root, length) || (path[length] && path[length] != '/')) return 0;
  if (*apart && !strncmp(path, apart, strlen(apart))) return 0;
  return full < 4 || strcmp(path + full - 4, "-shm");
}

/* The path of an open file or folder below the root; pipes and sockets never get further. */
static int place_of(int fd, char *path) {
  struct stat is;
  char link[64];
  if (!*root || fstat(fd, &is) || !is.st_nlink || !(S_ISREG(is.st_mode) || S_ISDIR(is.st_mode))) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return is_below(path);
}

static int place_at(int dir, const char *name, char *path) {
  if (!*root) return 0;
  char folder[PATH_MAX], link[64];
  if (*name == '/') snprintf(path, PATH_MAX, "%s", name);
  else {
    snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
    ssize_t length = readlink(dir == AT_FDCWD ? "/proc/self/cwd" : link, folder, sizeof folder - 1);
    if (length <= 0) return 0;
    folder[length] = 0;
    if (snprintf(path, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX) return 0;
  }
  return is_below(path);
}

static void power_fails_at_end(int status, void *none) {
  (void)none;
  pthread_mutex_lock(&turn);
  power_fails(kind == TEAR);
  _exit(status);
}

/* ---- the turn of an operation: counted, named, and maybe hit ---- */

static enum verdict step(int what, const char *name, const char *path) {
  static const int about[] = {[NONE] = ANY, [ENOSPACE] = ROOM, [FULL] = ROOM, [EIO_ONCE] = SYNC, [SHORT] = WRITE, [STOP] = ANY};
  REAL(write);
  pthread_mutex_lock(&turn);
  int counts = kind != NONE && (!about[kind] || what & about[kind]) && (!*only || strstr(path, only));
  counted += counts;
  int met = counts && at > 0 && (counted == at || (kind == FULL && counted > at));
  char line[PATH_MAX + 64];
  int length = snprintf(line, sizeof line, "%s%s %s\n", met ? "! " : "", name, path + strlen(root));
  if (logged >= 0 && real(logged, line, length) < 0) abort();
  if (met && kind == STOP) kill(getpid(), SIGSTOP);
  if (!met || kind == STOP) return GO;
  return kind < ENOSPACE ? DIE : kind == EIO_ONCE ? IO_ERROR : kind == SHORT ? HALF : NO_ROOM;
}

static void finish(enum verdict verdict) {
  if (verdict == DIE) {
    if (kind != KILL) power_fails(kind == TEAR);
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  pthread_mutex_unlock(&turn);
}

static int refuse(int error) {
  finish(GO);
  errno = error;
  return -1;
}

static off_t offset_of(int fd) {
  return fcntl(fd, F_GETFL) & O_APPEND ? size_of(fd) : lseek(fd, 0, SEEK_CUR);
}

/* ---- bytes ---- */

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  REAL(pwrite);
  char path[PATH_MAX];
  if (!place_of(fd, path)) return real(fd, bytes, length, offset);
  enum verdict verdict = step(ROOM | WRITE, "write", path);
  if (verdict == NO_ROOM) return refuse(ENOSPC);
  if (verdict == HALF && length > 1) length /= 2;
  remember(fd, offset, length);
  ssize_t wrote = real(fd, bytes, length, offset);
  finish(verdict);
  return wrote;
}
ssize_t pwrite64(int, const void *, size_t, off_t) __attribute__((alias("pwrite")));

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(write);
  char path[PATH_MAX];
  if (!place_of(fd, path)) return real(fd, bytes, length);
  enum verdict verdict = step(ROOM | WRITE, "write", path);
  if (verdict == NO_ROOM) return refuse(ENOSPC);
  if (verdict == HALF && length > 1) length /= 2;
  remember(fd, offset_of(fd), length);
  ssize_t wrote = real(fd, bytes, length);
  finish(verdict);
  return wrote;
}

/* Several pieces may be written one by one: whoever asks goes on with the rest. */
ssize_t writev(int fd, const struct iovec *pieces, int count) {
  REAL(writev);
  char path[PATH_MAX];
  return place_of(fd, path) && count > 0 ? write(fd, pieces->iov_base, pieces->iov_len)
                                         : real(fd, pieces, count);
}
ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset) {
  REAL(pwritev);
  char path[PATH_MAX];
  return place_of(fd, path) && count > 0 ? pwrite(fd, pieces->iov_base, pieces->iov_len, offset)
                                         : real(fd, pieces, count, offset);
}
ssize_t pwritev64(int, const struct iovec *, int, off_t) __attribute__((alias("pwritev")));

int ftruncate(int fd, off_t size) {
  REAL(ftruncate);
  char path[PATH_MAX];
  if (!place_of(fd, path)) return real(fd, size);
  off_t before = size_of(fd);
  enum verdict verdict = step(size > before ? ROOM : ANY, "truncate", path);
  if (verdict == NO_ROOM) return refuse(ENOSPC);
  remember(fd, size < before ? size : before, size < before ? before - size : size - before);
  int result = real(fd, size);
  finish(verdict);
  return result;
}
int ftruncate64(int, off_t) __attribute__((alias("ftruncate")));

static int sync_by(int fd, int (*real)(int)) {
  char path[PATH_MAX];
  if (!place_of(fd, path)) return real(fd);
  enum verdict verdict = step(SYNC, "sync", path);
  int failed = verdict == IO_ERROR;
  int result = failed ? -1 : real(fd);
  if (failed || !result) after_sync(fd, failed);
  if (failed) return refuse(EIO);
  finish(verdict);
  return result;
}
int fsync(int fd) {
  REAL(fsync);
  return sync_by(fd, real);
}
int fdatasync(int fd) {
  REAL(fdatasync);
  return sync_by(fd, real);
}

/* ---- names ---- */

static int open_at(int dir, const char *name, int flags, mode_t mode) {
  REAL(openat);
  char path[PATH_MAX];
  struct stat is;
  if (clocks && !strcmp(name, "/proc/uptime")) return errno = ENOENT, -1; /* CLOCK_BOOTTIME tells it as well. */
  if (!(flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE || !place_at(dir, name, path))
    return real(dir, name, flags, mode);
  int there = !lstat(path, &is);
  int makes = !there && flags & O_CREAT, empties = there && flags & O_TRUNC && S_ISREG(is.st_mode) && is.st_size > 0;
  if (!makes && !empties) return real(dir, name, flags, mode);
  enum verdict verdict = step(makes ? ROOM : ANY, makes ? "make" : "empty", path);
  if (verdict == NO_ROOM) return refuse(ENOSPC);
  if (empties) {
    int fd = real(dir, name, O_RDWR | O_CLOEXEC, 0);
    if (fd >= 0) remember(fd, 0, is.st_size);
  }
  int fd = real(dir, name, flags, mode);
  if (fd >= 0 && makes) remember_name(MADE, path, NULL, NULL);
  finish(verdict);
  return fd;
}

static mode_t mode_in(int flags, va_list rest) {
  return flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(rest, mode_t) : 0;
}
#define WITH_MODE(call)              \
  va_list rest;                      \
  va_start(rest, flags);             \
  mode_t mode = mode_in(flags, rest); \
  va_end(rest);                      \
  return call
int open(const char *name, int flags, ...) { WITH_MODE(open_at(AT_FDCWD, name, flags, mode)); }
int open64(const char *, int, ...) __attribute__((alias("open")));
int openat(int dir, const char *name, int flags, ...) { WITH_MODE(open_at(dir, name, flags, mode)); }
int openat64(int, const char *, int, ...) __attribute__((alias("openat")));

int rename(const char *from, const char *to) {
  REAL(rename);
  char old[PATH_MAX], path[PATH_MAX], kept[PATH_MAX];
  if (!place_at(AT_FDCWD, from, old) || !place_at(AT_FDCWD, to, path)) return real(from, to);
  enum verdict verdict = step(ANY, "rename", path);
  keep_file(path, kept);
  int result = real(from, to);
  if (!result) remember_name(MOVED, path, old, kept);
  finish(verdict);
  return result;
}

int link(const char *from, const char *to) {
  REAL(link);
  char path[PATH_MAX];
  if (!place_at(AT_FDCWD, to, path)) return real(from, to);
  enum verdict verdict = step(ROOM, "link", path);
  if (verdict == NO_ROOM) return refuse(ENOSPC);
  int result = real(from, to);
  if (!result) remember_name(MADE, path, NULL, NULL);
  finish(verdict);
  return result;
}

int mkdir(const char *name, mode_t mode) {
  REAL(mkdir);
  char path[PATH_MAX];
  struct stat is;
  if (!place_at(AT_FDCWD, name, path) || !lstat(path, &is)) return real(name, mode);
  enum verdict verdict = step(ROOM, "mkdir", path);
  if (verdict == NO_ROOM) return refuse(ENOSPC);
  int result = real(name, mode);
  if (!result) remember_name(FOLDER_MADE, path, NULL, NULL);
  finish(verdict);
  return result;
}

static int remove_at(int dir, const char *name, int flags) {
  REAL(unlinkat);
  char path[PATH_MAX], kept[PATH_MAX];
  struct stat is;
  if (!place_at(dir, name, path) || lstat(path, &is)) return real(dir, name, flags);
  enum verdict verdict = step(ANY, "remove", path);
  keep_file(path, kept);
  int result = real(dir, name, flags);
  if (!result) remember_name(flags & AT_REMOVEDIR ? FOLDER_GONE : GONE, path, NULL, kept);
  finish(verdict);
  return result;
}
int unlink(const char *name) { return remove_at(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return remove_at(AT_FDCWD, name, AT_REMOVEDIR); }
int unlinkat(int dir, const char *name, int flags) { return remove_at(dir, name, flags); }

/* ---- room and time, as they are asked for ---- */

int statfs64(const char *path, struct statfs64 *is) {
  REAL(statfs64);
  int result = real(path, is);
  if (!result && kind == FULL && at > 0 && counted >= at && is_below(path)) is->f_bavail = 0;
  return result;
}

int clock_gettime(clockid_t id, struct timespec *now) {
  REAL(clock_gettime);
  int result = real(id, now);
  if (result || !clocks || id == CLOCK_PROCESS_CPUTIME_ID || id == CLOCK_THREAD_CPUTIME_ID) return result;
  int64_t ms = clocks[1] + (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE ? clocks[0] : 0);
  int64_t ns = now->tv_nsec + (ms % 1000) * 1000000;
  now->tv_sec += ms / 1000 + (ns < 0 ? -1 : ns / 1000000000);
  now->tv_nsec = (ns + 1000000000) % 1000000000;
  return 0;
}

int gettimeofday(struct timeval *now, void *zone) {
  (void)zone;
  struct timespec exact;
  int result = clock_gettime(CLOCK_REALTIME, &exact);
  if (!result) now->tv_sec = exact.tv_sec, now->tv_usec = exact.tv_nsec / 1000;
  return result;
}
