/* The reviewer's page: the main button says which points it will store. Without script it says
   only that it verifies. */
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
}());
