'use strict';
// The theme: the reader's system's, until the button says otherwise.
(() => {
  const root = document.documentElement, button = document.getElementById('theme'), system = matchMedia('(prefers-color-scheme: dark)');
  let chosen = false;
  const apply = () => {
    if (button) button.textContent = root.dataset.theme === 'dark' ? 'Light' : 'Dark';
    if (button) button.setAttribute('aria-label', 'Use the ' + (root.dataset.theme === 'dark' ? 'light' : 'dark') + ' colours');
    charts.redraw();
  };
  system.addEventListener('change', () => { if (!chosen) { root.dataset.theme = system.matches ? 'dark' : 'light'; apply(); } });
  button?.addEventListener('click', () => {
    chosen = true;
    root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    try { localStorage.setItem('gangexit-theme', root.dataset.theme); } catch { /* a page from a disk may have no storage */ }
    apply();
  });
  document.querySelectorAll('.js').forEach(element => { element.hidden = false; });
  apply();
})();
