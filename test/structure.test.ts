import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Which folders (or single files) of `src` each may import. What is not listed here may not exist. */
const MAY_KNOW: Record<string, readonly string[]> = {
  'errors.ts': [],
  'readAs.ts': [],
  'clock.ts': [],
  audio: [],
  turn: ['audio'],
  observe: [],
  realtime: ['audio', 'errors.ts', 'readAs.ts', 'clock.ts', 'observe'],
  voice: ['audio', 'errors.ts', 'readAs.ts', 'clock.ts', 'observe'],
  store: [
    'errors.ts',
    'clock.ts',
    'observe',
    'realtime/clipEntry.ts',
    'realtime/historyEntry.ts',
    'realtime/modelSettings.ts',
    'realtime/sessionEvents.ts',
    'turn/turnSettings.ts',
    'turn/localTurnSettings.ts',
  ],
  money: ['store', 'host/messages.ts', 'realtime/sessionEvents.ts', 'errors.ts', 'clock.ts', 'observe'],
  words: [],
  conversation: [
    'audio',
    'turn',
    'realtime',
    'voice',
    'host/messages.ts',
    'errors.ts',
    'clock.ts',
    'observe',
  ],
  // The messages name plain data of the layers below; the host itself runs conversations.
  'host/messages.ts': [
    'errors.ts',
    'turn/answerReason.ts',
    'realtime/historyEntry.ts',
    'realtime/modelSettings.ts',
    'realtime/sessionEvents.ts',
    'turn/turnSettings.ts',
    'turn/localTurnSettings.ts',
  ],
  host: [
    'conversation',
    'realtime',
    'voice',
    'audio',
    'host/messages.ts',
    'errors.ts',
    'clock.ts',
    'observe',
  ],
  tools: [
    'store',
    'words',
    'turn/phraseCover.ts',
    'turn/spokenWords.ts',
    'host/messages.ts',
    'realtime/historyEntry.ts',
    'realtime/modelSettings.ts',
    'errors.ts',
    'readAs.ts',
    'clock.ts',
    'observe',
  ],
  'config.ts': [
    'config',
    'realtime/modelSettings.ts',
    'turn/turnSettings.ts',
    'turn/localTurnSettings.ts',
    'store/spendingLimits.ts',
    'store/storePlace.ts',
    'tools/toolSettings.ts',
    'errors.ts',
    'observe',
  ],
  config: [
    'config.ts',
    'realtime/modelSettings.ts',
    'turn/turnSettings.ts',
    'turn/localTurnSettings.ts',
    'store/spendingLimits.ts',
    'store/storePlace.ts',
    'tools/toolSettings.ts',
    'errors.ts',
    'observe',
  ],
  bot: [
    'store',
    'money',
    'words',
    'host/messages.ts',
    'tools',
    'config.ts',
    'config',
    'realtime/historyEntry.ts',
    'realtime/modelSettings.ts',
    'realtime/sessionEvents.ts',
    'turn/turnSettings.ts',
    'turn/localTurnSettings.ts',
    'errors.ts',
    'readAs.ts',
    'clock.ts',
    'observe',
  ],
  commands: [
    'bot',
    'money',
    'tools',
    'store',
    'words',
    'host/messages.ts',
    'realtime/sessionEvents.ts',
    'turn/turnSettings.ts',
    'turn/localTurnSettings.ts',
    'errors.ts',
  ],
  offline: ['audio', 'errors.ts', 'clock.ts', 'observe'],
  'main.ts': [
    'bot',
    'store',
    'host',
    'config.ts',
    'config',
    'offline',
    'tools',
    'errors.ts',
    'clock.ts',
    'observe',
    'realtime',
    'voice',
  ],
};

interface SourceFile {
  /** Relative to `src`, or `commands/…`. */
  path: string;
  lines: number;
  imports: string[];
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? walk(join(folder, entry.name))
      : entry.name.endsWith('.ts')
        ? [join(folder, entry.name)]
        : [],
  );
}

function nameOf(file: string): string {
  const fromSource = relative(join(root, 'src'), file);
  return fromSource.startsWith('..') ? relative(root, file) : fromSource;
}

function read(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    nameOf(resolve(dirname(file), target)),
  );
  return { path: nameOf(file), lines: text.split('\n').length - 1, imports };
}

const files = [...walk(join(root, 'src')), ...walk(join(root, 'commands'))].map(read);

/** The entry of {@link MAY_KNOW} that speaks for a file: the file itself, or its folder. */
function ruleOf(path: string): string {
  return path in MAY_KNOW ? path : (path.split('/')[0] ?? path);
}

describe('the house', () => {
  it('has only rooms that the plan names', () => {
    expect(files.map(({ path }) => ruleOf(path)).filter((rule) => !(rule in MAY_KNOW))).toEqual([]);
  });

  it('keeps to who may know whom', () => {
    const strangers = files.flatMap(({ path, imports }) => {
      const rule = ruleOf(path);
      const allowed = MAY_KNOW[rule] ?? [];
      return imports
        .filter((target) => {
          const folder = ruleOf(target).split('/')[0];
          return (
            folder !== rule &&
            !allowed.includes(ruleOf(target)) &&
            !allowed.includes(target) &&
            !allowed.some((name) => name === folder)
          );
        })
        .map((target) => `${path} -> ${target}`);
    });
    expect(strangers).toEqual([]);
  });

  it('has no circles', () => {
    const graph = new Map(files.map(({ path, imports }) => [path, imports]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, trail: string[]): void => {
      if (trail.includes(path)) circles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      if (done.has(path) || trail.includes(path)) return;
      for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of graph.keys()) visit(path, []);
    expect(circles).toEqual([]);
  });

  it('keeps every file small enough to read in one sitting', () => {
    const LONGEST = 300;
    expect(
      files.filter(({ lines }) => lines > LONGEST).map(({ path, lines }) => `${path}: ${lines}`),
    ).toEqual([]);
  });

  it('reads the environment in one place only', () => {
    const readers = [...walk(join(root, 'src')), ...walk(join(root, 'commands'))]
      .filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')))
      .map(nameOf);
    expect(
      readers.filter(
        (path) => ruleOf(path) !== 'config.ts' && ruleOf(path) !== 'config' && ruleOf(path) !== 'offline',
      ),
    ).toEqual([]);
  });
});
