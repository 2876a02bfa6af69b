import { IsArray, IsString } from 'class-validator';
import { Optional, controlPipe } from './control-pipe';
import { Problem } from './problem';

class Wish {
  @IsString() name!: string;
  @Optional() @IsArray() sources?: unknown[];
}

const checked = (body: unknown): Promise<unknown> =>
  Promise.resolve().then(() => controlPipe.transform(body, { type: 'body', metatype: Wish }));
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

describe('the pipe of control-plane bodies', () => {
  it('takes what is as it should be; what is optional may be absent', async () => {
    expect(await checked({ name: 'x' })).toEqual({ name: 'x' });
    expect(await checked({ name: 'x 💶', sources: [nested(50)] })).toMatchObject({ name: 'x 💶' });
  });

  it.each([
    ['null where a list may be absent', { name: 'x', sources: null }],
    ['null', null],
    ['a member that nobody knows', { name: 'x', admin: true }],
    ['U+0000', { name: 'a\0b' }],
    ['half a character', { name: 'a\ud800' }],
    ['U+0000 deep inside, in a name', { name: 'x', sources: [[{ 'a\0': 1 }]] }],
    ['a hundred thousand levels', { name: 'x', sources: nested(100_000) }],
  ])('refuses %s with 400', async (_, body) => {
    const error = (await checked(body).catch((thrown: unknown) => thrown)) as Problem;
    expect(error.getStatus()).toBe(400);
  });
});
