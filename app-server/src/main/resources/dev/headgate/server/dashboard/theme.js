// Runs before the page is drawn, so that it does not flash in the other theme.
'use strict';
(() => {
  const KEY = 'headgate.theme';
  const chosen = () => {
    try {
      return localStorage.getItem(KEY) ?? 'auto';
    } catch {
      return 'auto'; // Storage is switched off: the system's theme it is.
    }
  };
  const apply = theme => {
    if (theme === 'light' || theme === 'dark') {
      document.documentElement.dataset.theme = theme;
    } else {
      delete document.documentElement.dataset.theme;
    }
  };
  apply(chosen());
  window.headgateTheme = {
    chosen,
    choose(theme) {
      try {
        localStorage.setItem(KEY, theme);
      } catch {
        // It holds for this page then.
      }
      apply(theme);
    },
  };
})();
