/*
 * What a disk keeps when the power fails: the journal of what was not synced, and its undoing.
 *
 * KE1 Bytes are kept when their file was synced, names when their folder was. A name that moved
 *     between folders is kept with the folder it moved to.
 * KE2 Bytes that a failed sync was for stay lost until they are written again: Linux calls them clean.
 * KE3 Descriptors of our own are never closed: that would drop the locks of the process (OD3, OL3).
 * KE4 Torn: of each file some sectors are kept and some are not, in no order; of each folder the first
 *     changes of names.
 *
 * The caller sees to it that one thread at a time is in here.
 */
#define _GNU_SOURCE
#include "kept.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECTOR 512

/* Bytes as the last sync left them; newest first. */
struct undo {
  struct undo *older;
  off_t at, size; /* where the bytes stood; how long the file was, or -1: a later sync kept its length */
  size_t length, there; /* how many were to change, and how many of them stood there */
  int lost;
  char *bytes;
};
struct file {
  struct file *next;
  dev_t dev;
  ino_t ino;
  int fd;
  struct undo *undo;
};
/* A change of names that no sync of its folder has made durable; newest first. */
struct naming {
  struct naming *older;
  dev_t dev;
  ino_t folder;
  enum change change;
  char *path, *from, *kept;
};

static char keep[PATH_MAX];
static uint64_t seed = 1;
static struct file *files;
static struct naming *names;

void keep_in(const char *folder) { snprintf(keep, sizeof keep, "%s", folder); }

void draw_from(uint64_t from) { seed = from * 2654435761u + 88172645463325252u; }

int real_open(const char *path, int flags, mode_t mode) {
  REAL(open);
  return real(path, flags, mode);
}

static uint32_t chance(void) {
  seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
  return seed >> 32;
}

static struct file *file_of(int fd) {
  struct stat is;
  if (fstat(fd, &is) || !S_ISREG(is.st_mode)) return NULL;
  for (struct file *file = files; file; file = file->next)
    if (file->ino == is.st_ino && file->dev == is.st_dev) return file;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  struct file *file = calloc(1, sizeof *file);
  *file = (struct file){files, is.st_dev, is.st_ino, real_open(link, O_RDWR | O_CLOEXEC, 0), NULL};
  return files = file;
}

off_t size_of(int fd) {
  struct stat is;
  return fstat(fd, &is) ? 0 : is.st_size;
}

void remember(int fd, off_t offset, size_t length) {
  struct file *file = file_of(fd);
  if (!file) return;
  off_t size = size_of(fd);
  size_t after = offset < size ? (size_t)(size - offset) : 0, there = after < length ? after : length;
  for (struct undo *u = file->undo; u; u = u->older)
    if (u->at >= offset && u->at + (off_t)u->length <= offset + (off_t)length) u->lost = 0;
  struct undo *undo = calloc(1, sizeof *undo);
  *undo = (struct undo){file->undo, offset, size, length, there, 0, calloc(1, length + 1)};
  if (there && pread(file->fd, undo->bytes, there, offset) != (ssize_t)there) abort();
  file->undo = undo;
}

void remember_name(enum change change, const char *path, const char *from, const char *kept) {
  char folder[PATH_MAX];
  snprintf(folder, sizeof folder, "%s", path);
  *strrchr(folder, '/') = 0;
  struct stat is;
  if (stat(folder, &is)) return;
  struct naming *naming = calloc(1, sizeof *naming);
  *naming = (struct naming){names, is.st_dev, is.st_ino, change, strdup(path),
                            from ? strdup(from) : NULL, kept && *kept ? strdup(kept) : NULL};
  names = naming;
}

void keep_file(const char *path, char *kept) {
  static int number;
  *kept = 0;
  REAL(link);
  struct stat is;
  if (!*keep || lstat(path, &is) || !S_ISREG(is.st_mode)) return;
  snprintf(kept, PATH_MAX, "%.3900s/%d", keep, ++number);
  if (real(path, kept)) *kept = 0;
}

/* ---- what a sync keeps, and what a failure of power takes ---- */

static void synced_names(const struct stat *folder) {
  REAL(unlink);
  for (struct naming **link = &names; *link;) {
    struct naming *n = *link;
    int here = n->folder == folder->st_ino && n->dev == folder->st_dev;
    if (!here) {
      link = &n->older;
      continue;
    }
    if (n->kept) real(n->kept);
    *link = n->older;
    free(n->path), free(n->from), free(n->kept), free(n);
  }
}

static void synced_bytes(struct file *file, int failed) {
  for (struct undo **link = &file->undo; *link;) {
    struct undo *u = *link;
    if (failed) u->lost = 1;
    else if (u->lost) u->size = -1;
    if (u->lost) link = &u->older;
    else *link = u->older, free(u->bytes), free(u);
  }
}

void after_sync(int fd, int failed) {
  struct stat is;
  if (fstat(fd, &is)) return;
  if (S_ISDIR(is.st_mode)) {
    if (!failed) synced_names(&is);
    return;
  }
  struct file *file = file_of(fd);
  if (file) synced_bytes(file, failed);
}

static int set_size(int fd, off_t size) {
  REAL(ftruncate);
  return real(fd, size);
}

static void set_folder(const char *path) {
  REAL(mkdir);
  real(path, 0700);
}

static void revert(struct file *file, int torn) {
  REAL(pwrite64);
  off_t size = size_of(file->fd);
  char *now = malloc(size + 1), *touched = calloc(1, size / SECTOR + 2);
  if (pread(file->fd, now, size, 0) != size) abort();
  for (struct undo *u = file->undo; u; u = u->older) {
    real(file->fd, u->bytes, u->size < 0 ? u->length : u->there, u->at);
    if (u->size >= 0 && set_size(file->fd, u->size)) abort();
    for (off_t s = u->at / SECTOR; !u->lost && s <= (u->at + (off_t)u->length) / SECTOR && s <= size / SECTOR; s++)
      touched[s] = 1;
  }
  for (off_t s = 0; torn && s < size; s += SECTOR)
    if (touched[s / SECTOR] && chance() & 1) real(file->fd, now + s, size - s < SECTOR ? size - s : SECTOR, s);
  if (torn && file->undo && chance() & 1 && set_size(file->fd, size)) abort();
}

/* Within a folder names change in order: what is newer than a change that was lost is lost as well. */
static void revert_names(int torn) {
  REAL(rename);
  struct { dev_t dev; ino_t ino; } settled[256];
  int count = 0, aside = 0;
  char away[PATH_MAX];
  for (struct naming *n = names; n; n = n->older) {
    int stays = 0;
    for (int i = 0; i < count; i++) stays |= settled[i].ino == n->folder && settled[i].dev == n->dev;
    if (torn && !stays && count < 256 && chance() & 1) {
      settled[count].dev = n->dev, settled[count++].ino = n->folder;
      stays = 1;
    }
    if (stays) continue;
    snprintf(away, sizeof away, "%.3900s/away-%d", keep, ++aside);
    if (n->change == MADE || n->change == FOLDER_MADE) real(n->path, away);
    if (n->change == MOVED) real(n->path, n->from);
    if (n->change == FOLDER_GONE) set_folder(n->path);
    if (n->kept) real(n->kept, n->path);
  }
}

void power_fails(int torn) {
  for (struct file *file = files; file; file = file->next)
    if (file->undo) revert(file, torn);
  revert_names(torn);
}

