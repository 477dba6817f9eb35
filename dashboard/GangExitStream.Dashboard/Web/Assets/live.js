'use strict';
// Keeps a page up to date: an event from api/stream, then the page itself is fetched again, and the elements with data-live are replaced by
// their new selves. The server alone makes markup.
const live = (() => {
  const root = document.body.dataset.root, state = document.getElementById('live'), pause = document.getElementById('pause');
  const least = 2000; // ms between two fetches
  const listeners = [];
  let paused = false, waiting = null, fetching = null, last = 0, changes = 0;

  const say = (text, kind) => { state.textContent = text; state.className = 'live js ' + kind; };

  function swap(fresh) {
    const focused = document.activeElement, field = focused?.closest?.('th')?.dataset.field, inside = focused?.closest?.('[data-live]')?.id, href = focused?.getAttribute?.('href');
    for (const element of document.querySelectorAll('[data-live]')) {
      const other = fresh.getElementById(element.id);
      if (other && other.innerHTML !== element.innerHTML) element.replaceChildren(...[...other.childNodes].map(node => document.importNode(node, true)));
    }
    for (const table of document.querySelectorAll('table.sortable')) {
      const sorted = [...table.tHead.rows[0].cells].findIndex(cell => cell.ariaSort);
      if (sorted >= 0) tables.sort(table, sorted, table.tHead.rows[0].cells[sorted].ariaSort === 'descending');
    }
    if (inside && !document.contains(focused)) {
      const again = field ? document.querySelector('#' + inside + ' th[data-field="' + field + '"] a') : [...document.querySelectorAll('#' + inside + ' a')].find(a => a.getAttribute('href') === href);
      again?.focus();
    }
    document.body.dataset.changes = String(++changes);
    listeners.forEach(listener => listener());
  }

  async function refresh() {
    clearTimeout(waiting);
    waiting = null;
    fetching?.abort();
    const mine = fetching = new AbortController();
    try {
      const answer = await fetch(location.href, { signal: mine.signal, headers: { Accept: 'text/html' } });
      if (!answer.ok) throw new Error(answer.status);
      swap(new DOMParser().parseFromString(await answer.text(), 'text/html'));
      last = performance.now();
    } catch (error) {
      if (error.name !== 'AbortError') say('no answer: trying again', 'off');
    } finally {
      if (fetching === mine) fetching = null;
    }
  }

  const soon = () => {
    if (paused || waiting !== null || document.hidden) return;
    waiting = setTimeout(refresh, Math.max(0, least - (performance.now() - last)));
  };

  // Another order, filter or page: the address changes, the page stays.
  function go(address) {
    history.replaceState(null, '', address);
    return refresh();
  }

  document.addEventListener('click', event => {
    const link = event.target.closest('a[data-nav]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(link.getAttribute('href'));
    const q = new URLSearchParams(link.getAttribute('href')).get('q'), input = document.getElementById('filter');
    if (input && q !== null) input.value = q;
  });

  pause?.addEventListener('click', () => {
    paused = !paused;
    pause.setAttribute('aria-pressed', String(paused));
    pause.textContent = paused ? 'Go on' : 'Pause';
    say(paused ? 'paused' : 'live', paused ? '' : 'on');
    if (!paused) return refresh();
    clearTimeout(waiting); // also what was on its way
    waiting = null;
    fetching?.abort();
  });
  document.addEventListener('visibilitychange', soon);

  const stream = new EventSource(root + 'api/stream');
  let first = true;
  stream.addEventListener('open', () => { if (!paused) say('live', 'on'); if (!first) soon(); first = false; });
  stream.addEventListener('error', () => { if (!paused) say('no connection: trying again', 'off'); });
  stream.addEventListener('update', event => {
    const update = JSON.parse(event.data);
    document.body.dataset.version = update.version;
    soon();
  });
  addEventListener('pagehide', () => stream.close());
  return { go, refresh, onChange: listener => listeners.push(listener) };
})();
