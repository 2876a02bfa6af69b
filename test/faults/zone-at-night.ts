/** A zone in which it is past one o'clock at night now: no day ends while the test runs. */
export const zoneAtNight = (): string => {
  const ahead = (25 - new Date().getUTCHours()) % 24;
  const hours = ahead > 12 ? ahead - 24 : ahead;
  return hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
};
