import type { RemoteMcpServer } from '../../realtime/modelSettings.ts';
import type { McpServerConfig } from './mcpConfig.ts';

/** A server that is known by a connection of our own; tools by their names for the model, then by the server's. */
export interface NativeSource {
  readonly config: McpServerConfig;
  readonly nativeTools: ReadonlyMap<string, string>;
}

/** What the model's own server may call by itself. */
export interface NativeOffer {
  servers: RemoteMcpServer[];
  /** What these tools are called here: they are not offered a second time. */
  names: ReadonlySet<string>;
}

/**
 * The tools that the model's own server may call by itself: of servers that are marked for it, those that everybody may use without
 * a yes. Whatever needs to be asked about first goes through us, because nobody else knows who speaks.
 */
export class NativeMcp {
  readonly #sources: readonly NativeSource[];

  constructor(sources: readonly NativeSource[]) {
    this.#sources = sources;
  }

  /** @param off names of the tools that are switched off */
  offer(off: ReadonlySet<string>): NativeOffer {
    const servers: RemoteMcpServer[] = [];
    const names = new Set<string>();
    for (const { config, nativeTools } of this.#sources) {
      const { address, name: label } = config;
      const tools = [...nativeTools].filter(([name]) => !off.has(name));
      if (address.kind !== 'http' || tools.length === 0) continue;
      const allowedTools = tools.map(([, theirs]) => theirs);
      servers.push({ label, url: address.url, headers: { ...address.headers }, allowedTools });
      for (const [name] of tools) names.add(name);
    }
    return { servers, names };
  }
}
