/* A part of the page that looks again by itself: data-poll="address" on an element with an id.
   The answer is the element anew; without data-poll there is nothing more to wait for. */
(function () {
  'use strict';

  const EVERY = 2000; // milliseconds
  const MOST = 60000; // between two looks, however often the answer was none

  function renew(held, text) {
    const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById(held.id);
    if (!fresh) { return; }
    const focused = held.contains(document.activeElement) ? document.activeElement.id : '';
    held.replaceWith(fresh);
    const again = focused && document.getElementById(focused);
    if (again) { again.focus({ preventScroll: true }); }
    watch(fresh, EVERY);
  }

  function look(held, pause) {
    if (document.hidden) { watch(held, pause); return; }
    fetch(held.dataset.poll, { credentials: 'same-origin', redirect: 'error' })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((text) => renew(held, text))
      .catch(() => watch(held, Math.min(2 * pause, MOST))); // the link beside it still works
  }

  function watch(held, pause) {
    if (held.dataset.poll) { setTimeout(() => look(held, pause), pause); }
  }

  document.querySelectorAll('[data-poll]').forEach((held) => watch(held, EVERY));
})();
