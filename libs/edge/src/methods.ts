/** The routes of a server by path: which methods each path takes. */
export class Methods {
  readonly #routes: { readonly pattern: RegExp; readonly method: string }[] = [];

  /** @param url as declared: `/v1/customers/:id`, `/docs/*`. */
  add(method: string, url: string): void {
    const parts = url.split('/').map((part) => {
      if (part === '*') return '.*';
      return part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    });
    this.#routes.push({ pattern: new RegExp(`^${parts.join('/')}$`), method });
  }

  /** The methods that a path (without its query) takes, in alphabetical order; none = there is no such path. */
  at(path: string): readonly string[] {
    return [...new Set(this.#routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))].sort();
  }
}
