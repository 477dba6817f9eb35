# Gang exits by perf's own Python: what `gangexit report` is measured against, and what it must agree with by the tgid rule.
#     perf script -i perf.data -s tests/Benchmarks/gang_exits.py
# The rule: Enter sets its VM's cedes back; a guest exit adds its ceded flag to the VM of its thread, which is the VM of the
# thread's first Enter; an Exit is a gang exit when more than one of the runnable threads had not ceded.

ENTER = 0

vms = {}           # tgid -> its Vm, in the order of their first Enter
vm_of_thread = {}  # runner tid -> Vm


class Vm:
    def __init__(self):
        self.cedes = 0
        self.gang_exits = 0


def event_fields(values, count):
    """perf passes the event's fields in their order; look-alikes have another one before, and newer perfs a dict behind them."""
    fields = [value for value in values if not isinstance(value, dict)]
    return fields[len(fields) - count:]


def kvm_hv__kvm_guest_exit(event, context, cpu, secs, nsecs, tid, comm, callchain, *values):
    ceded = event_fields(values, 5)[4]
    if ceded and tid in vm_of_thread:
        vm_of_thread[tid].cedes += ceded


def kvm_hv__kvmppc_run_core(event, context, cpu, secs, nsecs, tid, comm, callchain, *values):
    runnable, _, where, tgid = event_fields(values, 4)
    if where == ENTER:
        vm = vms.setdefault(tgid, Vm())
        vm.cedes = 0
        vm_of_thread.setdefault(tid, vm)
    elif tgid in vms and runnable - vms[tgid].cedes > 1:
        vms[tgid].gang_exits += 1


def trace_begin():
    print("Ganged exits summary")


def trace_end():
    for tgid, vm in vms.items():
        print("\nGanged exits for process %d : %20d" % (tgid, vm.gang_exits))
    print("=" * 39)
