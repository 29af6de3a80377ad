/* The reviewer's page: the main button says which points it will store (without script it says only
   that it verifies), and the queue shows the item at hand. */
(function () {
  'use strict';

  document.querySelectorAll('[data-points-of]').forEach((label) => {
    const input = document.getElementById(label.dataset.pointsOf);
    const plain = label.textContent;
    const show = () => {
      const typed = input.value.trim();
      label.textContent = typed ? label.dataset.msgPoints.replace('{points}', typed) : plain;
    };
    input.addEventListener('input', show);
    window.addEventListener('pageshow', show);
    show();
  });

  // By hand: scrollIntoView would move the page as well, which is exactly one screen high.
  const queue = document.querySelector('.queue');
  const current = queue && queue.querySelector('[aria-current]');
  if (current) {
    const below = current.getBoundingClientRect().bottom - queue.getBoundingClientRect().bottom;
    queue.scrollTop += Math.max(below, 0);
  }
}());
