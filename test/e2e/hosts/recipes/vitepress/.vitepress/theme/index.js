import DefaultTheme from 'vitepress/theme';

export default {
  extends: DefaultTheme,
  enhanceApp() {
    // Not where the pages are rendered: there are no custom elements on a server.
    if (!import.meta.env.SSR) void import('convnet-elements/autoloader');
  },
};
