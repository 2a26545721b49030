/* Preloaded into the fuzzer: a file that is mapped for reading lies in memory of its own, its last byte right before a page that may
   not be touched. A read behind the file's end, by one byte, ends the process. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096UL
#define MOST (64UL << 20)
#define PLACES 256

static struct { uint8_t *given; uint8_t *base; size_t size; } places[PLACES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *plain(void *at, size_t size, int prot, int flags, int fd, off_t offset) {
    return (void *)syscall(SYS_mmap, at, size, prot, flags, fd, offset);
}

void *mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset) {
    if (fd < 0 || at || prot != PROT_READ || !(flags & MAP_SHARED) || size == 0 || size > MOST) return plain(at, size, prot, flags, fd, offset);
    size_t whole = (size + PAGE - 1) / PAGE * PAGE;
    uint8_t *base = plain(0, whole + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED) return base;
    uint8_t *given = base + whole - size;
    for (size_t done = 0; done < size;) {
        ssize_t got = pread(fd, given + done, size - done, offset + done);
        if (got <= 0) break;
        done += got;
    }
    mprotect(base, whole, PROT_READ);
    mprotect(base + whole, PAGE, PROT_NONE);
    pthread_mutex_lock(&lock);
    for (int i = 0; i < PLACES; i++) {
        if (places[i].given) continue;
        places[i].given = given, places[i].base = base, places[i].size = whole + PAGE;
        break;
    }
    pthread_mutex_unlock(&lock);
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
    int place = find(at);
    if (place >= 0) {
        at = places[place].base, size = places[place].size;
        places[place].given = 0;
    }
    pthread_mutex_unlock(&lock);
    return syscall(SYS_munmap, at, size);
}

int madvise(void *at, size_t size, int advice) { return find(at) >= 0 ? 0 : syscall(SYS_madvise, at, size, advice); }

int msync(void *at, size_t size, int flags) { return find(at) >= 0 ? 0 : syscall(SYS_msync, at, size, flags); }
