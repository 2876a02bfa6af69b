import { random } from './random';
import { safeOf } from './safe';

describe('the safe', () => {
  const safe = safeOf(random(32));

  it('gives back what was locked, and shows nothing of it', () => {
    const locked = safe.lock('webhook/1', 'whsec_ä');
    expect(safe.unlock('webhook/1', locked)).toBe('whsec_ä');
    expect(locked.toString('latin1')).not.toContain('whsec');
    expect(safe.lock('webhook/1', 'whsec_ä').equals(locked)).toBe(false);
  });

  it('opens under no other name, with no other key, and nothing that was changed', () => {
    const locked = safe.lock('webhook/1', 'secret');
    expect(() => safe.unlock('webhook/2', locked)).toThrow();
    expect(() => safeOf(random(32)).unlock('webhook/1', locked)).toThrow();
    locked[20]! ^= 1;
    expect(() => safe.unlock('webhook/1', locked)).toThrow();
  });
});
