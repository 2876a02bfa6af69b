import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../client';
import { Advice, EXIT, say } from '../terminal';
import { asLine, type WhatIfAnswer } from './what-if-text';

const LOOK_MS = 500;
const UNDER_WAY = ['requested', 'running'];
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/** The id of a what-if. @throws Advice for what is none */
export const idOf = (text: string): string => {
  if (!UUID.test(text)) throw new Advice('that is no id of a what-if; "rapport what-if list" shows them', EXIT.usage);
  return text;
};

/** Shows progress until there is a result; on a terminal in one line. */
export const watched = async (client: Client, id: string): Promise<WhatIfAnswer> => {
  for (let last = ''; ;) {
    const found = (await client.ask('GET', `/v1/what-ifs/${id}`)) as WhatIfAnswer;
    const line = asLine(found);
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`);
    else if (line !== last) say(line);
    last = line;
    if (!UNDER_WAY.includes(found.state)) {
      if (process.stderr.isTTY) say('');
      return found;
    }
    await pause(LOOK_MS);
  }
};
