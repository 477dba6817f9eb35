// Emits the events of VMs at a steady rate, for uprobes on the two functions (live-cost puts them there). x86-64 only.
// usage: live-load EVENTS_A_SECOND SECONDS THREADS      prints how many events it has emitted
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
// Where a uprobe is on a nop of five bytes, newer kernels make a system call of it; the trap costs several times as much.
__asm__(".text\n.balign 64\nt_guest_exit: .byte 0x0f, 0x1f, 0x44, 0, 0\nret\n.balign 64\nt_run_core: .byte 0x0f, 0x1f, 0x44, 0, 0\nret\n");
void t_guest_exit(int vcpu_id, int trap, unsigned long pc, unsigned long msr, unsigned char ceded);
void t_run_core(int n_runnable, int runner_vcpu, int where, int tgid);

enum { RUN = 6, SLOTS = 500 }; // events of a run: Enter, four exits, Exit; slots a second
static int rate, seconds, threads;
static const int traps[] = {0x500, 0x980, 0xc00, 0xea0, 0xe00, 0x900, 0x300};

static void *vcore(void *arg) {
    long id = (long)arg, emitted = 0;
    unsigned seed = id + 1;
    int tgid = getpid();
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (int slot = 1; slot <= seconds * SLOTS; slot++) {
        for (long due = (long)((double)rate / threads / SLOTS * slot); emitted + RUN <= due; emitted += RUN) {
            t_run_core(4, id * 8, 0, tgid);
            for (int v = 0; v < 4; v++)
                t_guest_exit(id * 8 + v, traps[rand_r(&seed) % 7], 0xc000000000012340ul, 0x8000000002a09033ul, rand_r(&seed) % 100 < 30);
            t_run_core(4, id * 8, 1, tgid);
        }
        next.tv_nsec += 1000000000 / SLOTS;
        if (next.tv_nsec >= 1000000000) { next.tv_nsec -= 1000000000; next.tv_sec++; }
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
    }
    return (void *)emitted;
}

int main(int count, char **args) {
    if (count != 4) return 2;
    rate = atoi(args[1]); seconds = atoi(args[2]); threads = atoi(args[3]);
    pthread_t thread[64];
    if (threads < 1 || threads > 64) return 2;
    for (long i = 0; i < threads; i++) pthread_create(&thread[i], NULL, vcore, (void *)i);
    long sum = 0;
    for (int i = 0; i < threads; i++) { void *emitted; pthread_join(thread[i], &emitted); sum += (long)emitted; }
    printf("%ld\n", sum);
}
