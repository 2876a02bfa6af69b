const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in a zone show at a moment (milliseconds): `20:05`. @throws RangeError when there is no such zone */
export const localTime = (at: number, zone: string): string => {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(zone, format);
  }
  return format.format(at);
};
