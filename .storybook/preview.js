/** What all stories share: the elements' documentation, the theme switch, widths to try, and axe as a test. */
import { setCustomElementsManifest } from '@storybook/web-components-vite';
import manifest from '../custom-elements.json';
import './preview.css';

setCustomElementsManifest(manifest);

/** Sets the page's colour scheme; the elements follow `color-scheme`, not a class of Storybook's. */
const withTheme = (story, { globals }) => {
  document.documentElement.style.colorScheme = globals.theme === 'auto' ? 'light dark' : globals.theme;
  return story();
};

const width = (pixels) => ({ name: `${pixels} px`, styles: { width: `${pixels}px`, height: '900px' } });

/** @type {import('@storybook/web-components-vite').Preview} */
export default {
  tags: ['autodocs'],
  decorators: [withTheme],
  globalTypes: {
    theme: {
      description: 'Colour scheme of the page',
      toolbar: {
        title: 'Theme',
        icon: 'circlehollow',
        items: [
          { value: 'light', title: 'Light', icon: 'sun' },
          { value: 'dark', title: 'Dark', icon: 'moon' },
          { value: 'auto', title: 'As the system', icon: 'browser' },
        ],
        dynamicTitle: true,
      },
    },
  },
  initialGlobals: { theme: 'light' },
  parameters: {
    a11y: { test: 'error' },
    controls: { expanded: true, sort: 'requiredFirst' },
    viewport: {
      options: { narrow280: width(280), phone320: width(320), tablet768: width(768), desktop1280: width(1280) },
    },
    options: {
      storySort: {
        order: [
          'Introduction',
          'Embedding',
          'Sharing a model',
          'Theming',
          'Accessibility',
          'Lessons',
          ['1 *', '2 *', '3 *', '4 *', '5 *'],
          '*',
        ],
      },
    },
  },
};
