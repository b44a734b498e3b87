/* What a disk keeps of what a process does to it; see kept.c. Nothing of it is seen from outside. */
#pragma once
#include <dlfcn.h>
#include <stdint.h>
#include <sys/types.h>

/* The C library's own function of that name, as `real`. */
#define REAL(name)                     \
  static __typeof__(&name) real;       \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#pragma GCC visibility push(hidden)

enum change { MADE, GONE, MOVED, FOLDER_MADE, FOLDER_GONE };

/* An empty folder on the same disk, for what names no longer name. */
void keep_in(const char *folder);
void draw_from(uint64_t seed);
int real_open(const char *path, int flags, mode_t mode);
off_t size_of(int fd);
/* Before bytes change. */
void remember(int fd, off_t offset, size_t length);
/* A second name for the file that a change of names takes away; empty where there is none. */
void keep_file(const char *path, char *kept);
/* When a name has changed: what undoes it. */
void remember_name(enum change change, const char *path, const char *from, const char *kept);
void after_sync(int fd, int failed);
void power_fails(int torn);

#pragma GCC visibility pop
