'use strict';
// In the head, so that nothing is drawn in the wrong colours first.
(() => {
  let theme = null;
  try { theme = localStorage.getItem('gangexit-theme'); } catch { /* a page from a disk may have no storage */ }
  if (theme !== 'dark' && theme !== 'light') theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
})();
