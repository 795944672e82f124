/** What a reader drops or pastes, as files with their paths: folders are opened, what is no file is left out. */
import type { PickedFile } from '../../core/index.js';

/** More than this many files are none that a page reads; core says so in words. */
const MAX_FILES = 20_001;

/** Must be called while the event is handled: afterwards the browser forgets what was dropped. */
export async function droppedFiles(data: DataTransfer): Promise<readonly PickedFile[]> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const loose = [...data.files].map((file) => ({ path: file.name, blob: file }));
  if (entries.length === 0) return loose;
  const found: PickedFile[] = [];
  for (const entry of entries) await collect(entry, '', found);
  return found;
}

async function collect(entry: FileSystemEntry, folder: string, found: PickedFile[]): Promise<void> {
  if (found.length >= MAX_FILES) return;
  const path = folder + entry.name;
  if (entry.isFile) {
    const blob = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ path, blob });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A browser gives a hundred or so at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const each of some) await collect(each, `${path}/`, found);
  }
}
