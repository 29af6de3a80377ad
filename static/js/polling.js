/* A part of the page that looks again by itself: data-poll="address" on an element with an id.
   The answer is the element anew; without data-poll there is nothing more to wait for. */
(function () {
  'use strict';

  const EVERY = 2000; // milliseconds

  function renew(held, text) {
    const fresh = new DOMParser().parseFromString(text, 'text/html').getElementById(held.id);
    if (!fresh) { return; }
    const focused = held.contains(document.activeElement) ? document.activeElement.id : '';
    held.replaceWith(fresh);
    const again = focused && document.getElementById(focused);
    if (again) { again.focus({ preventScroll: true }); }
    watch(fresh);
  }

  function look(held) {
    if (document.hidden) { watch(held); return; }
    fetch(held.dataset.poll, { credentials: 'same-origin', redirect: 'error' })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((text) => renew(held, text))
      .catch(() => watch(held)); // the link beside it still works
  }

  function watch(held) {
    if (held.dataset.poll) { setTimeout(() => look(held), EVERY); }
  }

  document.querySelectorAll('[data-poll]').forEach(watch);
})();
