// The little that only the browser knows: its theme, its time zone, where the pointer is, and when the node is back.
(() => {
  'use strict';
  const key = 'steadytrace.theme';
  const preference = matchMedia('(prefers-color-scheme: dark)');

  const chosen = () => {
    try { return localStorage.getItem(key); } catch { return null; } // storage may be forbidden: then the system decides
  };
  const isDark = () => (chosen() ?? (preference.matches ? 'dark' : 'light')) === 'dark';
  const paint = () => { document.documentElement.dataset.theme = isDark() ? 'dark' : 'light'; };
  paint(); // before the first pixel: no flash of the wrong theme

  const followers = new WeakMap();

  window.steadytrace = {
    viewer(page) {
      preference.addEventListener('change', () => { paint(); page.invokeMethodAsync('ThemeChanged', isDark()).catch(() => {}); });
      return {
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
        offsetMinutes: -new Date().getTimezoneOffset(),
        dark: isDark(),
      };
    },

    choose(dark) {
      // Choosing what the system prefers means following it again.
      try {
        if (dark === preference.matches) localStorage.removeItem(key);
        else localStorage.setItem(key, dark ? 'dark' : 'light');
      } catch { /* storage may be forbidden: the choice then lasts as long as the page */ }
      document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    },

    // Tells the graph where the pointer is, never faster than it answers.
    follow(plot, graph) {
      let next = null, busy = false;
      const tell = async () => {
        if (busy) return;
        busy = true;
        while (next !== null) {
          const fraction = next;
          next = null;
          try { await graph.invokeMethodAsync('PointAt', fraction); } catch { break; } // the node is gone
        }
        busy = false;
      };
      const move = event => {
        const box = plot.getBoundingClientRect();
        next = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
        tell();
      };
      const leave = () => { next = -1; tell(); };
      plot.addEventListener('pointermove', move);
      plot.addEventListener('pointerleave', leave);
      followers.set(plot, () => { plot.removeEventListener('pointermove', move); plot.removeEventListener('pointerleave', leave); });
    },

    unfollow(plot) {
      followers.get(plot)?.();
      followers.delete(plot);
    },
  };

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input, textarea, [contenteditable]')) return;
    const target = document.querySelector(`[data-shortcut="${CSS.escape(event.key)}"]`);
    if (target) { event.preventDefault(); target.focus(); target.select?.(); }
  });

  // A node that was restarted knows nothing of this page: load it again as soon as it answers.
  const reload = async () => {
    for (;;) {
      try { if ((await fetch(location.href, { cache: 'no-store' })).ok) break; } catch { /* not yet */ }
      await new Promise(done => setTimeout(done, 2000));
    }
    location.reload();
  };
  document.addEventListener('DOMContentLoaded', () => {
    const modal = document.getElementById('components-reconnect-modal');
    let reloading = false;
    new MutationObserver(() => {
      const lost = modal.classList.contains('components-reconnect-failed') || modal.classList.contains('components-reconnect-rejected');
      if (lost && !reloading) { reloading = true; reload(); }
    }).observe(modal, { attributes: true, attributeFilter: ['class'] });
  });
})();
