/** The image picker as a part that arrives, open, when a reader first asks to choose an image. */
import type { LitElement } from 'lit';
import { Deferred } from './deferred.js';
import type { ImagePicker, PickerClient } from './image-picker.js';
import { addStyles } from './late-styles.js';

export function deferredPicker(
  host: LitElement,
  client: PickerClient,
  failed: (error: unknown) => void,
): Deferred<ImagePicker> {
  return new Deferred(
    host,
    async () => {
      const { ImagePicker, imagePickerStyles } = await import('./image-picker.js');
      addStyles(host, [imagePickerStyles]);
      const picker = new ImagePicker(host, client);
      picker.toggle(true);
      return picker;
    },
    failed,
  );
}
