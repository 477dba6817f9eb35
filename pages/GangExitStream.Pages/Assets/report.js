'use strict';
// The report's page: puts the data of <script id="data"> into the charts.
(() => {
  const traces = JSON.parse(document.getElementById('data').textContent).traces;
  const byId = (name, trace) => document.getElementById(name + '-' + trace);
  const sum = values => values.reduce((all, value) => all + value, 0);
  const nameOf = vm => vm.label ?? vm.name ?? 'VM ' + vm.tgid;
  const mostSeries = 8;

  document.querySelectorAll('table.sortable').forEach(tables.sortable);
  const vms = document.getElementById('vms');
  if (vms) tables.filterable(vms, document.getElementById('filter'), document.getElementById('filtered'));

  function choices(select, options) {
    select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    select.closest('label').hidden = options.length < 2;
  }

  // The largest series as they are, the others as one.
  function largest(series, bins) {
    const sorted = series.filter(s => !s.rest).sort((a, b) => sum(b.values) - sum(a.values));
    const rest = sorted.slice(mostSeries).concat(series.filter(s => s.rest));
    const shown = sorted.slice(0, mostSeries);
    if (rest.length === 1) shown.push({ ...rest[0], rest: true });
    if (rest.length > 1) shown.push({ name: rest.length + ' others', rest: true, values: Array.from({ length: bins }, (_, bin) => sum(rest.map(s => s.values[bin] || 0))) });
    return shown.filter(s => sum(s.values) > 0 || shown.length === 1);
  }

  function timeline(trace, number) {
    const measure = byId('measure', number), split = byId('split', number), only = byId('vm', number), range = byId('range', number);
    const seconds = trace.binNs / 1e9;
    choices(measure, trace.applicable ? [['gang', 'gang exits per second'], ['share', 'share of runs that end so'], ['lost', 'thread-time lost, at most'], ['exits', 'guest exits per second']] : [['exits', 'guest exits per second']]);
    choices(split, [['vm', 'VM'], ['trap', trace.applicable ? 'trigger' : 'trap'], ['none', 'nothing']]);
    choices(only, [['', 'all']].concat(trace.vms.map((vm, i) => [String(i), nameOf(vm)])));
    const chosen = () => only.value === '' ? trace.vms : [trace.vms[+only.value]];
    // The last bin is not whole: its rate is of the part that the trace has.
    const last = Math.min(1, Math.max(0.25, (trace.durationNs - (trace.bins - 1) * trace.binNs) / trace.binNs));
    const perSecond = values => Array.from({ length: trace.bins }, (_, bin) => (values[bin] || 0) / seconds / (bin === trace.bins - 1 ? last : 1));
    const added = lanes => Array.from({ length: trace.bins }, (_, bin) => sum(lanes.map(lane => lane[bin] || 0)));
    const ratio = (part, whole) => Array.from({ length: trace.bins }, (_, bin) => whole[bin] ? (part[bin] || 0) / whole[bin] : 0);
    const endNs = Math.max(trace.durationNs, (trace.bins - 1) * trace.binNs, 1), time = format.clock(endNs, trace.binNs);
    const when = ns => time(ns) + ' to ' + time(Math.min(endNs, ns + trace.binNs)) + (trace.wallMs ? ' (' + format.wall(trace.wallMs + ns / 1e6) + ')' : '');

    const isShare = () => measure.value === 'share' || measure.value === 'lost';

    function byTrap() {
      const traps = new Map();
      for (const vm of chosen()) for (const trap of vm.traps) traps.set(trap.name, (traps.get(trap.name) ?? []).concat([trap.bins]));
      return [...traps].map(([name, lanes]) => ({ name, rest: name === 'not told', values: perSecond(added(lanes)) }));
    }
    function series() {
      const kind = measure.value;
      const [part, whole] = kind === 'lost' ? [vm => vm.forcedTime, vm => added([vm.forcedTime, vm.guestTime])] : [vm => vm.gang, vm => vm.runs];
      if (isShare()) return split.value === 'vm'
        ? largestShares(chosen().map(vm => ({ name: nameOf(vm), rest: vm.tgid < 0, values: ratio(part(vm), whole(vm)), weight: sum(part(vm)) })))
        : [{ name: 'all', values: ratio(added(chosen().map(part)), added(chosen().map(whole))) }];
      if (split.value === 'trap' && (kind === 'gang' || !trace.applicable)) return largest(byTrap(), trace.bins);
      if (split.value === 'vm') return largest(chosen().map(vm => ({ name: nameOf(vm), rest: vm.tgid < 0, values: perSecond(vm[kind]) })), trace.bins);
      return [{ name: kind === 'gang' ? 'gang exits' : 'guest exits', values: perSecond(added(chosen().map(vm => vm[kind]))) }];
    }
    const largestShares = all => all.sort((a, b) => b.weight - a.weight).slice(0, mostSeries);
    const view = () => ({ bins: trace.bins, binNs: trace.binNs, endNs, lost: Array.from({ length: trace.bins }, (_, bin) => trace.lost[bin] || 0), series: series(), when,
      stacked: !isShare(), percent: isShare(), unit: { share: 'of runs', lost: 'of thread-time', gang: 'gang exits/s', exits: 'guest exits/s' }[measure.value] });

    // What the visible part comes to, in words: the live region, and the chart's label.
    function describe(zoom) {
      const from = Math.floor(zoom.start / 100 * trace.bins), to = Math.max(from + 1, Math.min(trace.bins, Math.ceil(zoom.end / 100 * trace.bins)));
      const count = lane => sum(chosen().map(vm => sum((vm[lane] ?? []).slice(from, to))));
      const length = Math.max(trace.binNs, Math.min(to * trace.binNs, endNs) - from * trace.binNs) / 1e9;
      const text = trace.applicable
        ? format.number(count('gang')) + ' gang exits, ' + format.rate(count('gang') / length) + ' a second, ' + format.share(count('gang'), count('runs')) + ' of runs, ' + format.share(count('forcedTime'), count('forcedTime') + count('guestTime')) + ' of thread-time lost'
        : format.number(count('exits')) + ' guest exits, ' + format.rate(count('exits') / length) + ' a second';
      const span = time(from * trace.binNs) + ' to ' + time(Math.min(to * trace.binNs, endNs));
      range.textContent = span + ': ' + text;
      range.dataset.from = from; range.dataset.to = to;
      byId('timeline', number).setAttribute('aria-label', 'Timeline of ' + measure.selectedOptions[0].text + '. ' + range.textContent);
      fillTable(from, to);
    }
    function fillTable(from, to) {
      const table = byId('timeline-table', number), rows = Math.min(20, to - from), v = view();
      table.replaceChildren();
      const head = table.createTHead().insertRow();
      for (const [i, text] of ['Time', ...v.series.map(s => s.name)].entries()) { const th = document.createElement('th'); th.scope = 'col'; th.textContent = i === 0 ? text : text + ' (' + v.unit + ')'; if (i === 0) th.className = 'name'; head.append(th); }
      const body = table.createTBody();
      for (let i = 0; i < rows; i++) {
        const [a, b] = [from + Math.floor(i * (to - from) / rows), from + Math.floor((i + 1) * (to - from) / rows)];
        const row = body.insertRow();
        const th = document.createElement('th'); th.scope = 'row'; th.className = 'name'; th.textContent = time(a * trace.binNs) + ' to ' + time(Math.min(endNs, b * trace.binNs)); row.append(th);
        for (const s of v.series) { const mean = sum(s.values.slice(a, b)) / (b - a); row.insertCell().textContent = v.percent ? format.percent(mean) : format.rate(mean); }
      }
    }

    const draw = charts.timeline(byId('timeline', number), view, describe);
    const changed = () => { split.closest('label').hidden = measure.value === 'exits' && trace.applicable && only.value !== ''; draw.render(); };
    [measure, split, only].forEach(select => select.addEventListener('change', changed));
    byId('timeline', number).closest('section').querySelectorAll('[data-zoom]').forEach(button => button.addEventListener('click', () => {
      const { start, end } = draw.zoom, width = end - start;
      const to = { in: [start + width / 4, end - width / 4], out: [start - width / 2, end + width / 2], earlier: [start - width / 2, end - width / 2], later: [start + width / 2, end + width / 2], all: [0, 100] };
      draw.zoomTo(...to[button.dataset.zoom]);
    }));
    return { choose: tgid => { const at = trace.vms.findIndex(vm => vm.tgid === tgid); only.value = at < 0 ? '' : String(at); changed(); } };
  }

  function triggers(trace, number) {
    const rows = trace.vms.filter(vm => sum(vm.gang) > 0).slice(0, 12).map(vm => ({ name: nameOf(vm), total: sum(vm.gang), parts: new Map(vm.traps.map(trap => [trap.name, sum(trap.bins)])) }));
    const totals = new Map();
    for (const row of rows) for (const [name, count] of row.parts) totals.set(name, (totals.get(name) ?? 0) + count);
    const names = [...totals].filter(([name]) => name !== 'not told').sort((a, b) => b[1] - a[1]).map(([name]) => name);
    const shown = names.slice(0, mostSeries), others = names.slice(mostSeries);
    for (const row of rows) if (others.length > 0) row.parts.set('other traps', sum(others.map(name => row.parts.get(name) ?? 0)));
    const rest = (others.length > 0 ? ['other traps'] : []).concat(totals.has('not told') ? ['not told'] : []);
    const element = byId('triggers', number);
    element.style.height = Math.max(260, 76 + 30 * rows.length) + 'px';
    element.setAttribute('aria-label', 'Triggers by VM: ' + rows.map(row => row.name + ': ' + [...row.parts].sort((a, b) => b[1] - a[1]).slice(0, 2).map(([name, count]) => name + ' ' + format.share(count, row.total)).join(', ')).join('; '));
    charts.shares(element, () => ({ rows, parts: shown.concat(rest), rest, what: 'gang exits' }));
  }

  function forcedOut(trace, number) {
    const values = Array.from({ length: 9 }, (_, n) => sum(trace.vms.map(vm => vm.forced[n] || 0)));
    let last = values.length;
    while (last > 2 && values[last - 1] === 0) last--;
    const shown = values.slice(1, last), names = shown.map((_, i) => i + 1 === 8 ? '8 or more' : String(i + 1));
    const element = byId('forced', number);
    element.style.height = byId('triggers', number).style.height;
    element.setAttribute('aria-label', 'Gang exits by threads forced out: ' + names.map((name, i) => name + ': ' + format.number(shown[i])).join(', '));
    charts.histogram(element, () => ({ names, values: shown, what: 'gang exits', across: 'threads forced out', titleOf: i => names[i] + (i === 0 ? ' thread' : ' threads') + ' forced out' }));
  }

  // Gang exits by how long their vcore was out, of a VM or of all; bins that are empty at both ends are left out.
  function cost(trace, number) {
    const only = byId('cost-vm', number), element = byId('cost', number), starts = trace.costStarts.concat([Infinity]);
    const vms = trace.vms.filter(vm => sum(vm.gang) > 0);
    choices(only, [['', 'all']].concat(vms.map((vm, i) => [String(i), nameOf(vm)])));
    const chosen = () => only.value === '' ? trace.vms : [vms[+only.value]];
    const of = lane => Array.from({ length: trace.costStarts.length }, (_, bin) => sum(chosen().map(vm => vm[lane][bin] || 0)));
    const titleOf = bin => bin === 0 ? 'less than ' + format.duration(starts[1]) : starts[bin + 1] === Infinity ? format.duration(starts[bin]) + ' or more' : format.duration(starts[bin]) + ' to ' + format.duration(starts[bin + 1]);
    const shown = () => {
      const exits = of('costExits'), ns = of('costNs'), used = exits.map((n, bin) => n > 0 ? bin : -1).filter(bin => bin >= 0);
      const from = used[0] ?? 0, to = (used[used.length - 1] ?? 0) + 1;
      return { from, exits: exits.slice(from, to), ns: ns.slice(from, to), titles: exits.map((_, bin) => titleOf(bin)).slice(from, to), names: exits.map((_, bin) => bin === 0 ? '0' : format.duration(starts[bin])).slice(from, to) };
    };
    const view = () => {
      const s = shown();
      return { names: s.names, across: 'out of the guest, at least', titleOf: i => s.titles[i], sets: [
        { name: 'gang exits', values: s.exits, text: i => format.number(s.exits[i]) }, { name: 'forced-out thread-time', values: s.ns, text: i => format.duration(s.ns[i]) }] };
    };
    function describe() {
      const s = shown(), told = sum(s.exits), all = sum(chosen().map(vm => sum(vm.gang))), quantiles = only.value === '' ? trace : chosen()[0];
      byId('cost-note', number).textContent = format.number(told) + ' gang exits took ' + format.duration(sum(s.ns))
        + (quantiles.outP50Ns === undefined ? '' : '; median ' + format.duration(quantiles.outP50Ns) + ', 99th percentile ' + format.duration(quantiles.outP99Ns))
        + (all > told ? '. Of ' + format.number(all - told) + ' more the trace does not tell.' : '.');
      element.setAttribute('aria-label', 'Gang exits by how long they took: ' + s.titles.map((title, i) => title + ': ' + format.share(s.exits[i], told) + ' of gang exits, ' + format.share(s.ns[i], sum(s.ns)) + ' of the time').join('; '));
      fill(s, told);
    }
    function fill(s, told) {
      const table = byId('cost-table', number);
      table.replaceChildren();
      const head = table.createTHead().insertRow(), body = table.createTBody();
      for (const [i, text] of ['Out of the guest', 'Gang exits', 'Share', 'Forced-out thread-time', 'Share'].entries()) { const th = document.createElement('th'); th.scope = 'col'; th.textContent = text; if (i === 0) th.className = 'name'; head.append(th); }
      s.titles.forEach((title, i) => {
        const row = body.insertRow(), th = document.createElement('th');
        th.scope = 'row'; th.className = 'name'; th.textContent = title; row.append(th);
        for (const text of [format.number(s.exits[i]), format.share(s.exits[i], told), format.duration(s.ns[i]), format.share(s.ns[i], sum(s.ns))]) row.insertCell().textContent = text;
      });
    }
    describe();
    const draw = charts.distribution(element, view);
    only.addEventListener('change', () => { describe(); draw.render(); });
  }

  function heat(trace, number) {
    const columns = Math.max(1, Math.ceil(trace.bins * trace.binNs / trace.heatNs));
    const last = Math.min(1, Math.max(0.25, (trace.durationNs - (columns - 1) * trace.heatNs) / trace.heatNs));
    const rows = trace.vcores.map(v => ({ name: (trace.vms.find(vm => vm.tgid === v.tgid)?.name ?? v.tgid) + ' · ' + (v.vcore < 0 ? 'unknown' : 'vcore ' + v.vcore), values: v.gang.map((n, x) => n / (trace.heatNs / 1e9) / (x === columns - 1 ? last : 1)) }));
    const time = format.clock(trace.bins * trace.binNs, trace.heatNs), when = ns => time(ns) + ' to ' + time(ns + trace.heatNs);
    const busiest = trace.vcores.map((v, i) => [sum(v.gang), rows[i].name]).sort((a, b) => b[0] - a[0])[0];
    byId('heat-note', number).textContent = (trace.vcoreCount > rows.length ? 'The ' + rows.length + ' of ' + format.number(trace.vcoreCount) + ' vcores with most gang exits. ' : '') + 'A column is ' + format.duration(trace.heatNs) + '.';
    const element = byId('heat', number);
    element.setAttribute('aria-label', 'Heat map of ' + rows.length + ' vcores over time' + (busiest ? '; most gang exits: ' + busiest[1] + ', ' + format.number(busiest[0]) : ''));
    charts.heat(element, () => ({ rows, columns, columnNs: trace.heatNs, when, unit: 'gang exits/s' }));
  }

  const lines = traces.map((trace, number) => {
    const line = byId('timeline', number) && trace.bins ? timeline(trace, number) : null;
    if (byId('triggers', number)) {
      if (trace.bins) { triggers(trace, number); forcedOut(trace, number); cost(trace, number); heat(trace, number); }
      else byId('triggers', number).closest('.pair').hidden = byId('cost', number).closest('section').hidden = byId('heat', number).closest('section').hidden = true;
    }
    return line;
  });

  // A VM's row shows that VM on the timeline; again: all.
  vms?.tBodies[0].addEventListener('click', event => {
    const row = event.target.closest('tr');
    if (!row || getSelection().toString() !== '') return;
    const chosen = !row.classList.contains('chosen');
    vms.querySelectorAll('tr.chosen').forEach(other => other.classList.remove('chosen'));
    row.classList.toggle('chosen', chosen);
    lines[+row.dataset.trace]?.choose(chosen ? +row.dataset.tgid : NaN);
  });
})();
