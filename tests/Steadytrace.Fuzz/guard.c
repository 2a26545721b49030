/* Preloaded into the fuzzer: a file that is mapped for reading lies in memory of its own, its last byte right before a page that may
   not be touched. A read behind the file's end, by one byte, ends the process. The places are kept for the files that come after. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096UL
#define MOST (64UL << 20)
#define LEAST (64UL << 10)
#define PLACES 256

/* given: where the file lies, 0 while the place is free; base and room: the memory before the page that may not be touched. */
static struct { uint8_t *given; uint8_t *base; size_t room; } places[PLACES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *plain(void *at, size_t size, int prot, int flags, int fd, off_t offset) {
    return (void *)syscall(SYS_mmap, at, size, prot, flags, fd, offset);
}

/* A free place with room enough, or a new one. */
static uint8_t *place(size_t size) {
    int unused = -1;
    for (int i = 0; i < PLACES; i++) {
        if (!places[i].base) { if (unused < 0) unused = i; continue; }
        if (!places[i].given && places[i].room >= size) return places[i].given = places[i].base + places[i].room - size;
    }
    if (unused < 0) return 0;
    size_t room = LEAST;
    while (room < size) room *= 2;
    uint8_t *base = plain(0, room + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) return 0;
    mprotect(base + room, PAGE, PROT_NONE);
    places[unused].base = base, places[unused].room = room;
    return places[unused].given = base + room - size;
}

void *mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset) {
    if (fd < 0 || at || prot != PROT_READ || !(flags & MAP_SHARED) || size == 0 || size > MOST) return plain(at, size, prot, flags, fd, offset);
    pthread_mutex_lock(&lock);
    uint8_t *given = place(size);
    pthread_mutex_unlock(&lock);
    if (!given) return MAP_FAILED;
    for (size_t done = 0; done < size;) {
        ssize_t got = pread(fd, given + done, size - done, offset + done);
        if (got <= 0) break;
        done += got;
    }
    return given;
}

void *mmap64(void *at, size_t size, int prot, int flags, int fd, off_t offset) { return mmap(at, size, prot, flags, fd, offset); }

static int find(void *given) {
    for (int i = 0; i < PLACES; i++)
        if (given && places[i].given == given) return i;
    return -1;
}

int munmap(void *at, size_t size) {
    pthread_mutex_lock(&lock);
    int known = find(at);
    if (known >= 0) places[known].given = 0;
    pthread_mutex_unlock(&lock);
    return known >= 0 ? 0 : syscall(SYS_munmap, at, size);
}

int madvise(void *at, size_t size, int advice) { return find(at) >= 0 ? 0 : syscall(SYS_madvise, at, size, advice); }

int msync(void *at, size_t size, int flags) { return find(at) >= 0 ? 0 : syscall(SYS_msync, at, size, flags); }
