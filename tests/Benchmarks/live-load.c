// Emits the events of VMs at a steady rate, for uprobes on the two functions (live-cost puts them there).
// usage: live-load EVENTS_A_SECOND SECONDS THREADS      prints how many events it has emitted
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
__attribute__((noinline, used)) void t_guest_exit(int vcpu_id, int trap, unsigned long pc, unsigned long msr, unsigned char ceded) { asm volatile("" ::"r"(vcpu_id), "r"(trap), "r"(pc), "r"(msr), "r"(ceded) : "memory"); }
__attribute__((noinline, used)) void t_run_core(int n_runnable, int runner_vcpu, int where, int tgid) { asm volatile("" ::"r"(n_runnable), "r"(runner_vcpu), "r"(where), "r"(tgid) : "memory"); }

enum { RUN = 6, SLOTS = 500 }; // events of a run: Enter, four exits, Exit; slots a second
static int rate, seconds, threads;
static const int traps[] = {0x500, 0x980, 0xc00, 0xea0, 0xe00, 0x900, 0x300};

static void *vcore(void *arg) {
    long id = (long)arg, emitted = 0;
    unsigned seed = id + 1;
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (int slot = 1; slot <= seconds * SLOTS; slot++) {
        for (long due = (long)((double)rate / threads / SLOTS * slot); emitted + RUN <= due; emitted += RUN) {
            t_run_core(4, id * 8, 0, getpid());
            for (int v = 0; v < 4; v++)
                t_guest_exit(id * 8 + v, traps[rand_r(&seed) % 7], 0xc000000000012340ul, 0x8000000002a09033ul, rand_r(&seed) % 100 < 30);
            t_run_core(4, id * 8, 1, getpid());
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
