'use strict';
// Puts the data of <script id="data"> into the charts of the fleet's page and of a VM's.
(() => {
  const byId = name => document.getElementById(name);
  const sum = values => values.reduce((all, value) => all + value, 0);
  const mostSeries = 8;
  let data = {};
  const read = () => { const element = byId('data'); data = element ? JSON.parse(element.textContent) : {}; };
  read();

  document.querySelectorAll('table.sortable').forEach(tables.sortable);

  // UTC for wall times, else seconds of the trace's clock.
  const clockOf = d => d.wallMs !== undefined
    ? ns => new Date(d.wallMs + ns / 1e6).toISOString().slice(11, d.binNs < 1e9 ? 23 : 19)
    : ns => ((d.traceNs + ns) / 1e9).toFixed(d.binNs < 1e9 ? 3 : 0) + ' s';
  const fullOf = d => d.wallMs !== undefined
    ? ns => new Date(d.wallMs + ns / 1e6).toISOString().slice(0, 10) + ' ' + clockOf(d)(ns) + ' UTC' : clockOf(d);

  function choices(select, options) {
    const before = select.value;
    select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    if (options.some(([value]) => value === before)) select.value = before;
    select.closest('label').hidden = options.length < 2;
  }

  function largest(series, bins) {
    const sorted = series.slice().sort((a, b) => sum(b.values) - sum(a.values)), rest = sorted.slice(mostSeries), shown = sorted.slice(0, mostSeries);
    if (rest.length > 0) shown.push({ name: rest.length === 1 ? rest[0].name : rest.length + ' other traps', rest: true, values: Array.from({ length: bins }, (_, bin) => sum(rest.map(s => s.values[bin] || 0))) });
    return shown.filter(s => sum(s.values) > 0);
  }

  function timeline() {
    const measure = byId('measure'), split = byId('split'), range = byId('range');
    const perSecond = values => values.map(value => value / (data.binNs / 1e9));
    const ratio = (part, whole) => part.map((value, bin) => whole[bin] > 0 ? value / whole[bin] : null);
    const prepare = () => {
      const applies = sum(data.runs) > 0;
      choices(measure, (applies ? [['lost', 'thread-time lost'], ['gang', 'gang exits per second'], ['share', 'gang exits, of runs']] : []).concat([['exits', 'guest exits per second']]));
      const byTrap = { gang: data.gangByTrap, exits: data.exitsByTrap }[measure.value];
      choices(split, byTrap?.length ? [['trap', 'trap'], ['none', 'nothing']] : [['none', 'nothing']]);
      byId('span').textContent = format.duration(data.bins * data.binNs) + ', a step is ' + format.duration(data.binNs);
    };
    const series = () => {
      const kind = measure.value;
      if (split.value === 'trap') {
        const traps = largest((kind === 'gang' ? data.gangByTrap : data.exitsByTrap).map(trap => ({ name: trap.name, values: perSecond(trap.bins) })), data.bins);
        if (traps.length > 0) return traps;
      }
      if (kind === 'lost') return [{ name: 'thread-time lost, at most', values: ratio(data.forced, data.forced.map((value, bin) => value + data.guest[bin])) }];
      if (kind === 'share') return [{ name: 'gang exits', values: ratio(data.gang, data.runs) }];
      return [{ name: kind === 'gang' ? 'gang exits' : 'guest exits', values: perSecond(kind === 'gang' ? data.gang : data.exits) }];
    };
    const view = () => {
      const percent = measure.value === 'lost' || measure.value === 'share', full = fullOf(data);
      return { bins: data.bins, binNs: data.binNs, endNs: data.bins * data.binNs, lost: data.lost, series: series(), time: clockOf(data), percent, stacked: true,
        when: ns => full(ns) + ', ' + format.duration(data.binNs), unit: { lost: 'of thread-time', share: 'of runs', gang: 'gang exits/s', exits: 'guest exits/s' }[measure.value] };
    };
    const describe = zoom => {
      const from = Math.floor(zoom.start / 100 * data.bins), to = Math.max(from + 1, Math.min(data.bins, Math.ceil(zoom.end / 100 * data.bins)));
      const part = lane => sum(data[lane].slice(from, to)), applies = sum(data.runs) > 0, full = fullOf(data), seconds = (to - from) * data.binNs / 1e9;
      range.textContent = full(from * data.binNs) + ' to ' + clockOf(data)(to * data.binNs) + ': ' + (applies
        ? format.number(part('gang')) + ' gang exits, ' + format.share(part('gang'), part('runs')) + ' of runs, ' + format.share(part('forced'), part('forced') + part('guest')) + ' of thread-time lost'
        : format.number(part('exits')) + ' guest exits, ' + format.rate(part('exits') / seconds) + ' a second');
      range.dataset.from = from; range.dataset.to = to;
      byId('timeline').setAttribute('aria-label', 'Timeline of ' + (measure.selectedOptions[0]?.text ?? 'nothing') + '. ' + range.textContent);
    };
    prepare();
    const draw = charts.timeline(byId('timeline'), view, describe);
    const changed = () => { prepare(); draw.render(); };
    [measure, split].forEach(select => select.addEventListener('change', changed));
    byId('timeline-section').querySelectorAll('[data-zoom]').forEach(button => button.addEventListener('click', () => {
      const { start, end } = draw.zoom, width = end - start;
      draw.zoomTo(...{ in: [start + width / 4, end - width / 4], out: [start - width / 2, end + width / 2], earlier: [start - width / 2, end - width / 2], later: [start + width / 2, end + width / 2], all: [0, 100] }[button.dataset.zoom]);
    }));
    return changed;
  }

  function heat() {
    const element = byId('heat');
    const view = () => {
      const full = fullOf(data);
      return { rows: data.heat.rows, columns: data.heat.columns, columnNs: data.heat.columnNs, percent: data.heat.percent, unit: data.heat.percent ? 'lost' : 'guest exits/s', time: clockOf(data), when: ns => full(ns) + ', ' + format.duration(data.heat.columnNs) };
    };
    const describe = () => {
      byId('heat-what').textContent = data.heat.percent ? 'Lost thread-time' : 'Guest exits a second';
      byId('heat-note').textContent = 'A column is ' + format.duration(data.heat.columnNs) + '.';
      element.setAttribute('aria-label', 'Heat map of ' + data.heat.rows.length + ' VMs over time' + (data.heat.rows.length > 0 ? '; the worst: ' + data.heat.rows[0].name : ''));
    };
    describe();
    const draw = charts.heat(element, view);
    return () => { describe(); draw.render(); };
  }

  function triggers() {
    const element = byId('triggers');
    const view = () => {
      const rows = data.triggers.map(row => ({ name: row.name, total: row.total, parts: new Map(row.parts) })), totals = new Map();
      for (const row of rows) for (const [name, count] of row.parts) totals.set(name, (totals.get(name) ?? 0) + count);
      const names = [...totals].filter(([name]) => name !== 'not told').sort((a, b) => b[1] - a[1]).map(([name]) => name), others = names.slice(mostSeries);
      for (const row of rows) if (others.length > 0) row.parts.set('other traps', sum(others.map(name => row.parts.get(name) ?? 0)));
      const rest = (others.length > 0 ? ['other traps'] : []).concat(totals.has('not told') ? ['not told'] : []);
      return { rows, parts: names.slice(0, mostSeries).concat(rest), rest, what: data.what };
    };
    const describe = () => {
      byId('triggers-what').textContent = data.what === 'gang exits' ? 'Gang exits' : 'Guest exits';
      element.style.height = Math.max(160, 76 + 30 * data.triggers.length) + 'px';
      element.setAttribute('aria-label', 'Traps by VM: ' + data.triggers.map(row => row.name + ': ' + row.parts.slice(0, 2).map(([name, count]) => name + ' ' + format.share(count, row.total)).join(', ')).join('; '));
    };
    describe();
    const draw = charts.shares(element, view);
    return () => { describe(); draw.render(); };
  }

  // Charts come into being when there is something to draw.
  const made = new Map();
  const makers = [['timeline', timeline, () => data.bins > 0], ['heat', heat, () => data.heat?.rows.length > 0], ['triggers', triggers, () => data.triggers?.length > 0]];
  function draw() {
    for (const [name, make, applies] of makers) {
      const section = byId(name + '-section');
      if (!section) continue;
      section.hidden = !applies();
      if (section.hidden) continue;
      if (made.has(name)) made.get(name)();
      else made.set(name, make());
    }
  }
  draw();
  live.onChange(() => { read(); draw(); });

  // Typing filters after a short rest; Enter at once.
  const form = byId('filter-form'), input = byId('filter');
  let typing = null;
  const filter = () => {
    clearTimeout(typing);
    const query = new URLSearchParams(location.search);
    query.set('q', input.value.trim());
    query.delete('page');
    live.go('?' + query);
  };
  input?.addEventListener('input', () => { clearTimeout(typing); typing = setTimeout(filter, 250); });
  form?.addEventListener('submit', event => { event.preventDefault(); filter(); });
})();
