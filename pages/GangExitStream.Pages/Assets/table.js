'use strict';
// Tables of class "sortable": a button in each heading sorts by the cells' data-v (else their text). The one with rows of VMs has a filter.
const tables = (() => {
  const valueOf = cell => cell.dataset.v ?? cell.textContent.trim();
  const compare = (a, b) => {
    const [x, y] = [Number(a), Number(b)];
    return a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y) ? x - y : String(a).localeCompare(String(b), 'en', { numeric: true });
  };

  function sort(table, column, descending) {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, place) => ({ row, place, value: valueOf(row.cells[column]) }));
    rows.sort((a, b) => (descending ? -1 : 1) * compare(a.value, b.value) || a.place - b.place);
    body.append(...rows.map(entry => entry.row));
    [...table.tHead.rows[0].cells].forEach((cell, i) => {
      if (i === column) cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
      else cell.removeAttribute('aria-sort');
    });
  }

  function sortable(table) {
    [...table.tHead.rows[0].cells].forEach((cell, column) => {
      if (cell.classList.contains('spark')) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = cell.textContent;
      cell.replaceChildren(button);
      button.addEventListener('click', () => {
        const first = cell.classList.contains('num'); // numbers: the most first
        const now = cell.getAttribute('aria-sort');
        sort(table, column, now === null ? first : now === 'ascending');
      });
    });
  }

  function filterable(table, input, output) {
    const apply = () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of table.tBodies[0].rows) {
        const text = (row.textContent + ' ' + (row.dataset.host ?? '')).toLowerCase();
        row.hidden = !words.every(word => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      output.textContent = words.length === 0 ? '' : shown + ' of ' + table.tBodies[0].rows.length + ' shown';
    };
    input.addEventListener('input', apply);
    return apply;
  }

  return { sortable, filterable, sort };
})();
